// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "cli/openedstore.h"
#include "event/log.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::cli {

// The stream of that name. Error: NotFound, with near names if there are some.
Result<StreamId> findStream(const OpenedStore &opened, const std::string &name);

// The last row whose position is not greater; none if the position stands before all of them. Errors: NotFound, Invalid.
Result<std::optional<Row>> lastRowAt(const EventLog &log, const std::string &position);

// An inclusive range of the store's own positions.
struct PositionRange {
    std::optional<std::string> from;
    std::optional<std::string> to;
};

// The events that a command works on, in the order in which it prints them: those of a stream (in the stream's order) or of the whole store,
// that match the filter and lie in the range.
struct Wanted {
    std::optional<std::string> stream;
    std::optional<std::string> where;
    PositionRange positions;
};
Result<std::vector<Row>> select(const OpenedStore &opened, const Wanted &wanted,
                                std::stop_token stop);

} // namespace eventscope::cli
