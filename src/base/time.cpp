// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/time.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace eventscope {

namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;

// Days since 1970-01-01 of a proleptic Gregorian date. The year is counted from March so that the leap day comes last.
constexpr std::int64_t daysFromCivil(std::int64_t year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146'097 + dayOfEra - 719'468;
}

constexpr std::int64_t kFirstMicros = daysFromCivil(1, 1, 1) * kMicrosPerDay;
constexpr std::int64_t kLastMicros = daysFromCivil(10'000, 1, 1) * kMicrosPerDay - 1;
constexpr std::int64_t kTicksToEpoch = -daysFromCivil(1, 1, 1) * kSecondsPerDay * 10'000'000;
constexpr std::int64_t kFileTimeToEpoch = -daysFromCivil(1601, 1, 1) * kSecondsPerDay * 10'000'000;
constexpr double kJulianDayOfEpoch = 2'440'587.5;
constexpr double kOleDateOfEpoch = 25'569.0;

struct EncodingName {
    TimeEncoding encoding;
    std::string_view name;
};
constexpr std::array<EncodingName, 9> kNames = {{
    {TimeEncoding::Iso8601, "iso8601"},
    {TimeEncoding::EpochSeconds, "epoch-s"},
    {TimeEncoding::EpochMillis, "epoch-ms"},
    {TimeEncoding::EpochMicros, "epoch-us"},
    {TimeEncoding::EpochNanos, "epoch-ns"},
    {TimeEncoding::JulianDay, "julian-day"},
    {TimeEncoding::DotNetTicks, "dotnet-ticks"},
    {TimeEncoding::WindowsFileTime, "filetime"},
    {TimeEncoding::OleDate, "ole-date"},
}};

std::optional<Time> inRange(std::int64_t micros)
{
    if (micros < kFirstMicros || micros > kLastMicros)
        return std::nullopt;
    return Time{micros};
}

std::optional<Time> fromRealMicros(double micros)
{
    if (!(micros >= static_cast<double>(kFirstMicros)
          && micros <= static_cast<double>(kLastMicros)))
        return std::nullopt;
    return inRange(std::llround(micros));
}

std::int64_t floorDiv(std::int64_t value, std::int64_t divisor)
{
    const std::int64_t quotient = value / divisor;
    return quotient - ((value % divisor != 0) && ((value < 0) != (divisor < 0)) ? 1 : 0);
}

std::optional<Time> scaled(std::int64_t value, std::int64_t factor)
{
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(value, factor, &micros))
        return std::nullopt;
    return inRange(micros);
}

// 100 ns each; `epoch` is 1970 in them.
std::optional<Time> fromTicks(std::int64_t ticks, std::int64_t epoch)
{
    std::int64_t sinceEpoch = 0;
    if (__builtin_sub_overflow(ticks, epoch, &sinceEpoch))
        return std::nullopt;
    return inRange(floorDiv(sinceEpoch, 10));
}

// Reads digits from the front of a text; every call moves on.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_at(text.data())
        , m_end(text.data() + text.size())
    {}
    bool atEnd() const { return m_at == m_end; }
    char peek() const { return atEnd() ? '\0' : *m_at; }
    bool skip(char c)
    {
        if (peek() != c || atEnd())
            return false;
        ++m_at;
        return true;
    }
    bool digits(int count, int &value)
    {
        if (m_end - m_at < count)
            return false;
        value = 0;
        for (int i = 0; i < count; ++i) {
            const auto digit = static_cast<unsigned>(*m_at - '0');
            if (digit > 9)
                return false;
            value = value * 10 + static_cast<int>(digit);
            ++m_at;
        }
        return true;
    }
    // The digits behind a decimal point, as microseconds; what is past the sixth is cut.
    bool fraction(int &micros)
    {
        int scale = 100'000;
        micros = 0;
        const char *const start = m_at;
        while (!atEnd() && *m_at >= '0' && *m_at <= '9') {
            micros += (*m_at - '0') * scale;
            scale /= 10;
            ++m_at;
        }
        return m_at != start;
    }

