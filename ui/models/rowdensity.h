// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/sequence.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace eventscope::ui {

// What a long list of events looks like from far away: cut into bins of as many rows each.
struct RowDensity {
    enum Mark : std::uint8_t { Bookmarked = 1, Found = 2, Selected = 4 };
    std::vector<float> rates;        // 0 to 1 by bin: how close its events follow each other
    std::vector<std::uint8_t> marks; // Mark by bin: what is among them
    bool operator==(const RowDensity &) const = default;
};

// What marks the bins; rows of the log, ascending.
struct MarkedRows {
    std::vector<Row> bookmarks;
    std::vector<Row> findings;
    std::vector<Row> selected;
};

// `ascends`: the rows of the sequence do. Looks at the ends of the bins and at the marks, not at every event, unless the rows have an
// order of their own. At most so many bins, and no more than rows. Any thread; empty once the token stopped.
RowDensity densityOf(const EventLog &log, const Sequence &events, bool ascends,
                     const MarkedRows &marked, std::uint32_t bins, const std::stop_token &stop);

} // namespace eventscope::ui
