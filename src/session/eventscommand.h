// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"

#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// What the window shows, if that may say in fewer words which events are meant.
struct ShownScope {
    std::string filter;    // empty: none
    Sequence events;       // all that it matches, ascending
    bool complete = false; // the search is over
};

// The words of the command that prints precisely these events, in the language of eventscope-cli: ["eventscope-cli", "events", location, ...].
// Rows ascend and are not empty. They are named by stream, filter and range of positions where that says it, else by their positions;
// every answer is tried on the log before it is given. Errors (Invalid): too many that lie apart, or positions that name other
// events too. Looks at every row: not for the GUI thread.
Result<std::vector<std::string>> eventsCommand(const EventLog &log, const std::string &location,
                                               const std::vector<Row> &rows,
                                               const ShownScope &shown, std::stop_token stop);

} // namespace eventscope
