// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/timespan.h"

#include <cstddef>
#include <string>

namespace eventscope {

namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::size_t digitsFrom(std::string_view text, std::size_t from)
{
    std::size_t count = 0;
    while (from + count < text.size() && text[from + count] >= '0' && text[from + count] <= '9')
        ++count;
    return count;
}

// Whether an ISO 8601 text says which zone it is in: Z, or an offset behind the clock.
bool namesZone(std::string_view text)
{
    constexpr std::size_t kClock = 11;
    return text.size() > kClock && text.find_first_of("Zz+-", kClock) != std::string_view::npos;
}

// In UTC where the text names no zone.
std::optional<TimeSpan> spanInUtc(std::string_view text)
{
    constexpr std::size_t kYear = 4;
    constexpr std::size_t kMonth = 7;
    constexpr std::size_t kDay = 10;
    constexpr std::size_t kMinute = 16;
    constexpr std::size_t kSeconds = 19;
    if (text.size() == kYear || text.size() == kMonth) {
        const auto begin = parseIsoTime(std::string(text)
                                        + (text.size() == kYear ? "-01-01" : "-01"));
        if (!begin)
            return std::nullopt;
        CivilTime civil = civilTime(*begin);
        if (text.size() == kYear || civil.month == 12) {
            ++civil.year;
            civil.month = 1;
        } else {
            ++civil.month;
        }
        return TimeSpan{*begin, timeFromCivil(civil)};
    }
    const auto begin = parseIsoTime(text);
    if (!begin)
        return std::nullopt;
    std::int64_t width = 60 * kSecond;
    if (text.size() == kDay) {
        width = 86'400 * kSecond;
    } else if (text.size() > kMinute && text[kMinute] == ':') {
        width = kSecond;
        if (text.size() > kSeconds && (text[kSeconds] == '.' || text[kSeconds] == ',')) {
            for (std::size_t digits = digitsFrom(text, kSeconds + 1); digits > 0 && width > 1;
                 --digits)
                width /= 10;
        }
    }
    return TimeSpan{*begin, Time{begin->micros + width}};
}

} // namespace

std::optional<TimeSpan> timeSpan(std::string_view text, const WallClock &clock)
{
    constexpr std::int64_t kDay = 86'400 * kSecond;
    const auto span = spanInUtc(text);
    if (!span || namesZone(text))
        return span;
    const Time begin = clock.whenShown(span->begin);
    // A day or more ends where the clock says so; what is shorter has its length.
    const std::int64_t width = span->end.micros - span->begin.micros;
    return TimeSpan{begin, width < kDay ? Time{begin.micros + width} : clock.whenShown(span->end)};
}

} // namespace eventscope
