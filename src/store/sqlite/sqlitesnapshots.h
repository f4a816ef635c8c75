// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/snapshot.h"
#include "store/sqlite/connection.h"
#include "store/store.h"

#include <stop_token>
#include <vector>

namespace eventscope {

// Reads the dialect's tables of snapshots, as many of them as exist, over a connection of its own. Of one stream they are looked up where
// its name stands in a column; all are read piece by piece, so that nobody who writes has to wait. Errors: those of the database;
// Invalid if the dialect does not fit a table.
Result<void> readSnapshots(const SqliteDatabase &database, const Dialect &dialect,
                           const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop);

// Counts the rows of those that exist.
Result<std::vector<SnapshotTable>> countSnapshots(const SqliteDatabase &database,
                                                  const Dialect &dialect);

} // namespace eventscope
