// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/sourcemap.h"

#include "base/json.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

int digitOf(char letter)
{
    constexpr std::string_view kDigits
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = kDigits.find(letter);
    return at == std::string_view::npos ? -1 : int(at);
}

// One number, base 64, five bits a digit, the lowest first and the sign in the lowest bit. None at the end of a field.
std::optional<std::int64_t> takeNumber(std::string_view &text)
{
    std::uint64_t bits = 0;
    for (unsigned shift = 0; !text.empty() && shift < 60; shift += 5) {
        const int digit = digitOf(text.front());
        if (digit < 0)
            return std::nullopt;
        text.remove_prefix(1);
        bits |= std::uint64_t(digit & 31) << shift;
        if ((digit & 32) == 0)
            return (bits & 1) != 0 ? -std::int64_t(bits >> 1) : std::int64_t(bits >> 1);
    }
    return std::nullopt;
}

// False where that leads to a place that no file has.
bool move(std::int64_t &place, std::int64_t by)
{
    constexpr std::int64_t kLast = std::int64_t{1} << 40;
    if (by < -kLast || by > kLast || place + by < 0 || place + by > kLast)
        return false;
    place += by;
    return true;
}

} // namespace

SourceMap::SourceMap(std::string_view json)
{
    const auto parsed = JsonValue::parse(json);
    const JsonValue *mappings = parsed ? parsed->find("mappings") : nullptr;
    if (!mappings || !mappings->isString())
        return;
    std::string_view text = mappings->text();
    Segment last;
    m_lines.emplace_back();
    while (!text.empty()) {
        if (text.front() == ';' || text.front() == ',') {
            if (text.front() == ';') {
                m_lines.emplace_back();
                last.column = 0;
            }
            text.remove_prefix(1);
            continue;
        }
        // Column, source, its line, its column, name: each the difference to the one before.
        std::array<std::int64_t, 5> numbers{};
        std::size_t count = 0;
        while (count < numbers.size()) {
            const auto number = takeNumber(text);
            if (!number)
                break;
            numbers[count++] = *number;
        }
        if (count == 0 || !move(last.column, numbers[0]))
            return;
        if (count < 4)
            continue;
        if (!move(last.sourceLine, numbers[2]) || !move(last.sourceColumn, numbers[3]))
            return;
        m_lines.back().push_back(last);
    }
}

std::optional<SourceMap::Place> SourceMap::original(const Place &compiled) const
{
    if (compiled.line < 1 || std::size_t(compiled.line) > m_lines.size())
        return std::nullopt;
    const auto &segments = m_lines[std::size_t(compiled.line) - 1];
    auto after = std::upper_bound(segments.begin(), segments.end(), compiled.column,
                                  [](std::int64_t column, const Segment &segment) {
                                      return column <= segment.column; // from 1 and from 0
                                  });
    if (after != segments.begin())
        --after;
    if (after == segments.end())
        return std::nullopt;
    return Place{after->sourceLine + 1, after->sourceColumn + 1};
}

} // namespace eventscope
