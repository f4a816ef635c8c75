// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rangerows.h"

#include <chrono>
#include <utility>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 5s;

} // namespace

Result<std::optional<RowBounds>> rowBounds(const SqliteConnection &connection,
                                           const EventQuery &query, std::size_t table)
{
    RowBounds bounds;
    for (const auto &[direction, bound] : {std::pair{"", &bounds.first}, {" DESC", &bounds.last}}) {
        const std::string sql = "SELECT " + query.row + " FROM " + query.froms[table]
                                + " ORDER BY 1" + direction + " LIMIT 1";
        if (sortsAllRows(connection, sql))
            return std::nullopt;
        const auto statement = SqliteStatement::prepare(connection, sql);
        if (!statement)
            return fail(statement.error());
        const int code = sqlite3_step(*statement);
        if (code == SQLITE_DONE)
            return std::nullopt;
        if (code != SQLITE_ROW)
            return fail(connection.error(code));
        *bound = sqlite3_column_int64(*statement, 0);
    }
    return bounds;
}

RangeRows::RangeRows(const SqliteDatabase &database, const EventQuery &query, std::string columns,
                     std::size_t table, std::stop_token stop)
    : m_database(database)
    , m_query(query)
    , m_columns(std::move(columns))
    , m_table(table)
    , m_stop(std::move(stop))
{}

Result<sqlite3_stmt *> RangeRows::select(std::int64_t first, std::int64_t last)
{
    if (!m_connection || !m_connection->isCurrent()) {
        m_statement = {};
        m_connection.reset();
        auto connection = m_database.connect(m_stop, kPatience);
        if (!connection)
            return fail(std::move(connection).error());
        m_connection = std::move(*connection);
        m_connection->watch(m_stop, kPatience);
        if (m_query.keys != EventQuery::Keys::InOrder)
            m_connection->keepPages();
        auto statement = SqliteStatement::prepare(*m_connection,
                                                  m_query.select(m_query.row + m_columns,
                                                                 m_query.row + " BETWEEN ?1 AND ?2",
                                                                 " ORDER BY 1", m_table));
        if (!statement)
            return fail(std::move(statement).error());
        m_statement = std::move(*statement);
    }
    sqlite3_bind_int64(m_statement, 1, first);
    sqlite3_bind_int64(m_statement, 2, last);
    return static_cast<sqlite3_stmt *>(m_statement);
}

} // namespace eventscope
