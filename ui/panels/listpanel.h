// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace eventscope::ui {

class Notice;
class RowTable;

// A table for the drawer, with controls for the line above it; Ctrl+C copies all of it.
class ListPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ListPanel(QWidget *parent = nullptr);

    QWidget *controls() const { return m_controls; } // for the line above the panel
    void focusList();

protected:
    RowTable &table() const { return *m_table; }
    QVBoxLayout &column() const { return *m_column; }
    QToolButton *addControl(const QString &icon, const QString &name = {});
    // A few dim words at the beginning of the line; a message above the table.
    QLabel *addStatus();
    Notice *addNotice();
    // What a click on a row does, and Enter.
    void onRow(const std::function<void(int row)> &run);
    bool eventFilter(QObject *watched, QEvent *event) override;
    virtual void copy() = 0;

private:
    QVBoxLayout *m_column;
    RowTable *m_table;
    QWidget *m_controls;
};

} // namespace eventscope::ui
