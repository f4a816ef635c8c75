// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

// What the benchmarks are held against: the least work that anybody has to do for the same bytes. Each measures itself, from
// opening the file to its last byte, and ends the program if the file is not what makebig writes.
namespace eventscope::bench {

struct PeerRun {
    double seconds = 0;
    std::uint64_t events = 0;
};

// sqlite3_step() over the columns of the events in their order, each taken with sqlite3_column_*().
PeerRun scanSqlite(const std::string &path);

// One pass of simdjson's on-demand parser on one thread: each line of the mapped file iterated, and the members read that an event
// log needs.
PeerRun parseJsonLines(const std::string &path);

// `grep -c NEEDLE FILE` as a process of its own, in the C locale; `events` is the count that it prints.
PeerRun grepCount(const std::string &path, const std::string &needle);

} // namespace eventscope::bench
