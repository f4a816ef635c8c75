// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <array>
#include <chrono>
#include <cstddef>

namespace eventscope {

// Steps the playhead along by itself: through the selected stream, or with none through the shown events. At a fixed rate or as fast as the
// events happened, once or round and round, until the end or an event at which it is to stop. GUI thread.
class Player : public QObject
{
    Q_OBJECT

public:
    static constexpr int kEventsASecond = 2; // at speed 1
    static constexpr double kSlowest = 0.5;
    static constexpr double kFastest = 16;

    enum class Stop {
        FilterMatch, // of the stream's events, those that the filter shows
        PinnedChange,
        Finding,
        Bookmark,
    };
    static constexpr int kStops = 4;

    explicit Player(Session &session, QObject *parent = nullptr);

    bool isPlaying() const { return m_playing; }
    bool canPlay() const;
    void play();
    void pause();

    double speed() const { return m_speed; }
    void setSpeed(double factor); // kSlowest to kFastest
    bool originalTiming() const { return m_originalTiming; }
    void setOriginalTiming(bool original);
    // Longer waits of the original timing are shortened to this, at any speed.
    std::chrono::milliseconds longestWait() const { return m_longestWait; }
    void setLongestWait(std::chrono::milliseconds wait);
    // From the last to the first of the events that were selected when it began to play; with fewer than two, of all.
    bool loops() const { return m_loops; }
    void setLoops(bool loops);
    bool stopsAt(Stop stop) const { return m_stops[static_cast<std::size_t>(stop)]; }
    void setStopsAt(Stop stop, bool stops);

    // Why it stopped by itself at the event where the playhead stands: "a finding". Empty otherwise.
    QString reason() const { return m_reason; }

Q_SIGNALS:
    void changed(); // playing, speed, settings or reason

private:
    void goOn();
    void schedule();
    void takeLoop();
    bool isAtEndOfLoop() const;
    QString reasonToStopHere() const;
    void setReason(const QString &reason);

    Session &m_session;
    QTimer m_timer;
    double m_speed = 1;
    std::chrono::milliseconds m_longestWait{2000};
    bool m_originalTiming = false;
    bool m_loops = false;
    bool m_playing = false;
    bool m_stepping = false;
    Row m_loopFirst = kNoRow; // both kNoRow: all
    Row m_loopLast = kNoRow;
    std::array<bool, kStops> m_stops{};
    QString m_reason;
};

} // namespace eventscope
