// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/naturaltime.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <tuple>

namespace eventscope {

namespace {

constexpr std::int64_t kMilli = 1'000;
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kMostMicros = 10'000 * 366 * kDay;
constexpr int kMostMonths = 120'000;
constexpr std::size_t kMostDigits = 9;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return c >= 'a' && c <= 'z';
}

// Lower-case, white space folded.
std::string folded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == ' ' || c == '\t') {
            if (!out.empty() && out.back() != ' ')
                out += ' ';
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    if (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

// Reads a text from its start; every take...() takes nothing if it does not fit.
class Reader
{
public:
    explicit Reader(std::string_view text)
        : m_rest(text)
    {}

    bool atEnd() const { return m_rest.empty(); }
    std::string_view rest() const { return m_rest; }
    void skipSpace()
    {
        if (!m_rest.empty() && m_rest.front() == ' ')
            m_rest.remove_prefix(1);
    }
    bool take(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    // A whole word of letters.
    bool takeWord(std::string_view word)
    {
        if (nextWord() != word)
            return false;
        m_rest.remove_prefix(word.size());
        return true;
    }
    std::string_view nextWord() const
    {
        const auto *const end = std::find_if_not(m_rest.begin(), m_rest.end(), isLetter);
        return m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
    }
    std::string_view takeDigits()
    {
        const auto *const end = std::find_if_not(m_rest.begin(), m_rest.end(), isDigit);
        const auto digits = m_rest.substr(0, static_cast<std::size_t>(end - m_rest.begin()));
        m_rest.remove_prefix(digits.size());
        return digits;
    }

private:
    std::string_view m_rest;
};

std::int64_t numberOf(std::string_view digits)
{
    std::int64_t number = 0;
    for (const char c : digits)
        number = number * 10 + (c - '0');
    return number;
}

// --- how long ---

struct Duration {
    int months = 0;
    std::int64_t micros = 0;
};

struct Unit {
    std::string_view name;
    int months;
    std::int64_t micros;
};

constexpr std::array kUnits = {
    Unit{"us", 0, 1},
    Unit{"microsecond", 0, 1},
    Unit{"microseconds", 0, 1},
    Unit{"ms", 0, kMilli},
    Unit{"millisecond", 0, kMilli},
    Unit{"milliseconds", 0, kMilli},
    Unit{"s", 0, kSecond},
    Unit{"sec", 0, kSecond},
    Unit{"secs", 0, kSecond},
    Unit{"second", 0, kSecond},
    Unit{"seconds", 0, kSecond},
    Unit{"m", 0, kMinute},
    Unit{"min", 0, kMinute},
    Unit{"mins", 0, kMinute},
    Unit{"minute", 0, kMinute},
    Unit{"minutes", 0, kMinute},
    Unit{"h", 0, kHour},
    Unit{"hr", 0, kHour},
    Unit{"hrs", 0, kHour},
    Unit{"hour", 0, kHour},
    Unit{"hours", 0, kHour},
    Unit{"d", 0, kDay},
    Unit{"day", 0, kDay},
    Unit{"days", 0, kDay},
    Unit{"w", 0, 7 * kDay},
    Unit{"week", 0, 7 * kDay},
    Unit{"weeks", 0, 7 * kDay},
    Unit{"mo", 1, 0},
    Unit{"month", 1, 0},
    Unit{"months", 1, 0},
    Unit{"y", 12, 0},
    Unit{"year", 12, 0},
    Unit{"years", 12, 0},
};

// `1h30m`, `2 hours`, `an hour`, `1.5 s`; fractions of months are none.
bool takeOne(Reader &reader, Duration &sum)
{
    std::string_view whole = "1";
    std::string_view fraction;
    const bool one = reader.takeWord("an") || reader.takeWord("a");
    if (!one) {
        whole = reader.takeDigits();
        if (reader.take('.') && (fraction = reader.takeDigits()).empty())
            return false;
    }
    if (whole.empty() || whole.size() > kMostDigits || fraction.size() > kMostDigits)
        return false;
    reader.skipSpace();
    const std::string_view word = reader.nextWord();
    const auto *const unit = std::find_if(kUnits.begin(), kUnits.end(),
                                          [&](const Unit &known) { return known.name == word; });
    if (unit == kUnits.end() || (unit->months > 0 && !fraction.empty()))
        return false;
    reader.takeWord(word);
    const std::int64_t number = numberOf(whole);
    if (unit->months > 0) {
        if (number > kMostMonths || sum.months > kMostMonths)
            return false;
        sum.months += static_cast<int>(number) * unit->months; // at most 1.6 million
    } else {
        if (number > kMostMicros / unit->micros)
            return false;
        sum.micros += number * unit->micros;
        std::int64_t part = unit->micros;
        for (const char c : fraction) {
            part /= 10;
            sum.micros += part * (c - '0');
        }
        if (sum.micros > kMostMicros)
            return false;
    }
    return true;
}

std::optional<Duration> durationOf(std::string_view text)
{
    Reader reader(text);
    Duration sum;
    do {
        if (!takeOne(reader, sum))
            return std::nullopt;
        reader.skipSpace();
        if (reader.takeWord("and"))
            reader.skipSpace();
    } while (!reader.atEnd());
    return sum;
}

Time startOfMonth(int year, int month)
{
    CivilTime civil;
    civil.year = year;
    civil.month = month;
    return timeFromCivil(civil);
}

int daysIn(int year, int month)
{
    const Time first = startOfMonth(year, month);
    const Time next = month == 12 ? startOfMonth(year + 1, 1) : startOfMonth(year, month + 1);
    return static_cast<int>((next.micros - first.micros) / kDay);
}

std::optional<Time> inYears(Time time)
{
    const Time first = startOfMonth(1, 1);
    const Time end = startOfMonth(10'000, 1);
    return time >= first && time < end ? std::optional(time) : std::nullopt;
}

std::optional<Time> moved(Time from, const Duration &by, int sign, const WallClock &wall)
{
    if (from == kNoTime || !inYears(from))
        return std::nullopt;
    if (by.months > 0) {
        CivilTime civil = civilTime(wall.shownAt(from));
        const int months = civil.year * 12 + civil.month - 1 + sign * by.months;
        if (months < 12 || months >= 10'000 * 12)
            return std::nullopt;
        civil.year = months / 12;
        civil.month = months % 12 + 1;
        civil.day = std::min(civil.day, daysIn(civil.year, civil.month));
        from = wall.whenShown(timeFromCivil(civil));
    }
    return inYears(Time{from.micros + sign * by.micros});
}

NaturalTime instant(Time time)
{
    return {time, Time{time.micros + 1}};
}

std::optional<NaturalTime> movedInstant(Time from, std::string_view text, int sign,
                                        const WallClock &wall)
{
    const auto duration = durationOf(text);
    const auto time = duration ? moved(from, *duration, sign, wall) : std::nullopt;
    return time ? std::optional(instant(*time)) : std::nullopt;
}

// --- on which day, at which hour ---

struct Clock {
    std::int64_t begin = 0; // since midnight
    std::int64_t length = kMinute;
};

// `14:00`, `8:41:12.5`, `9 am`, `2:30pm`, `noon`, `midnight`.
std::optional<Clock> clockOf(std::string_view text)
{
    if (text == "noon")
        return Clock{12 * kHour, kMinute};
    if (text == "midnight")
        return Clock{0, kMinute};
    Reader reader(text);
    const std::string_view hours = reader.takeDigits();
    if (hours.empty() || hours.size() > 2)
        return std::nullopt;
    std::int64_t hour = numberOf(hours);
    Clock clock;
    clock.length = kHour;
    const auto takePart = [&](std::int64_t unit) {
        const std::string_view digits = reader.takeDigits();
        if (digits.size() != 2 || numberOf(digits) > 59)
            return false;
        clock.begin += numberOf(digits) * unit;
        clock.length = unit;
        return true;
    };
    if (reader.take(':')) {
        if (!takePart(kMinute))
            return std::nullopt;
        if (reader.take(':')) {
            if (!takePart(kSecond))
                return std::nullopt;
            if (reader.take('.')) {
                const std::string_view digits = reader.takeDigits();
                if (digits.empty() || digits.size() > kMostDigits)
                    return std::nullopt;
                for (const char c : digits) {
                    clock.length /= 10;
                    clock.begin += clock.length * (c - '0');
                }
                clock.length = std::max<std::int64_t>(clock.length, 1);
            }
        }
    }
    reader.skipSpace();
    const bool am = reader.takeWord("am");
    const bool pm = !am && reader.takeWord("pm");
    if (am || pm) {
        if (hour < 1 || hour > 12)
            return std::nullopt;
        hour = hour % 12 + (pm ? 12 : 0);
    } else if (clock.length == kHour) {
        return std::nullopt; // a bare number is no hour
    }
    if (hour > 23 || !reader.atEnd())
        return std::nullopt;
    clock.begin += hour * kHour;
    return clock;
}

std::int64_t dayOf(Time time) // since 1970
{
    return time.micros / kDay - (time.micros % kDay < 0 ? 1 : 0);
}

std::optional<int> weekdayOf(std::string_view word) // from Monday, 0
{
    constexpr std::array<std::string_view, 7> kNames = {"monday",   "tuesday", "wednesday",
                                                        "thursday", "friday",  "saturday",
                                                        "sunday"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (word == kNames[i] || word == kNames[i].substr(0, 3) || (i == 1 && word == "tues")
            || (i == 3 && (word == "thur" || word == "thurs")))
            return static_cast<int>(i);
    }
    return std::nullopt;
}

// The day that the words at the start name.
std::optional<std::int64_t> takeDay(Reader &reader, Time now)
{
    if (now == kNoTime)
        return std::nullopt;
    const std::int64_t today = dayOf(now);
    if (reader.takeWord("today"))
        return today;
    if (reader.takeWord("yesterday"))
        return today - 1;
    if (reader.takeWord("tomorrow"))
        return today + 1;
    const bool before = reader.takeWord("last");
    reader.skipSpace();
    const std::string_view word = reader.nextWord();
    const auto weekday = weekdayOf(word);
    if (!weekday)
        return std::nullopt;
    reader.takeWord(word);
    // The first day of 1970 was a Thursday.
    const std::int64_t todays = ((today + 3) % 7 + 7) % 7;
    std::int64_t back = (todays - *weekday + 7) % 7;
    if (before && back == 0)
        back = 7;
    return today - back;
}

std::optional<NaturalTime> at(std::int64_t day, std::int64_t begin, std::int64_t length,
                              const WallClock &wall)
{
    const auto shown = inYears(Time{day * kDay + begin});
    if (!shown)
        return std::nullopt;
    const Time time = wall.whenShown(*shown);
    // A day may have 23 or 25 hours; a minute has sixty seconds.
    return NaturalTime{time, length < kDay ? Time{time.micros + length}
                                           : wall.whenShown(Time{shown->micros + length})};
}

bool endsWith(std::string_view text, std::string_view end)
{
    return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

} // namespace

std::optional<NaturalTime> parseNaturalTime(std::string_view text, Time now, Time playhead,
                                            const WallClock &wall)
{
    const std::string all = folded(text);
    std::string_view words = all;
    if (!words.empty() && words.front() == ' ')
        words.remove_prefix(1);
    if (words.empty())
        return std::nullopt;
    if (words == "now")
        return now == kNoTime ? std::nullopt : std::optional(instant(now));
    if (words.front() == '+' || words.front() == '-') {
        const int sign = words.front() == '+' ? 1 : -1;
        words.remove_prefix(1);
        if (!words.empty() && words.front() == ' ')
            words.remove_prefix(1);
        return movedInstant(playhead, words, sign, wall);
    }
    for (const auto &[end, from, sign] : {std::tuple(std::string_view(" ago"), now, -1),
                                          {" later", playhead, 1},
                                          {" earlier", playhead, -1}}) {
        if (endsWith(words, end))
            return movedInstant(from, words.substr(0, words.size() - end.size()), sign, wall);
    }
    if (const auto clock = clockOf(words))
        return playhead == kNoTime
                   ? std::nullopt
                   : at(dayOf(wall.shownAt(playhead)), clock->begin, clock->length, wall);
    Reader reader(words);
    const auto day = takeDay(reader, now == kNoTime ? now : wall.shownAt(now));
    if (!day)
        return std::nullopt;
    if (reader.atEnd())
        return at(*day, 0, kDay, wall);
    if (!reader.take(' '))
        return std::nullopt;
    if (reader.takeWord("at") && !reader.take(' '))
        return std::nullopt;
    const auto clock = clockOf(reader.rest());
    return clock ? at(*day, clock->begin, clock->length, wall) : std::nullopt;
}

} // namespace eventscope
