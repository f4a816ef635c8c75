// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "base/wallclock.h"
#include "event/log.h"
#include "event/sequence.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <variant>

namespace eventscope::ui {

// Where "go to" leads: an event, or a stream.
using FoundPlace = std::variant<Row, StreamId>;

// What a text may relate to.
struct PlaceContext {
    Time now = kNoTime;
    Time playhead = kNoTime;
    std::optional<StreamId> stream;         // the selected one
    Sequence events;                        // of that stream, in its own order
    std::shared_ptr<const WallClock> clock; // of the times that are typed; none: UTC
};

// What someone typed, read as (in this order): `#1204` a position; the whole name of a stream; a position, with or without thousands
// separators; `first` and `last` of the selected stream, else of the store; `v5` of the selected stream; a date or a time, which leads to
// the first event of that day, minute or second, else to the last one before it (`2025-11-03 08:41`, and what parseNaturalTime()
// knows); a part of a stream's name that no other stream has. Errors (NotFound, Ambiguous, Invalid, Cancelled) say what was looked
// for. Looks at every name: not for the GUI thread.
Result<FoundPlace> findPlace(const EventLog &log, std::string_view text,
                             const PlaceContext &context, std::stop_token stop = {});

} // namespace eventscope::ui
