// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>
#include <QString>

class QAction;

namespace eventscope::ui {

class Banner;
class Commands;
class EventPanel;

// What the window has to do with decoders of payloads: the command that lists them, the question whether to trust one, and the word that
// one was stopped.
class DecoderCommands : public QObject
{
    Q_OBJECT

public:
    DecoderCommands(Commands &commands, Session &session, Banner &banner, EventPanel &event,
                    QWidget *window);

    QAction *action() const { return m_action; }

private:
    void showList();
    void showNew();
    void takeStates();
    void ask();

    Session &m_session;
    Banner &m_banner;
    QWidget *m_window;
    QAction *m_action;
    QString m_asked;   // what was asked about last
    QString m_stopped; // what was said last of those that are stopped
    QString m_said;    // in the banner, by this one
};

} // namespace eventscope::ui
