// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "replay/eventreader.h"
#include "replay/replay.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// One fold of a script along a sequence, with checkpoints inside its host: it can be brought to any place of the sequence, and goes on
// from the nearest one. One thread.
//
// Checkpoints lie so many events apart; when they become too heavy, those far from the last place asked for go, as in MergeReplay.
class ScriptLane
{
public:
    // `mostBytes` is what the checkpoints may weigh, about. The reader must outlive the lane; its sequence is the lane's.
    ScriptLane(std::unique_ptr<ScriptFold> fold, EventReader &events, bool blame,
               std::size_t mostBytes);

    // Events from that place on are others than before.
    void forgetFrom(std::uint32_t same);

    // Brings the fold to where `count` events are applied, or to the failure if it lies before. A failure that is met is kept in `failure`:
    // the event is not run again by anyone who asks with it.
    Result<void> moveTo(std::uint32_t count, std::optional<ReplayFailure> &failure,
                        std::stop_token stop);
    std::uint32_t count() const { return m_count; }
    // How many events behind the place the fold can go on from, when it is to go there.
    std::uint32_t distanceTo(std::uint32_t count) const;

    Result<std::string> state();
    Result<std::vector<std::pair<std::string, std::uint32_t>>> blame();

    // What the events [first, end) changed, leaf by leaf; ends early at a failure.
    Result<std::vector<ScriptChange>> changes(std::uint32_t first, std::uint32_t end,
                                              std::optional<ReplayFailure> &failure,
                                              std::stop_token stop);
    // Whether the predicate is true after the event. False as well if the fold does not get there.
    Result<bool> isTrueAfter(std::uint32_t ordinal, const std::string &predicate,
                             std::optional<ReplayFailure> &failure, std::stop_token stop);

    ScriptFold &fold() { return *m_fold; }

private:
    struct Checkpoint {
        std::uint32_t count = 0;
        ScriptFold::Saved saved;
    };

    ScriptTracking tracking() const;
    const Checkpoint *nearest(std::uint32_t count) const;
    Result<void> goNear(std::uint32_t count);
    Result<void> applyTo(std::uint32_t count, bool keeps, std::stop_token stop);
    Result<void> keep();
    void thinOut();
    // After an error: true if it is a failure at an event, which now stands in `failure`.
    bool isFailure(std::optional<ReplayFailure> &failure);
    // After an error that is none: true if someone ended the host, so that it is worth another try. Once a question.
    bool wasKilled(bool &before);
    void lose();

    std::unique_ptr<ScriptFold> m_fold;
    EventReader &m_events;
    bool m_blame;
    std::size_t m_mostBytes;
    bool m_isThere = false;    // the fold stands at m_count
    std::uint32_t m_count = 0; // events that are in
    bool m_saves = true;       // false: this state cannot be copied
    std::uint64_t m_generation = 0;
    std::vector<Checkpoint> m_checkpoints; // ascending
    std::size_t m_bytes = 0;               // of all of them
};

} // namespace eventscope
