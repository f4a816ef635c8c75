// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QTabBar;
class QToolButton;

namespace eventscope::ui {

class Notice;
class ReadModelRowsModel;
class RowTable;
class TabLine;

// The tables of a read model as of the playhead, a tab each.
class ReadModelPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ReadModelPanel(Session &session, QWidget *parent = nullptr);
    ~ReadModelPanel() override;

    void showTable(const QString &name);
    void focusSearch();
    bool isSettled() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void take();
    void takeTab(int tab);
    void copy();
    void takeStoreTables(bool wanted);

    Session &m_session;
    ReadModelRowsModel *m_model;
    TabLine *m_line;
    QTabBar *m_tabs;
    QLineEdit *m_search;
    QLabel *m_count;
    Notice *m_notice;
    RowTable *m_table;
    QToolButton *m_storeTables;
    bool m_taking = false; // the tabs follow the tables
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
