// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/eventquery.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace eventscope {

// Where several threads read one table, a range of row ids each.
struct RowBounds {
    std::int64_t first = 0;
    std::int64_t last = 0; // inclusive
};
// The least and the largest row id that a table of the query has, whether or not such rows are events. None if it has no rows, or where
// finding out would take going through all of them.
Result<std::optional<RowBounds>> rowBounds(const SqliteConnection &connection,
                                           const EventQuery &query, std::size_t table);

// Statements for ranges of row ids, on a connection of its own. Belongs to one thread.
class RangeRows
{
public:
    // `columns` is what is selected behind the row id, and begins with a comma if it is not empty.
    RangeRows(const SqliteDatabase &database, const EventQuery &query, std::string columns,
              std::size_t table, std::stop_token stop);

    // Gives a statement that is to be stepped and then reset: the rows from `first` to `last` in the order of their ids, which are column 0.
    Result<sqlite3_stmt *> select(std::int64_t first, std::int64_t last);
    const SqliteConnection &connection() const { return *m_connection; } // since select()

private:
    const SqliteDatabase &m_database;
    const EventQuery &m_query;
    std::string m_columns;
    std::size_t m_table;
    std::stop_token m_stop;
    std::unique_ptr<SqliteConnection> m_connection;
    SqliteStatement m_statement;
};

} // namespace eventscope
