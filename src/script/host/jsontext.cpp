// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsontext.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <sqlite3.h>

namespace eventscope::host {

namespace {

constexpr std::int64_t kMostExact = std::int64_t{1} << 53;
constexpr const char *kHex = "0123456789abcdef";

// How many bytes of UTF-8 the character has that begins there; 0 if it is none.
std::size_t characterAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned first = byte(at);
    const auto follows = [&](std::size_t i) { return (byte(at + i) & 0xc0U) == 0x80U; };
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first < 0xf0) {
        const unsigned second = byte(at + 1);
        const bool fits = (first != 0xe0 || second >= 0xa0) && (first != 0xed || second < 0xa0);
        return fits && follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first < 0xf5) {
        const unsigned second = byte(at + 1);
        const bool fits = (first != 0xf0 || second >= 0x90) && (first != 0xf4 || second < 0x90);
        return fits && follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

void appendInteger(std::string &out, std::int64_t value)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

void appendReal(std::string &out, double value, bool &special)
{
    if (std::isfinite(value)) {
        std::array<char, 40> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        out.append(digits.data(), end);
        return;
    }
    special = true;
    out += value < 0 ? "{\"r\":\"-Infinity\"}" : "{\"r\":\"Infinity\"}";
}

void appendBytes(std::string &out, std::string_view bytes, bool &special)
{
    special = true;
    out += "{\"b\":\"";
    for (const char each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    out += "\"}";
}

} // namespace

void appendText(std::string &out, std::string_view text)
{
    out += '"';
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
            ++at;
            continue;
        }
        const std::size_t size = byte < 0x80 ? 0 : characterAt(text, at);
        if (size > 0) {
            at += size;
            continue;
        }
        out += text.substr(done, at - done);
        if (byte >= 0x80) {
            out += "\xef\xbf\xbd";
        } else if (byte == '"' || byte == '\\') {
            out += '\\';
            out += text[at];
        } else {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
        done = ++at;
    }
    out += text.substr(done);
    out += '"';
}

Cell cellOf(sqlite3_value *value)
{
    Cell cell;
    cell.type = sqlite3_value_type(value);
    switch (cell.type) {
    case SQLITE_INTEGER:
        cell.integer = sqlite3_value_int64(value);
        break;
    case SQLITE_FLOAT:
        cell.real = sqlite3_value_double(value);
        break;
    case SQLITE_TEXT: {
        const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value));
        cell.bytes = {text ? text : "", std::size_t(text ? sqlite3_value_bytes(value) : 0)};
        break;
    }
    case SQLITE_BLOB: {
        const auto *bytes = static_cast<const char *>(sqlite3_value_blob(value));
        cell.bytes = {bytes ? bytes : "", std::size_t(bytes ? sqlite3_value_bytes(value) : 0)};
        break;
    }
    default:
        break;
    }
    return cell;
}

void appendCell(std::string &out, const Cell &cell, bool plainIntegers, bool &special)
{
    switch (cell.type) {
    case SQLITE_INTEGER:
        if (!plainIntegers && (cell.integer > kMostExact || cell.integer < -kMostExact)) {
            special = true;
            out += "{\"i\":\"";
            appendInteger(out, cell.integer);
            out += "\"}";
        } else {
            appendInteger(out, cell.integer);
        }
        break;
    case SQLITE_FLOAT:
        appendReal(out, cell.real, special);
        break;
    case SQLITE_TEXT:
        appendText(out, cell.bytes);
        break;
    case SQLITE_BLOB:
        appendBytes(out, cell.bytes, special);
        break;
    default:
        out += "null";
        break;
    }
}

} // namespace eventscope::host
