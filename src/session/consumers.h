// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// One of the framework's own consumers (a subscription, projection, processor) and how far it is behind the newest event.
struct Consumer {
    enum class Condition : std::uint8_t {
        Current,
        Behind,
        NeverStarted, // no checkpoint yet, or one before the first event
        Stuck,        // the store calls it paused, blocked or stopped
        Failed,       // the store says so
    };

    Checkpoint checkpoint;
    std::optional<Row> last;  // the last event that it has seen; none: none yet
    std::uint64_t behind = 0; // events after it
    std::optional<double>
        seconds; // from that event (the first of all, if none yet) to the newest one; none without times
    std::uint64_t missed
        = 0; // events before its position that it has left out and will still be given
    Condition condition = Condition::Current;
};

// In the order of the checkpoints. Any thread.
std::vector<Consumer> consumersOf(const EventLog &log, const std::vector<Checkpoint> &checkpoints);

// "current", "behind", "not begun", "stuck", "error".
std::string_view nameOf(Consumer::Condition condition);
bool isTrouble(Consumer::Condition condition); // the last three

} // namespace eventscope
