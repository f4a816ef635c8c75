// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

// How values that JSON has no form of are shown, whatever format they come from.

// Deepest nesting of a payload that is no JSON: well below what JsonValue reads, and what a thread's stack holds.
inline constexpr std::size_t kMostDepth = 512;
Error tooDeep(std::string_view format); // "The YAML"

JsonValue bytesValue(std::string_view bytes); // "0x" and hexadecimal digits
JsonValue textValue(std::string_view bytes);  // a string if it is UTF-8, else bytesValue()
JsonValue realValue(
    double value); // the shortest digits that mean it; NaN and infinities as strings
JsonValue realValue(float value);
JsonValue unsignedValue(std::uint64_t value);

JsonValue timeValue(std::int64_t value,
                    TimeEncoding encoding); // ISO 8601; the number if it is no such time

// A key as the name of a member; a list or object is its JSON. That of one within one within one doubles with each, so that a name of
// that kind may not be longer than this.
std::string nameOf(const JsonValue &key);
inline constexpr std::size_t kLongestName = 4096;

// True if `bytes` begins with `size` characters that people give to members: evidence that these bytes are what they seem.
bool beginsWithWord(std::string_view bytes, std::size_t size);

// The lower-case hexadecimal form of 16 bytes, with hyphens.
std::string uuidText(std::string_view sixteenBytes);
std::string hexText(std::string_view bytes);

// A number that other languages write (+5, .5, 5.) as JSON writes it. Empty if it is none.
std::string asJsonNumber(std::string text);

// Whole digits times a power of ten, with every digit kept. `digits` may begin with a minus sign.
std::string decimalText(std::string digits, std::int64_t exponent);

} // namespace eventscope
