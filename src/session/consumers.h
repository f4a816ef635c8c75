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
        Stuck,        // its next event has waited for long, or the store calls it paused or stopped
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

// An event that is older than the newest one by so much, and not seen yet, means that its consumer stands still.
inline constexpr std::int64_t kStuckMicros = std::int64_t(3600) * 1'000'000;

// In the order of the checkpoints. Any thread.
std::vector<Consumer> consumersOf(const EventLog &log, const std::vector<Checkpoint> &checkpoints);

// "current", "behind", "not begun", "stuck", "error".
std::string_view nameOf(Consumer::Condition condition);
bool isTrouble(Consumer::Condition condition); // the last three

} // namespace eventscope
