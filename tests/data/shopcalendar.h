// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace eventscope {

using Micros = std::int64_t; // since 1970-01-01T00:00:00Z, or a difference of such

constexpr Micros kMillisecond = 1000;
constexpr Micros kSecond = 1000 * kMillisecond;
constexpr Micros kMinute = 60 * kSecond;
constexpr Micros kDay = 24 * 60 * kMinute;

// Day 0 is Monday, 2 March 2026: day % 7 is the weekday, 6 the Sunday.
constexpr Micros kDayZero = kDay
                            * std::chrono::sys_days{std::chrono::year{2026} / std::chrono::March
                                                    / 2}
                                  .time_since_epoch()
                                  .count();

constexpr Micros atClock(int day, int hour, int minute = 0)
{
    return kDayZero + day * kDay + (hour * 60 + minute) * kMinute;
}

constexpr int dayOf(Micros time)
{
    return static_cast<int>((time - kDayZero) / kDay);
}

constexpr bool isSunday(int day)
{
    return day % 7 == 6;
}

constexpr bool isSaturday(int day)
{
    return day % 7 == 5;
}

// The next day after this one on which parcels move.
constexpr int nextWorkingDay(int day)
{
    return isSunday(day + 1) ? day + 2 : day + 1;
}

inline std::string isoTime(Micros time)
{
    using namespace std::chrono;
    const sys_time<microseconds> point{microseconds{time}};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss<microseconds> rest{point - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(rest.hours().count()),
                  static_cast<int>(rest.minutes().count()),
                  static_cast<int>(rest.seconds().count()),
                  static_cast<int>(rest.subseconds().count()));
    return text;
}

} // namespace eventscope
