// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "event/log.h"

#include <string_view>
#include <variant>

namespace eventscope::ui {

// Where "go to" leads: an event, or a stream.
using FoundPlace = std::variant<Row, StreamId>;

// What someone typed, read as (in this order): `#1204` a position; the whole name of a stream; a position, with or without thousands
// separators; a date or a time (`2025-11-03 08:41`, `08:41:12` on the day of `now`), which leads to the last event at or before
// it; a part of a stream's name that no other stream has. Errors (NotFound, Ambiguous, Invalid) say what was looked for.
Result<FoundPlace> findPlace(const EventLog &log, std::string_view text, Time now);

} // namespace eventscope::ui
