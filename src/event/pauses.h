// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace eventscope {

// A time without an event of the stream, between two of it that follow each other in time.
struct Pause {
    StreamId stream = kNoStream;
    Row before = kNoRow;
    Row after = kNoRow;      // the event that ended it
    std::int64_t micros = 0; // more than 0
    bool operator==(const Pause &) const = default;
};

// The longer one, or of two as long the one that ended nearer to the log's begin.
bool isLonger(const Pause &a, const Pause &b);

// Every pause of the stream, in order of time. Events without a time are passed over, times that run
// against the stream's order put in order. False once the token stopped. Any thread; columns only.
bool visitPauses(const EventLog &log, StreamId stream,
                 const std::function<void(const Pause &)> &visit, const std::stop_token &stop);

// The longest first, at most so many: of the one stream, or of all, each within its own. Empty once
// the token stopped. Any thread; ten million events take about half a second.
std::vector<Pause> longestPauses(const EventLog &log, std::optional<StreamId> of, std::size_t most,
                                 const std::stop_token &stop);

} // namespace eventscope
