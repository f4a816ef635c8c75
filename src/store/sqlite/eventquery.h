// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/column.h"
#include "store/dialect.h"
#include "store/sqlite/rowplan.h"

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Where the rows of the events stand and how one of them is found again.
//
// Where an integer key is the global order (an INTEGER PRIMARY KEY, or the row id of a table without positions) rows are read by that
// key and it is the locator. Everything else (positions in another column, several tables, tables WITHOUT ROWID, views, joins, rows that
// hold several events) first lists all rows and sorts them (RowList); the locator is then an index into a KeyTable of their keys.
struct EventQuery {
    enum class Keys : std::uint8_t {
        InOrder,  // `row` is an integer expression, and the order
        ByRow,    // `row` is an integer expression, but not the order, or not of all tables
        ByValues, // the values of `keyColumns` find the row again
    };

    // `table`: the main table if the dialect reads from it alone.
    // `textPositions`: the position is an expression that gives text.
    static EventQuery make(const EventsSpec &events, const SqliteTable *table,
                           bool textPositions = false);

    // "SELECT <list><tail>" with FROM, and WHERE with `condition` (may be empty) and the dialect's own one. `table` is an index of `froms`.
    std::string select(const std::string &list, const std::string &condition,
                       const std::string &tail = {}, std::size_t table = 0) const;
    std::string keyList() const;      // for select(): row, or the key columns
    std::string orderList() const;    // ", " and the columns to sort by; empty for InOrder
    std::string keyCondition() const; // row = ?1, or every key column IS its parameter
    int keyCount() const
    {
        return keys == Keys::ByValues ? static_cast<int>(keyColumns.size()) : 1;
    }
    bool listsKeys() const { return keys != Keys::InOrder || plan.spreads(); }
    std::size_t tableCount() const { return froms.size(); }

    RowPlan plan;
    Keys keys = Keys::InOrder;
    std::vector<std::string> froms; // one; ByRow also several, one a table
    std::string where;
    std::string row;
    std::vector<std::string> keyColumns;
    std::vector<std::string> orderColumns;
    bool keysAscend
        = false; // key columns are never NULL and indexed in this order, so that they can be listed piece by piece

private:
    explicit EventQuery(RowPlan rowPlan)
        : plan(std::move(rowPlan))
    {}
};

// The keys of the rows that a scan has delivered, in its order. The scan appends; readers look up those whose events they know of.
class KeyTable
{
public:
    // `tables`: of the query.
    explicit KeyTable(std::size_t tables = 1)
        : m_hasTables(tables > 1)
    {}
    void append(std::int64_t row, std::size_t table = 0)
    {
        if (m_hasTables)
            m_tables.slot(m_size) = static_cast<std::uint32_t>(table);
        m_rows.slot(m_size++) = row;
    }
    void append(std::string values) { m_values.slot(m_size++) = std::move(values); }
    std::size_t size() const { return m_size; }          // scan's thread only
    void forgetFrom(std::size_t size) { m_size = size; } // of keys that no event was delivered for
    std::int64_t row(std::size_t index) const { return m_rows[index]; }
    std::size_t table(std::size_t index) const { return m_hasTables ? m_tables[index] : 0; }
    const std::string &values(std::size_t index) const { return m_values[index]; }

private:
    bool m_hasTables;
    Column<std::uint32_t> m_tables;
    Column<std::int64_t> m_rows;
    Column<std::string> m_values;
    std::size_t m_size = 0;
};

// SQL values of a row as bytes, from which they can be bound again.
std::string packValues(sqlite3_stmt *row, int first, int count);
void bindPacked(sqlite3_stmt *statement, std::string_view packed);

// Bytes that compare as the values do in SQLite's order: NULL, numbers, text, blobs.
void appendSortable(std::string &key, sqlite3_stmt *row, int column);

} // namespace eventscope
