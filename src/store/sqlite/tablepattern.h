// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"
#include "store/sqlite/schema.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A dialect may name its tables by a pattern in which one `*` stands for any text: watermill_*. Its SQL then knows two more columns:
// table_part is what the `*` stood for, and table_rest a JSON object of the columns that detection did not ask for.

// What EventsSpec::tableFroms calls the row id.
inline constexpr const char *kTableRow = "table_row";

bool isTablePattern(std::string_view table);
// What the `*` stands for; none if the name is another. Case does not count, as in SQL.
std::optional<std::string> partOfTable(std::string_view pattern, std::string_view name);

// The table with that name or, for a pattern, a table that fits it; with these columns and none of those it must not have.
bool hasTable(const std::vector<SqliteTable> &tables, const std::string &name,
              const std::vector<std::string> &columns,
              const std::vector<std::string> &without = {});

// Makes a dialect with patterns one for the tables that are there: with one table it reads that, with several all of them together.
// `wanted` chooses one of them; empty: all. Without a pattern, or where no table fits it, nothing changes. `asColumns` makes table_part
// and table_rest columns even of a single table, which is slower.
void expandTables(Dialect &dialect, const std::vector<SqliteTable> &tables,
                  const std::string &wanted, bool asColumns = false);
// The same for checkpoints, one for each table; empty if none is there. {part} in quotes is what the `*` stood for, to name other tables.
std::vector<CheckpointSpec> expandTables(const CheckpointSpec &checkpoints,
                                         const std::vector<SqliteTable> &tables);
// The same for snapshots; of a pattern, those tables that have the columns which are named alone.
std::vector<SnapshotSpec> expandTables(const SnapshotSpec &snapshots,
                                       const std::vector<SqliteTable> &tables);

// Puts what the events are read from in the place of {events} in the SQL of checkpoints.
void nameEvents(CheckpointSpec &checkpoints, const EventsSpec &events);

} // namespace eventscope
