// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"
#include "base/wallclock.h"

#include <optional>
#include <string_view>

namespace eventscope {

// The instants from `begin` until before `end`.
struct TimeSpan {
    Time begin;
    Time end;
};

// What a time as a person writes it stands for, as exact as it was written: `2025` the year, `2025-11` the month, `2025-11-03` the day,
// `…T08:33` the minute, `…T08:33:30` the second, `…T08:33:30.25` the hundredth; by the clock unless a zone follows. None if it is no time.
std::optional<TimeSpan> timeSpan(std::string_view text, const WallClock &clock = WallClock::utc());

} // namespace eventscope
