// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/payloadpass.h"
#include "analysis/sentences.h"

#include <stop_token>
#include <vector>

namespace eventscope {

// Changes of the shape of payloads, by event type and schema version. `payloads` are the shapes by type alone; a type that has several
// versions and does not always look the same is read again, by version. Errors: those of the source, Cancelled.
Result<std::vector<Observation>> checkDrifts(const EventLog &log, const PayloadShapes &payloads,
                                             const ReaderFactory &readers,
                                             const CheckOptions &options,
                                             const std::stop_token &stop);

} // namespace eventscope
