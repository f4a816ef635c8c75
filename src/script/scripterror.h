// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

// A place in a text; 1-based, columns in UTF-16 units, as JavaScript counts. Line 0: no place.
struct TextPlace {
    std::int64_t line = 0;
    std::int64_t column = 0;
};

// Where a UTF-16 offset is.
TextPlace placeAt(std::string_view text, std::size_t utf16Offset);

// That line of the text, and below it a caret at the column. A long line is cut around the place.
std::string excerpt(std::string_view text, const TextPlace &place);

// "order.js:3:17: what", with the place as numbers and the excerpt as detail.
Error scriptError(const std::string &path, std::string_view source, const TextPlace &place,
                  std::string_view what);

// The place that a stack of JavaScriptCore names first in a file of the user's ("name@path:line:column" a line); a path that begins with
// "eventscope:" is not the user's.
struct StackPlace {
    std::string path; // empty: there is none
    TextPlace place;
};
StackPlace firstPlaceInStack(std::string_view stack);

} // namespace eventscope
