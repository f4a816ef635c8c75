// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "script/projectionfold.h"
#include "script/readmodelfold.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// A line that a projection wrote with log(); while it was loaded: for no event.
struct ProjectionLogLine {
    Row row = kNoRow;
    std::string text;
};

struct ProjectionFailure {
    Row row = kNoRow; // the event at which a handler failed
    Error error;      // with path, line and column of the file
    ScriptEnd end = ScriptEnd::Threw;
};

// Adds what a handler took to what is known of it.
void addTime(std::vector<HandlerTime> &all, const HandlerTime &time);

// What a run of a projection has come to, for any thread to read: it never changes.
struct ProjectionSnapshot {
    static constexpr std::uint32_t kNoPrevious = ~std::uint32_t{0};
    struct Partition {
        std::string key;
        std::uint32_t events = 0;
        Row first = kNoRow;
        Row last = kNoRow;
    };

    // What was run.
    enum class Kind : std::uint8_t {
        KurrentDb,
        Program, // of the user's own: of the definition nothing is known
        ReadModel, // with tables in place of keys: all events that it handled are those of one partition
    };
    // What a program said of a key.
    struct ProgramState {
        Row row = kNoRow;
        std::string state;  // JSON text; empty: the key was taken away
        bool isKept = true; // false: there was no room for it
    };

    Kind kind = Kind::KurrentDb;
    ProjectionDefinition definition;
    ProjectionEngine engine = ProjectionEngine::V1;
    std::uint32_t rows = 0; // looked at
    std::uint64_t handled = 0;
    std::array<std::uint64_t, kSkipReasons> skipped{};
    std::vector<Partition> partitions;       // ascending by their first row
    std::size_t keysHash = 0;                // of their keys in that order, see hashOfKeys()
    std::vector<ProjectionOutcome> outcomes; // by row; partitions by their index here
    std::vector<std::uint32_t>
        previous; // by row: the row before it in its partition; not of programs
    // By partition, ascending; of programs, whose events may change several keys each: outcomes name the first.
    std::vector<std::vector<ProgramState>> programStates;
    std::vector<ReadModelTable> tables; // of read models, at the end of the run
    std::optional<ProjectionFailure> failure;
    std::vector<EmittedEvent> emitted;   // ascending; ordinals are rows
    std::uint64_t emittedCount = 0;      // also those that are not kept
    std::vector<ProjectionLogLine> logs; // ascending; those of no event first
    std::uint64_t logCount = 0;
    std::vector<ProjectionWarning> warnings;
    std::vector<HandlerTime> times;

    // How many partitions there are as of a row (it included): the first so many.
    std::uint32_t partitionsAsOf(Row row) const;
    // The events that it handled, ascending; only those up to and including that row.
    std::vector<Row> rowsOf(std::uint32_t partition, Row upTo) const;
    std::vector<Row> rowsOf(std::uint32_t partition) const
    {
        return rowsOf(partition, partitions[partition].last);
    }
    // The last of them; kNoRow if it comes later.
    Row lastRowOf(std::uint32_t partition, Row upTo) const;
    // Every event that was handled, ascending, up to that row: what the states of bi-state projections depend on.
    std::vector<Row> handledRows(Row upTo) const;
    std::optional<std::uint32_t> findPartition(std::string_view key) const; // O(partitions)
    // As many keys with another hash are others, or stand elsewhere. O(partitions)
    std::size_t hashOfKeys() const;
};

} // namespace eventscope
