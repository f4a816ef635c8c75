// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What detection knows of a column of a table, or of a member of a file's records.
struct SampledColumn {
    struct Value {
        enum class Kind : std::uint8_t { Null, Integer, Real, Boolean, Text, Json, Binary };
        Kind kind = Kind::
            Null; // Json: an object or array of a file's record; JSON in a text column is Text
        std::string text; // as it stands; cut where it is long
    };
    std::string name;
    bool unique = false;        // SQL: declared unique by itself
    bool integerKey = false;    // SQL: INTEGER PRIMARY KEY, so never NULL and never text
    std::vector<Value> samples; // one for each sampled row, in their order; Null where it is absent
};

struct SampledTable {
    std::string name; // empty for files
    std::vector<SampledColumn> columns;
    std::vector<std::vector<std::string>> keys; // SQL: columns declared unique together
};

// How a table or file would be read by the synonyms of the catalogue.
struct Guess {
    // Without `order`, which depends on more than names; `table` is the sampled name.
    EventsSpec events;
    double score = 0; // 0 to 1: how many roles are filled, and how surely
    // "stream = aggregate_id, type = event_type, data = payload, ...; no version".
    std::string reason;
    bool complete
        = false; // stream, type and data are there, and likely enough to open it without asking
};

// Scores every role by name (case and separators do not count), by the declared keys and by the sampled values.
Guess guessEvents(const SampledTable &table);

// The checkpoints in it if it looks like a table of them: who has read how far.
std::optional<CheckpointSpec> guessCheckpoints(const SampledTable &table);

// The encoding that the sampled times are in: ISO 8601 if there is such text, else the one whose range holds the numbers. None if
// nothing there is a time.
std::optional<TimeEncoding> guessTimeEncoding(const std::vector<SampledColumn::Value> &samples);

// Lower case, letters and digits only: event_type, eventType and "Event Type" are eventtype.
std::string plainName(std::string_view name);

// Guesses that score less are never opened unasked, and of two that are nearer to each other than this, neither.
inline constexpr double kSureScore = 0.5;
inline constexpr double kScoreMargin = 0.1;

} // namespace eventscope
