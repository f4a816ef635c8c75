// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"
#include "query/regex.h"
#include "query/textpattern.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

enum class Field : std::uint8_t {
    Type,
    Stream,
    StreamType,
    StreamVersion,
    LogPosition,
    Time,
    Correlation,
    Causation,
    Id,
    Data,
    Meta,
};

enum class Operator : std::uint8_t {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Contains,
    Matches,
    Exists,
};

// One step of a path into JSON: the name of a member, or with an index that of an element. `.0` may be either; `[0]` has no name.
struct PathStep {
    std::string key;
    std::optional<std::size_t> index;
    bool operator==(const PathStep &) const = default;
};

// `field operator value`, checked. Only what the field and the operator need is set.
struct Condition {
    Field field = Field::Data;
    Operator op = Operator::Contains;
    std::vector<PathStep> path; // of Data and Meta; empty: the whole text
    std::string text;           // the value, literally
    TextPattern pattern;        // of = and !=
    bool isNumber = false;      // the value is a JSON number
    std::int64_t integer = 0;   // of StreamVersion
    // The value of Time is the span [timeBegin, timeEnd): a day, a minute ... as exact as it was written.
    Time timeBegin;
    Time timeEnd;
    std::shared_ptr<const Regex> regex;
    std::size_t index = 0; // of all conditions of the filter, in order of their text

    // Whether the columns of the log decide it. Ids stand there as hashes, which know nothing but equality.
    bool onColumns() const
    {
        switch (field) {
        case Field::Data:
        case Field::Meta:
            return false;
        case Field::Correlation:
        case Field::Causation:
        case Field::Id:
            return op == Operator::Exists
                   || ((op == Operator::Equal || op == Operator::NotEqual)
                       && !pattern.hasWildcard());
        default:
            return true;
        }
    }
};

// A filter as a tree. Not has one part, And and Or have at least two.
struct Expression {
    enum class Kind : std::uint8_t { And, Or, Not, Condition };
    Kind kind = Kind::And;
    std::vector<Expression> parts;
    std::shared_ptr<const Condition> condition;
    bool onColumns = true; // every condition below is
};

} // namespace eventscope
