// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/idlewalk.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class Commands;
class ExplorePage;

// What leads to the longest times without an event of a stream, and says what was found.
class IdleCommands : public QObject
{
    Q_OBJECT

public:
    IdleCommands(Commands &commands, Session &session, ExplorePage &page, QObject *parent);

    // "Idle for 12 d 4 h: v4 to v5 of card-0a1b · 2nd longest of all streams"
    QString textOf(const IdleWalk::Place &place) const;

private:
    void takeLooking();
    void takeArrival(const IdleWalk::Place &place);
    void takeEnd(IdleWalk::End end);

    Session &m_session;
    ExplorePage &m_page;
    IdleWalk m_walk;
    QTimer m_patience; // a search that is over at once is not worth a word
};

} // namespace eventscope::ui
