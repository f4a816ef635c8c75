// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"
#include "store/locatedjson.h"

#include <vector>

namespace eventscope {

class DialectReader;

// The parts of a dialect that speak of tables beside the events. Mistakes are told to the reader.
std::vector<CheckpointSpec> checkpointsOf(DialectReader &reader, const LocatedJson &json);
std::vector<QueueSpec> queuesOf(DialectReader &reader, const LocatedJson &json);
std::vector<SnapshotSpec> snapshotsOf(DialectReader &reader, const LocatedJson &json);

} // namespace eventscope
