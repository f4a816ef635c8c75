// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::ui {

// Streams whose names begin with the text, then those that hold it elsewhere; ASCII letters in any case. Each part in the order in which
// they appeared, at most so many in all. Any thread; a million streams take some ten milliseconds.
std::vector<StreamId> streamsNamedLike(const EventLog &log, const std::string &text,
                                       std::size_t most, const std::stop_token &stop);

} // namespace eventscope::ui
