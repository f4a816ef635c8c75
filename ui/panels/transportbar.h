// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/player.h"
#include "session/session.h"

#include <QVariantMap>
#include <QWidget>

#include <array>

class QAction;
class QActionGroup;
class QMenu;
class QToolButton;

namespace eventscope::ui {

class Scrubber;

// Where the playhead is, and everything that moves it by one: first, previous, next, last, play. It
// steps the selected stream; with none selected, the events shown; or whatever else the session is to step through. The actions carry no shortcuts;
// the window gives them theirs.
class TransportBar : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kHeight = 40;

    explicit TransportBar(Session &session, QWidget *parent = nullptr);

    QAction *firstAction() const { return m_first; }
    QAction *previousAction() const { return m_previous; }
    QAction *nextAction() const { return m_next; }
    QAction *lastAction() const { return m_last; }
    QAction *playAction() const { return m_play; } // checked while it plays

    Player &player() { return m_player; }
    void faster();
    void slower();
    Scrubber &scrubber() { return *m_scrubber; }

    // "cart-cc25 v5 of 29 · #43 of 1,940 · 08:41:12"; empty without an event.
    QString label() const { return m_label; }
    // Says so instead, until playhead or stream are others.
    void setRemark(const QString &remark);

    QSize sizeHint() const override;

    // How it plays, as the settings keep it.
    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QAction *addStep(Session::Step step, const QString &text);
    QToolButton *addButton(QAction *action);
    void makeMenu();
    void takePlayer();
    void takeStep();
    void takeLog();
    void updateLabel();
    void updateActions();
    void takePreferences();
    void takeTheme();
    QString labelText(int mostNameWidth) const;

    Session &m_session;
    Player m_player;
    QAction *m_first;
    QAction *m_previous;
    QAction *m_play;
    QAction *m_next;
    QAction *m_last;
    QActionGroup *m_speeds;
    QToolButton *m_speedButton;
    Scrubber *m_scrubber;
    QWidget *m_labelSpace; // keeps the room that the label is painted in
    QAction *m_originalTiming;
    QAction *m_loop;
    std::array<QAction *, Player::kStops> m_stops{};
    QString m_label;
    QString m_remark;
    Row m_remarkRow = kNoRow;
    int m_labelWidth = 0; // the widest so far: the scrubber does not jump
};

} // namespace eventscope::ui
