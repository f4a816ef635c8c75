// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/sentences.h"

#include <stop_token>
#include <vector>

namespace eventscope {

// What the columns tell of each stream: versions, times, lengths, payload sizes. At most one observation of a code for a stream.
//
// One pass over the rows compares each event with the one before it in its stream. Sound streams are done with that; only the others
// are then looked at one by one.
std::vector<Observation> checkStreams(const EventLog &log, std::uint32_t rowCount,
                                      const CheckOptions &options, const std::stop_token &stop);

} // namespace eventscope
