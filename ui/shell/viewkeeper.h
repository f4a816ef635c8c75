// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspacefile.h"

#include <QObject>
#include <QTimer>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class Perspectives;

// Keeps where somebody is in the open store in its workspace, and goes there when it is opened again: layout and filter as soon as there
// is a log, the place once it is loaded, unless somebody has chosen another one by then. A store that has grown since is no other.
//
// What is on the screen is looked at every few seconds, so that a crash costs no more; what has not changed is not written.
class ViewKeeper : public QObject
{
    Q_OBJECT

public:
    static constexpr int kEveryMilliseconds = 2000;

    // Both must outlive it.
    ViewKeeper(Session &session, Perspectives &perspectives, QObject *parent = nullptr);

    // Whether stores are opened as they were left; what is kept of them does not depend on it.
    void setRestores(bool restores) { m_restores = restores; }
    bool restores() const { return m_restores; }
    // The store is loaded: goes to the place, unless that was decided otherwise, and keeps it from now on.
    void begin(bool goThere);
    // What is there now into the workspace.
    void keep();
    WorkspaceView current() const; // only with a log

private:
    void takeLog();
    void goToPlace(const WorkspaceView &view);

    Session &m_session;
    Perspectives &m_perspectives;
    QTimer m_timer;
    bool m_restores = true;
};

} // namespace eventscope::ui
