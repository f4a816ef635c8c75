// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"
#include "base/wallclock.h"

#include <optional>
#include <string_view>

namespace eventscope {

// The instants from `begin` until before `end`: as exact as it was said.
struct NaturalTime {
    Time begin;
    Time end;
};

// Times as people say them, in any case; days and hours are those of the clock:
//   now, today, yesterday, tomorrow, monday ... sunday (the last one, today included), last monday (before today);
//   each day with a clock behind it: `yesterday 14:00`, `today at 9:30`, `mon 2pm`, `yesterday noon`;
//   a clock alone, on the day of `playhead`: `08:41`, `8:41:12.5`, `9 am`;
//   2 hours ago, 1h30m ago, an hour ago, 3 months ago: before `now`;
//   +5m, -1h30m, - 2 days, 2 hours later, 10 minutes earlier: from `playhead`.
// Units are us, ms, s, m (min), h, d, w, mo (month) and y and their names; months and years go by the calendar. None for anything
// else, for what relates to an instant that is kNoTime, and for what leaves the years 1 to 9999.
std::optional<NaturalTime> parseNaturalTime(std::string_view text, Time now, Time playhead,
                                            const WallClock &clock = WallClock::utc());

} // namespace eventscope
