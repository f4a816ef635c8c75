// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/axisticks.h"

#include "base/time.h"
#include "timeline/timelinerange.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace eventscope::ui {

namespace {

constexpr std::int64_t kMilli = 1'000;
constexpr std::int64_t kSecond = 1'000 * kMilli;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr double kGap = 3; // characters between two labels
constexpr int kMostTicks = 1'000;

enum class Unit : std::uint8_t { Micros, Millis, Seconds, Minutes, Days, Months, Years };

struct Step {
    Unit unit;
    std::int64_t size; // microseconds up to days, else months or years
    int characters;    // of its labels
    double micros;     // about its length
};

Step fixedStep(Unit unit, std::int64_t size, int characters)
{
    return {unit, size, characters, static_cast<double>(size)};
}

std::vector<Step> makeSteps()
{
    std::vector<Step> steps;
    for (const std::int64_t size : {1, 2, 5, 10, 20, 50, 100, 200, 500})
        steps.push_back(fixedStep(Unit::Micros, size, 15));
    for (const std::int64_t size : {1, 2, 5, 10, 20, 50, 100, 200, 500})
        steps.push_back(fixedStep(Unit::Millis, size * kMilli, 12));
    for (const std::int64_t size : {1, 2, 5, 10, 15, 30})
        steps.push_back(fixedStep(Unit::Seconds, size * kSecond, 8));
    for (const std::int64_t size : {1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720})
        steps.push_back(fixedStep(Unit::Minutes, size * kMinute, 5));
    for (const std::int64_t size : {1, 2, 7})
        steps.push_back(fixedStep(Unit::Days, size * kDay, 6));
    for (const std::int64_t months : {1, 3, 6})
        steps.push_back({Unit::Months, months, 3,
                         static_cast<double>(months) * 30.44 * static_cast<double>(kDay)});
    for (const std::int64_t years :
         {1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 2'000, 5'000, 10'000, 50'000})
        steps.push_back({Unit::Years, years, 5,
                         static_cast<double>(years) * 365.2425 * static_cast<double>(kDay)});
    return steps;
}

const Step &stepFor(double microsAPixel, double characterWidth)
{
    static const std::vector<Step> steps = makeSteps();
    for (const Step &step : steps) {
        if (step.micros / microsAPixel >= (step.characters + kGap) * characterWidth)
            return step;
    }
    return steps.back();
}

std::int64_t floorDiv(std::int64_t value, std::int64_t by)
{
    const std::int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

std::string_view monthName(int month)
{
    static constexpr std::array<std::string_view, 12> kNames{"Jan", "Feb", "Mar", "Apr",
                                                             "May", "Jun", "Jul", "Aug",
                                                             "Sep", "Oct", "Nov", "Dec"};
    return kNames[static_cast<std::size_t>(month - 1) % kNames.size()];
}

template<typename... Numbers>
std::string printed(const char *format, Numbers... numbers)
{
    char text[64];
    const int size = std::snprintf(text, sizeof text, format, numbers...);
    return std::string(text, static_cast<std::size_t>(std::max(size, 0)));
}

std::string labelOf(const Step &step, const CivilTime &at)
{
    switch (step.unit) {
    case Unit::Micros:
        return printed("%02d:%02d:%02d.%06d", at.hour, at.minute, at.second, at.micros);
    case Unit::Millis:
        return printed("%02d:%02d:%02d.%03d", at.hour, at.minute, at.second, at.micros / 1'000);
    case Unit::Seconds:
        return printed("%02d:%02d:%02d", at.hour, at.minute, at.second);
    case Unit::Minutes:
        return printed("%02d:%02d", at.hour, at.minute);
    case Unit::Days:
        return std::string(monthName(at.month)) + ' ' + std::to_string(at.day);
    case Unit::Months:
        return std::string(monthName(at.month));
    case Unit::Years:
        return std::to_string(at.year);
    }
    return {};
}

std::string contextOf(const Step &step, const CivilTime &at)
{
    if (step.unit == Unit::Years)
        return {};
    if (step.unit >= Unit::Days)
        return printed("%04d", at.year);
    return printed("%04d-%02d-%02d", at.year, at.month, at.day);
}

std::int64_t firstOfMonth(std::int64_t monthsSinceYearZero)
{
    CivilTime civil;
    civil.year = static_cast<int>(floorDiv(monthsSinceYearZero, 12));
    civil.month = static_cast<int>(monthsSinceYearZero - std::int64_t{civil.year} * 12) + 1;
    return timeFromCivil(civil).micros;
}

std::int64_t ceilTo(std::int64_t value, std::int64_t step)
{
    return floorDiv(value + step - 1, step) * step;
}

// What a clock shows at round instants, up to hours: by instants, since a clock that is set back shows the same twice. Where it is
// set, the steps begin anew.
template<typename Visit>
void visitHours(std::int64_t step, const TimelineRange &range, const WallClock &clock,
                const Visit &visit)
{
    const auto shown = [&](std::int64_t at) { return clock.shownAt(Time{at}).micros; };
    std::int64_t at = range.start() + ceilTo(shown(range.start()), step) - shown(range.start());
    std::int64_t before = at - step;
    for (int left = kMostTicks; at < range.end() && left > 0; --left) {
        const std::int64_t past = shown(at) - floorDiv(shown(at), step) * step;
        if (past != 0) {
            // The one before it, if that leaves room for a label.
            at -= past;
            if (at - before <= step / 2)
                at += step;
        }
        if (at >= range.start() && at < range.end())
            visit(at);
        before = at;
        at += step;
    }
}

// Instants at or after the start of the range, in order, one step apart.
template<typename Visit>
void visitSteps(const Step &step, const TimelineRange &range, const WallClock &clock,
                const Visit &visit)
{
    if (step.unit < Unit::Days)
        return visitHours(step.size, range, clock, visit);
    // Days and longer are counted on the calendar: false when it is past the range.
    int left = kMostTicks;
    const auto visitShown = [&](std::int64_t shown) {
        const std::int64_t at = clock.whenShown(Time{shown}).micros;
        if (at >= range.end() || left-- <= 0)
            return false;
        if (at >= range.start())
            visit(at);
        return true;
    };
    const Time first = clock.shownAt(Time{range.start()});
    if (step.unit == Unit::Days && step.size == kDay) {
        std::int64_t day = floorDiv(first.micros, kDay) * kDay;
        while (visitShown(day))
            day += kDay;
        return;
    }
    const CivilTime start = civilTime(first);
    if (step.unit == Unit::Days) {
        // From the first of each month, so that the numbers are the same in every view; the last
        // step of a month is left out if it would crowd the first of the next.
        for (std::int64_t month = std::int64_t{start.year} * 12 + start.month - 1;; ++month) {
            const std::int64_t next = firstOfMonth(month + 1);
            for (std::int64_t at = firstOfMonth(month); at + step.size * 2 / 3 <= next;
                 at += step.size) {
                if (!visitShown(at))
                    return;
            }
        }
    }
    const std::int64_t months = step.unit == Unit::Months ? step.size : step.size * 12;
    std::int64_t month = floorDiv(std::int64_t{start.year} * 12 + start.month - 1, months) * months;
    while (visitShown(firstOfMonth(month)))
        month += months;
}

std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = digits.size(); at > first + 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

} // namespace

AxisTicks timeTicks(const TimelineRange &range, int width, double characterWidth,
                    const WallClock &clock)
{
    // Years 0 to 10000: outside of them civil time has no names, and an axis nothing to say.
    const std::int64_t first = timeFromCivil({.year = 0}).micros;
    const std::int64_t last = timeFromCivil({.year = 10'000}).micros;
    const TimelineRange shown(std::clamp(range.start(), first, last),
                              std::clamp(range.end(), first, last + 1));

    AxisTicks result;
    const Step &step = stepFor(range.scale(width), characterWidth);
    // Where time is folded, there is nothing to tell; and behind it, no room for two labels.
    double nextAt = -std::numeric_limits<double>::infinity();
    if (const std::string context = contextOf(step, civilTime(clock.shownAt(Time{shown.start()})));
        !context.empty())
        result.contexts.push_back({range.start(), context});
    const auto take = [&](std::int64_t at) {
        if (range.folds()) {
            const double x = range.toPixel(at, width);
            if (x < nextAt)
                return;
            nextAt = x + (step.characters + kGap) * characterWidth;
        }
        const CivilTime civil = civilTime(clock.shownAt(Time{at}));
        result.ticks.push_back({at, labelOf(step, civil)});
        std::string context = contextOf(step, civil);
        if (!context.empty()
            && (result.contexts.empty() || result.contexts.back().label != context)) {
            // Midnight, or New Year, is where the context changes; the tick may come later.
            CivilTime change = civil;
            change.hour = change.minute = change.second = change.micros = 0;
            if (step.unit >= Unit::Days)
                change.month = change.day = 1;
            result.contexts.push_back(
                {clock.whenShown(timeFromCivil(change)).micros, std::move(context)});
        }
    };
    std::int64_t from = shown.start();
    if (range.folds()) {
        for (const Folds::Fold &fold : range.folds()->within(shown.start(), shown.end())) {
            if (fold.gap.start > from)
                visitSteps(step, TimelineRange(from, fold.gap.start), clock, take);
            from = std::max(from, fold.gap.end);
        }
    }
    if (from < shown.end())
        visitSteps(step, TimelineRange(from, shown.end()), clock, take);
    return result;
}

AxisTicks rowTicks(const TimelineRange &range, int width, double characterWidth, std::int64_t first,
                   std::uint32_t rowCount)
{
    AxisTicks result;
    if (rowCount == 0)
        return result;
    const auto characters = static_cast<double>(grouped(first + rowCount).size());
    const double rowsApart = (characters + kGap) * characterWidth * range.scale(width)
                             / static_cast<double>(kUnitsPerRow);
    std::int64_t step = 1;
    for (int i = 0; static_cast<double>(step) < rowsApart && i < 30; ++i)
        step = i % 3 == 1 ? step / 2 * 5 : step * 2;

    const std::int64_t firstRow = std::max<std::int64_t>(floorDiv(range.start(), kUnitsPerRow), 0);
    for (std::int64_t number = floorDiv(firstRow + first + step - 1, step) * step;
         number < first + rowCount; number += step) {
        const std::int64_t unit = (number - first) * kUnitsPerRow + kUnitsPerRow / 2;
        if (unit >= range.end() || result.ticks.size() >= kMostTicks)
            break;
        if (unit >= range.start())
            result.ticks.push_back({unit, grouped(number)});
    }
    return result;
}

} // namespace eventscope::ui