private:
    const char *m_at;
    const char *m_end;
};

int daysInMonth(int year, int month)
{
    constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool parseZone(Reader &reader, std::int64_t &offsetSeconds)
{
    offsetSeconds = 0;
    reader.skip(' ');
    if (reader.atEnd() || reader.skip('Z') || reader.skip('z'))
        return reader.atEnd();
    const bool negative = reader.peek() == '-';
    if (!reader.skip('+') && !reader.skip('-'))
        return false;
    int hours = 0;
    int minutes = 0;
    if (!reader.digits(2, hours))
        return false;
    if (!reader.atEnd()) {
        reader.skip(':');
        if (!reader.digits(2, minutes))
            return false;
    }
    if (hours > 23 || minutes > 59)
        return false;
    offsetSeconds = (hours * 60 + minutes) * 60;
    if (negative)
        offsetSeconds = -offsetSeconds;
    return reader.atEnd();
}

} // namespace

std::string_view timeEncodingName(TimeEncoding encoding)
{
    for (const EncodingName &entry : kNames) {
        if (entry.encoding == encoding)
            return entry.name;
    }
    return {};
}

std::optional<TimeEncoding> timeEncodingFromName(std::string_view name)
{
    for (const EncodingName &entry : kNames) {
        if (entry.name == name)
            return entry.encoding;
    }
    return std::nullopt;
}

std::optional<TimeEncoding> guessTimeEncoding(double value)
{
    struct Range {
        double low;
        double high;
        TimeEncoding encoding;
    };
    constexpr std::array<Range, 8> kRanges = {{
        {1e8, 4e9, TimeEncoding::EpochSeconds},
        {1e11, 4e12, TimeEncoding::EpochMillis},
        {1e14, 4e15, TimeEncoding::EpochMicros},
        {1e18, 4e18, TimeEncoding::EpochNanos},
        {6.2e17, 6.6e17, TimeEncoding::DotNetTicks},
        {1.2e17, 1.5e17, TimeEncoding::WindowsFileTime},
        {2.4e6, 2.5e6, TimeEncoding::JulianDay},
        {2.6e4, 7.2e4, TimeEncoding::OleDate},
    }};
    for (const Range &range : kRanges) {
        if (value >= range.low && value <= range.high)
            return range.encoding;
    }
    return std::nullopt;
}

std::optional<Time> parseIsoTime(std::string_view text)
{
    Reader reader(text);
    int year = 0;
    int month = 0;
    int day = 0;
    if (!reader.digits(4, year) || !reader.skip('-') || !reader.digits(2, month)
        || !reader.skip('-') || !reader.digits(2, day))
        return std::nullopt;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
        return std::nullopt;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int micros = 0;
    std::int64_t offset = 0;
    if (!reader.atEnd()) {
        if (!reader.skip('T') && !reader.skip(' ') && !reader.skip('t'))
            return std::nullopt;
        if (!reader.digits(2, hour) || !reader.skip(':') || !reader.digits(2, minute))
            return std::nullopt;
        if (reader.skip(':')) {
            if (!reader.digits(2, second))
                return std::nullopt;
            if ((reader.skip('.') || reader.skip(',')) && !reader.fraction(micros))
                return std::nullopt;
        }
        const bool endOfDay = hour == 24 && minute == 0 && second == 0 && micros == 0;
        if ((hour > 23 && !endOfDay) || minute > 59 || second > 60 || !parseZone(reader, offset))
            return std::nullopt;
    }
    const std::int64_t seconds = daysFromCivil(year, month, day) * kSecondsPerDay + hour * 3600
                                 + minute * 60 + second - offset;
    return inRange(seconds * kMicrosPerSecond + micros);
}

