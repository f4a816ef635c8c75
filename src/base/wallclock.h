// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"

namespace eventscope {

// A time zone, as far as the engine needs to know one: what clocks on the wall show at an instant. That reading is kept as a Time too, the
// one at which clocks in UTC show the same: civilTime() of it has the digits. This one is UTC itself. Immutable; any thread.
class WallClock
{
public:
    virtual ~WallClock() = default;
    virtual Time shownAt(Time instant) const { return instant; }
    // When clocks show that: the first time, where they are set back, and as much later where they are set forward over it.
    virtual Time whenShown(Time shown) const { return shown; }

    static const WallClock &utc()
    {
        static const WallClock clock;
        return clock;
    }
};

} // namespace eventscope
