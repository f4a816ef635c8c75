// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sqlite/connection.h"
#include "store/store.h"

#include <vector>

namespace eventscope {

// Reads the first of the dialect's checkpoint tables that exists, over a connection of its own.
Result<std::vector<Checkpoint>> readCheckpoints(const SqliteDatabase &database,
                                                const Dialect &dialect);

// Counts the rows of those of the dialect's queues that exist, likewise.
Result<std::vector<Queue>> countQueues(const SqliteDatabase &database, const Dialect &dialect);

// Reads what waits in one of them, at most so many rows, likewise.
Result<QueueRows> readQueue(const SqliteDatabase &database, const Dialect &dialect,
                            const std::string &table, std::size_t most);

} // namespace eventscope
