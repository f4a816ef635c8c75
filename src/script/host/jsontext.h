// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3_value;

namespace eventscope::host {

// A value of the database, as long as its bytes live.
struct Cell {
    int type = 0; // SQLITE_INTEGER ...
    std::int64_t integer = 0;
    double real = 0;
    std::string_view bytes; // of text and blobs
};
Cell cellOf(sqlite3_value *value);

// As a JSON string; what is no UTF-8 becomes U+FFFD.
void appendText(std::string &out, std::string_view text);
// As JSON. What JSON has no words for sets `special`: {"b":"00ff"} for bytes, {"r":"Infinity"}, and {"i":"9007199254740993"} for an
// integer that a double cannot hold. With `plainIntegers` every integer stands there with all its digits.
void appendCell(std::string &out, const Cell &cell, bool plainIntegers, bool &special);

} // namespace eventscope::host
