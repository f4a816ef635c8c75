// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/eventreader.h"
#include "replay/replay.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace eventscope {

// What replays through code of the user's have in common: they read the events, and remember the one at which that code failed, so that
// nobody runs into the same loop again. What ended because someone else killed the process is forgotten with the next question.
class FoldReplay : public Replay
{
public:
    const Sequence &sequence() const final { return m_events.sequence(); }
    Result<StateAt> stateAt(std::uint32_t ordinal, std::stop_token stop = {},
                            Blaming blaming = Blaming::With) final;
    Result<std::vector<EventChanges>> changes(std::uint32_t first, std::uint32_t count,
                                              std::stop_token stop = {}) final;

protected:
    FoldReplay(const EventLog &log, RecordReader &reader, EventReader::Options options);

    // Fills in `before`, `state` and, if it is asked for, `blame`, of an answer that has its ordinal; also `warnings`.
    virtual Result<void> tellStates(StateAt &answer, std::stop_token stop) = 0;
    // What the events of [first, end) changed, one entry an event; fewer where the fold ended.
    virtual Result<std::vector<std::vector<LeafChange>>> leavesChanged(std::uint32_t first,
                                                                       std::uint32_t end,
                                                                       std::stop_token stop)
        = 0;

    // Every question begins with it.
    void beginQuestion();
    // The sequence begins to differ at that event: a failure there or behind it may not come again.
    void forgetFailureFrom(std::uint32_t same);
    // That many events, or those before the failure.
    std::uint32_t reachable(std::uint32_t count) const;

    EventReader m_events;
    std::optional<ReplayFailure> m_failure;
};

} // namespace eventscope
