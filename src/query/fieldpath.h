// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "query/expression.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

class PayloadText;

// A value in payloads or metadata, as filters name it: data.lines[0].sku.
struct FieldPath {
    Field field = Field::Data;   // or Meta
    std::vector<PathStep> steps; // never empty in what parseFieldPath() makes
    bool operator==(const FieldPath &) const = default;
};

// Error: Invalid, with a sentence that says what a path looks like.
Result<FieldPath> parseFieldPath(std::string_view text);
// The shortest text that parseFieldPath() and a filter read as this path.
std::string textOf(const FieldPath &path);
// Steps alone, such as .lines[0].sku.
std::string textOf(const std::vector<PathStep> &steps);

// Null pointer if nothing is there.
const JsonValue *valueAt(const JsonValue *value, const std::vector<PathStep> &path);

// What stands at a path in an event.
struct FieldText {
    enum class Kind : std::uint8_t {
        Absent,
        Number, // with all its digits
        Text,   // of a string
        Word,   // true, false or null
        Json,   // an object or array, without white space
    };
    Kind kind = Kind::Absent;
    std::string text;
    bool operator==(const FieldText &) const = default;
};
FieldText fieldText(const FieldPath &path, PayloadText &data, PayloadText &metadata);

} // namespace eventscope
