// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

class QToolButton;

namespace eventscope::ui {

class ProjectionFilesModel;
class RowTable;

// The projections that there are: those that were run over this store, and what stands beside the one that is looked at.
class ProjectionsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectionsPanel(Session &session, QWidget *parent = nullptr);

    ProjectionFilesModel &files() { return *m_model; }
    QToolButton &newButton() { return *m_new; } // its menu is given to it
    void setCurrent(const QString &file);       // that is looked at; empty: none has a file yet
    void focusList();
    bool isSettled() const;

Q_SIGNALS:
    void chosen(const QString &file);
    void openWanted(); // one that is not listed

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void choose(int row);
    void forget(int row);
    void showMenu(const QPoint &place);

    Session &m_session;
    ProjectionFilesModel *m_model;
    RowTable *m_table;
    QToolButton *m_new;
};

} // namespace eventscope::ui
