// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/sqlite/connection.h"
#include "store/synonyms.h"

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace eventscope {

// A table or view that could hold events; columns with their keys and the values of its first rows.
struct SqliteTable : SampledTable {
    bool isView = false;
    bool hasRowId = true;                // false for views and WITHOUT ROWID tables
    std::vector<std::string> primaryKey; // of a table WITHOUT ROWID, in key order
    std::size_t sampledRows = 0;

    const SampledColumn *column(std::string_view name) const; // case-insensitive, as SQL is
};

// Every table and view but SQLite's own and those of virtual tables. Rows are sampled from each as far as it can be read,
// and quickly: a view may be a long computation.
Result<std::vector<SqliteTable>> readSchema(SqliteConnection &connection);

// Null if there is none of that name, which is compared as SQL does.
const SqliteTable *findTable(const std::vector<SqliteTable> &tables, const std::string &name);

// What `read(connection)` gives on a connection of its own, a Result; read again where the file changed meanwhile and no lock kept it in place.
template<typename Read>
auto readUndisturbed(const SqliteDatabase &database, const Read &read)
    -> std::invoke_result_t<const Read &, SqliteConnection &>
{
    for (int disturbances = 1;; ++disturbances) {
        const auto connection = database.connect();
        if (!connection)
            return fail(connection.error());
        auto found = read(**connection);
        if ((*connection)->wasUndisturbed())
            return found;
        if (disturbances == SqliteConnection::kMostDisturbances)
            return fail((*connection)->restless());
    }
}

// How the column of that name is written in SQL: in quotes if it is a column of the table, else as it stands (an expression).
std::string sqlColumn(const SqliteTable *table, const std::string &column);

// True for the names by which SQLite calls the row id.
bool isRowIdName(std::string_view expression);

// How the row id of the table is written in SQL: by the name of its integer key if it has one. Empty if it has no row id.
std::string rowIdOf(const SqliteTable &table);

// Where the table has no row id, positions and order that are the row id are as if they were not set; of a join, `row` is.
void forgetRowId(const SqliteTable &table, EventsSpec &events);

// The columns that put the rows into the order of the store, if no dialect says so: the positions; else the row id; else times and keys.
std::vector<std::string> globalOrderOf(const SqliteTable &table, const EventsSpec &events);

inline constexpr int kSampledRows = 64;

} // namespace eventscope
