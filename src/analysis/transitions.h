// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace eventscope {

// How often an event of one type came directly after one of another in the same stream.
struct Transition {
    std::optional<TypeId> from; // none: the stream begins
    std::optional<TypeId> to;   // none: the stream ends
    std::uint64_t count = 0;
    Row example
        = kNoRow; // the first event it happened at: the second of the two, or the last of the stream
    std::optional<std::int64_t> medianMicros; // between the two; none without times
};

// Of all streams, in the order of the store. By type, the frequent ones first. Medians are exact up to some hundred of a kind, and
// taken from that many, spread over all, beyond. Empty if it was stopped.
std::vector<Transition> transitionsOf(const EventLog &log, std::stop_token stop);

} // namespace eventscope
