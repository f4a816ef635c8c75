// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/idlewalk.h"

#include "session/postto.h"
#include "session/session.h"

#include <algorithm>
#include <utility>

namespace eventscope {

IdleWalk::IdleWalk(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_worker(std::make_unique<NewestOnly>())
{
    connect(&session, &Session::closed, this, &IdleWalk::letGo);
}

IdleWalk::~IdleWalk() = default;

void IdleWalk::letGo()
{
    ++m_request;
    m_worker.reset(); // waits
    m_worker = std::make_unique<NewestOnly>();
    m_pauses = {};
    setLooking(false);
}

void IdleWalk::setLooking(bool looking)
{
    if (std::exchange(m_looking, looking) != looking)
        Q_EMIT lookingChanged();
}

std::optional<IdleWalk::Place> IdleWalk::here() const
{
    if (!m_session.hasLog() || m_session.selectedEvents().size() != 2)
        return std::nullopt;
    const auto found = std::find_if(m_pauses.longest.begin(), m_pauses.longest.end(),
                                    [playhead = m_session.playhead()](const Pause &pause) {
                                        return pause.after == playhead;
                                    });
    if (found == m_pauses.longest.end() || m_session.selectedStream() != found->stream
        || !m_session.selectedEvents().contains(found->before)
        || !m_session.selectedEvents().contains(found->after))
        return std::nullopt;
    return Place{*found, static_cast<std::size_t>(found - m_pauses.longest.begin()), !m_pauses.of};
}

void IdleWalk::goTo(std::optional<StreamId> stream)
{
    if (m_looking && m_wanted == stream) {
        ++m_further;
        return;
    }
    const auto place = here();
    look(stream, place && m_pauses.of == stream ? std::optional(place->pause) : std::nullopt, true);
}

void IdleWalk::goOn(bool forward)
{
    if (m_looking)
        m_further += forward ? 1 : -1;
    else if (const auto place = here())
        look(m_pauses.of, place->pause, forward);
    else
        look(m_session.selectedStream(), std::nullopt, forward);
}

void IdleWalk::look(std::optional<StreamId> stream, std::optional<Pause> from, bool forward)
{
    ++m_request;
    m_wanted = stream;
    m_further = 0;
    if (!m_session.hasLog()) {
        m_worker->cancel();
        return;
    }
    const EventLog *const log = &m_session.log();
    if (m_pauses.of == stream && m_pauses.rows > 0 && m_pauses.rows == log->rowCount()) {
        m_worker->cancel();
        setLooking(false);
        return arrive(from, forward);
    }
    setLooking(true);
    m_worker->submit([this, request = m_request, log, stream, from, forward](std::stop_token stop) {
        const std::uint32_t rows = log->rowCount();
        std::vector<Pause> longest = longestPauses(*log, stream, kMost, stop);
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, from, forward,
                      found = Pauses{stream, std::move(longest), rows}]() mutable {
            if (request != m_request)
                return;
            m_pauses = std::move(found);
            setLooking(false);
            arrive(from, forward);
        });
    });
}

void IdleWalk::arrive(const std::optional<Pause> &from, bool forward)
{
    const std::vector<Pause> &all = m_pauses.longest;
    if (all.empty()) {
        Q_EMIT missing(End::None);
        return;
    }
    // In a log that has grown, the one from which it goes on may be gone: its length still says where to.
    std::size_t rank = 0;
    if (from) {
        const auto place = std::lower_bound(all.begin(), all.end(), *from, isLonger);
        rank = static_cast<std::size_t>(place - all.begin());
        if (forward && place != all.end() && *place == *from)
            ++rank;
        if (forward ? rank == all.size() : rank == 0) {
            Q_EMIT missing(forward ? End::Shorter : End::Longer);
            return;
        }
        if (!forward)
            --rank;
    }
    rank = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(rank) + m_further, 0,
                                   static_cast<std::ptrdiff_t>(all.size()) - 1));
    const Place place{all[rank], rank, !m_pauses.of};
    m_session.goToEvent(place.pause.after);
    m_session.selectedEvents().set(std::vector<Row>{place.pause.before, place.pause.after});
    Q_EMIT arrived(place);
}

} // namespace eventscope
