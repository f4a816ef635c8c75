// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef> // first: the moc of Qt 6.4 cannot read <compare> before it has read any other header

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// An instant: microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, no leap seconds. Holds years 1 to 9999 and more.
struct Time {
    std::int64_t micros = 0;
    constexpr auto operator<=>(const Time &) const = default;
};
inline constexpr Time kNoTime{std::numeric_limits<std::int64_t>::min()};

// How a store writes an instant. Numbers can be told apart by magnitude (see guessTimeEncoding).
enum class TimeEncoding : std::uint8_t {
    Iso8601, // text, with or without zone (none means UTC); 'T' or a space; 0 to 9 digits of a second
    EpochSeconds,
    EpochMillis,
    EpochMicros,
    EpochNanos,
    JulianDay,       // real number of days since noon of -4713-11-24
    DotNetTicks,     // 100 ns since 0001-01-01
    WindowsFileTime, // 100 ns since 1601-01-01
    OleDate,         // real number of days since 1899-12-30
};

// "iso8601", "epoch-s", "epoch-ms", "epoch-us", "epoch-ns", "julian-day", "dotnet-ticks", "filetime", "ole-date".
std::string_view timeEncodingName(TimeEncoding encoding);
std::optional<TimeEncoding> timeEncodingFromName(std::string_view name);

// The encoding whose present-day range (about 1973 to 2096; nanoseconds from 2001) holds the number; none if no range does.
std::optional<TimeEncoding> guessTimeEncoding(double value);

// Text in ISO 8601 or its SQL spelling: `YYYY-MM-DD[(T| )HH:MM[:SS[(.|,)f{1,}]]][Z|(+|-)HH[[:]MM]]`.
// Digits of a second past the sixth are cut. None if the text is anything else.
std::optional<Time> parseIsoTime(std::string_view text);

// None if the result is outside the years 1 to 9999.
std::optional<Time> decodeTime(std::int64_t value, TimeEncoding encoding);
std::optional<Time> decodeTime(double value, TimeEncoding encoding);
// Text that holds ISO 8601, or a number in one of the other encodings.
std::optional<Time> decodeTime(std::string_view text, TimeEncoding encoding);

// `2025-11-03T08:33:30.000000Z`
std::string formatIsoTime(Time time);

// Broken-down UTC.
struct CivilTime {
    int year = 1970;
    int month = 1;
    int day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int micros = 0;
};
CivilTime civilTime(Time time);
Time timeFromCivil(const CivilTime &civil);

} // namespace eventscope
