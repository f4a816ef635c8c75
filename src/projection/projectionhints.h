// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "projection/projectionsnapshot.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <string>
#include <vector>

namespace eventscope {

// What a person who wrote a projection is told beside what went wrong: which event it was in a store of many streams, which name was meant,
// and why nothing was selected.

// As the fold told it, with the event's stream in its message.
ProjectionFailure failureIn(const EventLog &log, const ScriptFailure &failed);

// Adds what a name may have been meant as to the errors of KurrentDB's projections that nothing has that name.
Error withMeantName(Error error);

// Why no event was handled. `inOtherStreams`: each of them was skipped as one of a wrong stream.
ProjectionWarning nothingSelected(const EventLog &log, const ProjectionDefinition &definition,
                                  std::uint32_t rows, bool inOtherStreams);

// A warning for each handler of a type that no event has, but one has almost the same. Exact names are KurrentDB's, others leave out
// namespaces and signs.
std::vector<ProjectionWarning> mistypedTypes(const EventLog &log,
                                             const ProjectionDefinition &definition, bool exact);

} // namespace eventscope
