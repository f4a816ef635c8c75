// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/player.h"

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

constexpr std::chrono::milliseconds kShortestWait{15};

} // namespace

Player::Player(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Player::goOn);
    connect(&session, &Session::closed, this, &Player::pause);
    // Somebody else moved it: what was said of where it stopped is no longer true.
    connect(&session, &Session::playheadChanged, this, [this] {
        if (!m_stepping)
            setReason({});
    });
}

bool Player::canPlay() const
{
    return m_session.canStep(Session::Step::Next)
           || (m_loops && m_session.canStep(Session::Step::First));
}

void Player::play()
{
    if (isPlaying() || !canPlay())
        return;
    m_playing = true;
    m_reason.clear();
    takeLoop();
    schedule();
    Q_EMIT changed();
}

// Stepping may change what is selected.
void Player::takeLoop()
{
    const EventSelection &selected = m_session.selectedEvents();
    const bool some = m_loops && selected.size() > 1;
    m_loopFirst = some ? selected.first() : kNoRow;
    m_loopLast = some ? selected.last() : kNoRow;
}

void Player::pause()
{
    if (!isPlaying())
        return;
    m_playing = false;
    m_timer.stop();
    Q_EMIT changed();
}

void Player::setSpeed(double factor)
{
    m_speed = std::clamp(factor, kSlowest, kFastest);
    if (isPlaying())
        schedule();
    Q_EMIT changed();
}

void Player::setLongestWait(std::chrono::milliseconds wait)
{
    if (std::exchange(m_longestWait, wait) == wait)
        return;
    if (isPlaying())
        schedule();
    Q_EMIT changed();
}

void Player::setOriginalTiming(bool original)
{
    m_originalTiming = original;
    if (isPlaying())
        schedule();
    Q_EMIT changed();
}

void Player::setLoops(bool loops)
{
    m_loops = loops;
    takeLoop();
    Q_EMIT changed();
}

void Player::setStopsAt(Stop stop, bool stops)
{
    m_stops[static_cast<std::size_t>(stop)] = stops;
    Q_EMIT changed();
}

void Player::setReason(const QString &reason)
{
    if (reason == m_reason)
        return;
    m_reason = reason;
    Q_EMIT changed();
}

bool Player::isAtEndOfLoop() const
{
    const Row next = m_session.targetOf(Session::Step::Next);
    return next == kNoRow
           || (m_loopFirst != kNoRow && (next > m_loopLast || m_session.playhead() < m_loopFirst));
}

// The time until the next step.
void Player::schedule()
{
    auto wait = std::chrono::milliseconds(std::lround(1000 / (m_speed * kEventsASecond)));
    if (m_originalTiming && m_session.hasLog() && !(m_loops && isAtEndOfLoop())) {
        const Row next = m_session.targetOf(Session::Step::Next);
        const Row here = m_session.playhead();
        if (next != kNoRow && here != kNoRow) {
            const Time from = m_session.log().time(here);
            const Time to = m_session.log().time(next);
            if (from != kNoTime && to != kNoTime) {
                const double gap = double(to.micros - from.micros) / 1000 / m_speed;
                wait = std::chrono::milliseconds(
                    std::lround(std::clamp(gap, 0.0, double(m_longestWait.count()))));
            }
        }
    }
    m_timer.start(std::max(wait, kShortestWait));
}

void Player::goOn()
{
    if (!m_playing)
        return;
    m_stepping = true;
    if (!m_loops || !isAtEndOfLoop())
        m_session.step(Session::Step::Next);
    else if (m_loopFirst != kNoRow)
        m_session.setPlayhead(m_loopFirst);
    else
        m_session.step(Session::Step::First);
    m_stepping = false;
    m_reason = reasonToStopHere();
    m_playing = m_reason.isEmpty() && canPlay();
    if (m_playing)
        schedule();
    Q_EMIT changed();
}

QString Player::reasonToStopHere() const
{
    const Row row = m_session.playhead();
    if (row == kNoRow)
        return {};
    if (stopsAt(Stop::Finding)) {
        const std::vector<Row> &rows = m_session.findings().rows();
        if (std::binary_search(rows.begin(), rows.end(), row))
            return tr("a finding");
    }
    if (stopsAt(Stop::Bookmark) && m_session.bookmarks().contains(row))
        return tr("a bookmark");
    // Without a stream every event that is played is one that the filter shows.
    if (stopsAt(Stop::FilterMatch) && m_session.selectedStream()
        && !m_session.filterText().isEmpty() && !m_session.filterError()) {
        const auto shown = m_session.shownOrdinal(row);
        if (shown && m_session.shownEvents().row(*shown) == row)
            return tr("an event of the filter");
    }
    if (const auto ordinal = m_session.streamOrdinal(); stopsAt(Stop::PinnedChange) && ordinal) {
        for (const std::string &pointer : m_session.histories().pins()) {
            const auto history = m_session.histories().pinned(pointer);
            if (!history)
                continue;
            const auto &changes = history->field.changes;
            const auto found = std::lower_bound(changes.begin(), changes.end(), *ordinal,
                                                [](const FieldChange &change,
                                                   std::uint32_t wanted) {
                                                    return change.ordinal < wanted;
                                                });
            if (found != changes.end() && found->ordinal == *ordinal)
                return tr("a change of %1").arg(QString::fromStdString(pointer).mid(1));
        }
    }
    return {};
}

} // namespace eventscope