std::optional<Time> decodeTime(std::int64_t value, TimeEncoding encoding)
{
    switch (encoding) {
    case TimeEncoding::EpochSeconds:
        return scaled(value, kMicrosPerSecond);
    case TimeEncoding::EpochMillis:
        return scaled(value, 1000);
    case TimeEncoding::EpochMicros:
        return inRange(value);
    case TimeEncoding::EpochNanos:
        return inRange(floorDiv(value, 1000));
    case TimeEncoding::DotNetTicks:
        return fromTicks(value, kTicksToEpoch);
    case TimeEncoding::WindowsFileTime:
        return fromTicks(value, kFileTimeToEpoch);
    case TimeEncoding::JulianDay:
    case TimeEncoding::OleDate:
        return decodeTime(static_cast<double>(value), encoding);
    case TimeEncoding::Iso8601:
        break;
    }
    return std::nullopt;
}

std::optional<Time> decodeTime(double value, TimeEncoding encoding)
{
    if (!std::isfinite(value))
        return std::nullopt;
    switch (encoding) {
    case TimeEncoding::JulianDay:
        return fromRealMicros((value - kJulianDayOfEpoch) * static_cast<double>(kMicrosPerDay));
    case TimeEncoding::OleDate:
        return fromRealMicros((value - kOleDateOfEpoch) * static_cast<double>(kMicrosPerDay));
    case TimeEncoding::EpochSeconds:
        return fromRealMicros(value * 1e6);
    case TimeEncoding::EpochMillis:
        return fromRealMicros(value * 1e3);
    case TimeEncoding::EpochMicros:
        return fromRealMicros(value);
    case TimeEncoding::EpochNanos:
        return fromRealMicros(value / 1e3);
    case TimeEncoding::DotNetTicks:
        return fromRealMicros((value - static_cast<double>(kTicksToEpoch)) / 10);
    case TimeEncoding::WindowsFileTime:
        return fromRealMicros((value - static_cast<double>(kFileTimeToEpoch)) / 10);
    case TimeEncoding::Iso8601:
        break;
    }
    return std::nullopt;
}

std::optional<Time> decodeTime(std::string_view text, TimeEncoding encoding)
{
    if (encoding == TimeEncoding::Iso8601)
        return parseIsoTime(text);
    const char *const end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto [at, error] = std::from_chars(text.data(), end, integer);
        error == std::errc() && at == end)
        return decodeTime(integer, encoding);
    double real = 0;
    if (const auto [at, error] = std::from_chars(text.data(), end, real);
        error == std::errc() && at == end)
        return decodeTime(real, encoding);
    return std::nullopt;
}

CivilTime civilTime(Time time)
{
    const std::int64_t days = floorDiv(time.micros, kMicrosPerDay);
    std::int64_t rest = time.micros - days * kMicrosPerDay;
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = floorDiv(shifted, 146'097);
    const std::int64_t dayOfEra = shifted - era * 146'097;
    const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36'524
                                    - dayOfEra / 146'096)
                                   / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t monthFromMarch = (5 * dayOfYear + 2) / 153;

    CivilTime civil;
    civil.day = static_cast<int>(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
    civil.month = static_cast<int>(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9);
    civil.year = static_cast<int>(yearOfEra + era * 400 + (civil.month <= 2 ? 1 : 0));
    civil.micros = static_cast<int>(rest % kMicrosPerSecond);
    rest /= kMicrosPerSecond;
    civil.second = static_cast<int>(rest % 60);
    civil.minute = static_cast<int>(rest / 60 % 60);
    civil.hour = static_cast<int>(rest / 3600);
    return civil;
}

Time timeFromCivil(const CivilTime &civil)
{
    const std::int64_t seconds = daysFromCivil(civil.year, civil.month, civil.day) * kSecondsPerDay
                                 + civil.hour * 3600 + civil.minute * 60 + civil.second;
    return Time{seconds * kMicrosPerSecond + civil.micros};
}

std::string formatIsoTime(Time time)
{
    const CivilTime civil = civilTime(time);
    std::array<char, 64> text{};
    const int length = std::snprintf(text.data(), text.size(),
                                     "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", civil.year, civil.month,
                                     civil.day, civil.hour, civil.minute, civil.second,
                                     civil.micros);
    return {text.data(), static_cast<std::size_t>(length)};
}

} // namespace eventscope
