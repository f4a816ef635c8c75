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
class ExplorePage;

// What leads to the snapshots of the selected stream, and checks all that the store has.
class SnapshotCommands : public QObject
{
    Q_OBJECT

public:
    SnapshotCommands(Commands &commands, Session &session, ExplorePage &page, QObject *parent);

private:
    void goToNext(bool after);
    void check();
    void update();

    Session &m_session;
    ExplorePage &m_page;
    QAction *m_next;
    QAction *m_previous;
    QAction *m_show;
    QAction *m_check;
};

} // namespace eventscope::ui
