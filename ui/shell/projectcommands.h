// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAction;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class Commands;
class Perspectives;

// What one can do with projections.
class ProjectCommands : public QObject
{
    Q_OBJECT

public:
    ProjectCommands(Commands &commands, Session &session, Perspectives &perspectives,
                    QObject *parent);

private:
    void connectPage();
    void takeKeys();
    void update();

    Commands &m_commands;
    Session &m_session;
    Perspectives &m_perspectives;
    QAction *m_open;
    QAction *m_run;
    QAction *m_stop;
    QAction *m_next;
    QAction *m_previous;
    QAction *m_follow;
    QAction *m_code;
    QAction *m_saveAs;
    QAction *m_events;
};

} // namespace eventscope::ui
