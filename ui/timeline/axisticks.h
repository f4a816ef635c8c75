// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/wallclock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace eventscope::ui {

class TimelineRange;

// Where an axis has its lines and what stands there. Labels are ASCII.
struct AxisTicks {
    struct Tick {
        std::int64_t unit = 0;
        std::string label; // "08:33", "Nov 3", "1,940"
    };
    // What the labels leave out (the day of "08:33"), from `from` up to the next context. Sorted;
    // the first one begins at or before the view.
    struct Context {
        std::int64_t from = 0;
        std::string label; // "2025-11-03"
    };
    std::vector<Tick> ticks;
    std::vector<Context> contexts; // empty where the labels say everything
};

// Ticks where the clock shows something round, as many as labels of `characterWidth` pixels a character fit side by
// side. An hour that comes twice has its ticks twice, one that is left out has none.
AxisTicks timeTicks(const TimelineRange &range, int width, double characterWidth,
                    const WallClock &clock = WallClock::utc());

// Ticks at round numbers; row 0 has the number `first`.
AxisTicks rowTicks(const TimelineRange &range, int width, double characterWidth, std::int64_t first,
                   std::uint32_t rowCount);

} // namespace eventscope::ui
