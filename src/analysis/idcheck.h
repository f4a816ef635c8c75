// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/sentences.h"

#include <stop_token>
#include <vector>

namespace eventscope {

// Ids that stand twice, and causes that no event is: by the columns' hashes, of which each part of the range of values is held against a
// table that fits into a cache. What looks the same by its hash is then read. Errors: those of the source.
Result<std::vector<Observation>> checkIds(const EventLog &log, std::uint32_t rowCount,
                                          const ReaderFactory &readers, const CheckOptions &options,
                                          const std::stop_token &stop);

} // namespace eventscope
