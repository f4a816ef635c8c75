// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {
class IdleTimes;
}

namespace eventscope::ui {

// Most events, newest event, longest idle time, name, in the order in which they appeared.
enum class StreamSort : std::uint8_t { Events, Last, Idle, Name, First };

// The streams of a log in the order of the list: by type, and within a type by the chosen order.
struct StreamOrder {
    struct Section {
        StreamTypeId type = kNoStreamType; // kNoStreamType: streams of no type
        std::uint64_t events = 0;          // of its streams here
        Time lastTime = kNoTime;           // of their newest event
        std::int64_t idle = 0;             // the longest of theirs; 0 where that is not known
        std::uint32_t begin = 0;           // its streams: [begin, end) of `streams`
        std::uint32_t end = 0;

        std::uint32_t size() const { return end - begin; }
    };
    std::vector<Section> sections;
    std::vector<StreamId> streams;
    std::uint32_t considered = 0; // streams of the log at that time
    std::uint32_t mostEvents = 0; // of a stream here
};

// Those whose name contains `search` (ASCII letters in any case); all if it is empty. Any thread; a
// million streams take a few hundred milliseconds. Incomplete, and to be dropped, once the token
// stopped. Idle times are those that are given.
StreamOrder orderStreams(const EventLog &log, const std::string &search, StreamSort sort,
                         std::stop_token stop = {}, const IdleTimes *idleTimes = nullptr);

// True if `text` contains `needle`, which holds no capital ASCII letters, in any case of its ASCII
// letters.
bool containsFolded(std::string_view text, std::string_view needle);
std::string foldedAscii(std::string text);

} // namespace eventscope::ui
