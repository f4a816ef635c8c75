// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/eventquery.h"

#include "store/sqlite/tablepattern.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace eventscope {

namespace {

template<typename T>
void appendRaw(std::string &bytes, T value)
{
    bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
}

template<typename T>
T takeRaw(std::string_view &bytes)
{
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes.remove_prefix(sizeof value);
    return value;
}

void putBigEndian(char *to, std::uint64_t bits)
{
    for (int i = 0; i < 8; ++i)
        to[i] = static_cast<char>(bits >> (56 - 8 * i));
}

constexpr std::uint64_t kSign = std::uint64_t{1} << 63;

} // namespace

EventQuery EventQuery::make(const EventsSpec &events, const SqliteTable *table, bool textPositions)
{
    const SqliteTable *const alone = events.from.empty() ? table : nullptr;
    EventQuery query(RowPlan(events, alone, textPositions));
    query.froms = {events.from.empty() ? quoteIdentifier(events.table) : events.from};
    query.where = events.where;
    query.row = events.row;
    if (query.row.empty() && alone)
        query.row = rowIdOf(*alone);
    for (const std::string &column : events.order)
        query.orderColumns.push_back(sqlColumn(alone, column));

    if (query.row.empty() && !events.tableFroms.empty()) {
        query.froms = events.tableFroms;
        query.row = kTableRow;
    }
    const bool byRow = !query.row.empty();
    if (byRow && query.froms.size() == 1
        && (query.orderColumns.empty() || query.orderColumns == std::vector{query.row}
            || (alone && query.orderColumns.size() == 1
                && isRowIdName(query.orderColumns.front())))) {
        query.keys = Keys::InOrder;
        query.orderColumns.clear();
        return query;
    }
    if (byRow) {
        query.keys = Keys::ByRow;
        return query;
    }
    query.keys = Keys::ByValues;
    if (alone && !alone->primaryKey.empty()) {
        for (const std::string &column : alone->primaryKey)
            query.keyColumns.push_back(quoteIdentifier(column));
        query.keysAscend
            = true; // a WITHOUT ROWID table is its primary key's index, which has no NULL
        if (query.orderColumns.empty())
            query.orderColumns = query.keyColumns;
    } else {
        query.keyColumns = query.orderColumns;
    }
    return query;
}

std::string EventQuery::select(const std::string &list, const std::string &condition,
                               const std::string &tail, std::size_t table) const
{
    std::string sql = "SELECT " + list + " FROM " + froms[table];
    if (!condition.empty() || !where.empty())
        sql += " WHERE ";
    // The plus keeps SQLite from getting all rows by an index that the dialect's condition may have, only to put them into the order of
    // their row ids: for each range of these anew.
    if (!where.empty())
        sql += (condition.empty() || keys == Keys::ByValues ? "(" : "+(") + where + ")";
    if (!condition.empty())
        sql += (where.empty() ? "" : " AND ") + condition;
    return sql + tail;
}

std::string EventQuery::keyList() const
{
    if (keys != Keys::ByValues)
        return row;
    std::string list;
    for (const std::string &column : keyColumns)
        list += (list.empty() ? "" : ", ") + column;
    return list;
}

std::string EventQuery::orderList() const
{
    std::string list;
    for (const std::string &column : orderColumns)
        list += ", " + column;
    return list;
}

std::string EventQuery::keyCondition() const
{
    if (keys != Keys::ByValues)
        return row + " = ?1";
    std::string condition;
    for (std::size_t i = 0; i < keyColumns.size(); ++i)
        condition += (i == 0 ? "" : " AND ") + keyColumns[i] + " IS ?" + std::to_string(i + 1);
    return condition;
}

std::string packValues(sqlite3_stmt *row, int first, int count)
{
    std::string packed;
    for (int i = first; i < first + count; ++i) {
        const int type = sqlite3_column_type(row, i);
        packed += static_cast<char>(type);
        if (type == SQLITE_INTEGER) {
            appendRaw(packed, sqlite3_column_int64(row, i));
        } else if (type == SQLITE_FLOAT) {
            appendRaw(packed, sqlite3_column_double(row, i));
        } else if (type != SQLITE_NULL) {
            const void *const bytes = type == SQLITE_BLOB ? sqlite3_column_blob(row, i)
                                                          : sqlite3_column_text(row, i);
            const auto size = static_cast<std::uint32_t>(bytes ? sqlite3_column_bytes(row, i) : 0);
            appendRaw(packed, size);
            if (size > 0)
                packed.append(static_cast<const char *>(bytes), size);
        }
    }
    return packed;
}

void bindPacked(sqlite3_stmt *statement, std::string_view packed)
{
    for (int parameter = 1; !packed.empty(); ++parameter) {
        const int type = packed.front();
        packed.remove_prefix(1);
        if (type == SQLITE_INTEGER) {
            sqlite3_bind_int64(statement, parameter, takeRaw<sqlite3_int64>(packed));
        } else if (type == SQLITE_FLOAT) {
            sqlite3_bind_double(statement, parameter, takeRaw<double>(packed));
        } else if (type == SQLITE_NULL) {
            sqlite3_bind_null(statement, parameter);
        } else {
            const auto size = takeRaw<std::uint32_t>(packed);
            if (type == SQLITE_BLOB)
                sqlite3_bind_blob64(statement, parameter, packed.data(), size, SQLITE_TRANSIENT);
            else
                sqlite3_bind_text64(statement, parameter, packed.data(), size, SQLITE_TRANSIENT,
                                    SQLITE_UTF8);
            packed.remove_prefix(size);
        }
    }
}

void appendSortable(std::string &key, sqlite3_stmt *row, int column)
{
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_NULL:
        key += '\0';
        return;
    case SQLITE_INTEGER:
    case SQLITE_FLOAT: {
        // By the double first, then by the whole integer, which a double may round.
        const double real = sqlite3_column_double(row, column) + 0.0;
        std::uint64_t bits = 0;
        std::memcpy(&bits, &real, sizeof bits);
        std::array<char, 17> bytes{'\1'};
        putBigEndian(bytes.data() + 1, bits & kSign ? ~bits : bits | kSign);
        putBigEndian(bytes.data() + 9,
                     static_cast<std::uint64_t>(sqlite3_column_int64(row, column)) ^ kSign);
        key.append(bytes.data(), bytes.size());
        return;
    }
    default: {
        const bool blob = sqlite3_column_type(row, column) == SQLITE_BLOB;
        const void *const bytes = blob ? sqlite3_column_blob(row, column)
                                       : sqlite3_column_text(row, column);
        const std::string_view text(bytes ? static_cast<const char *>(bytes) : "",
                                    bytes ? static_cast<std::size_t>(
                                        sqlite3_column_bytes(row, column))
                                          : 0);
        key += blob ? '\3' : '\2';
        // Zero bytes are written as two, so that the end (a zero and a zero) sorts before every continuation.
        if (text.find('\0') == std::string_view::npos) {
            key += text;
        } else {
            for (const char c : text) {
                key += c;
                if (c == '\0')
                    key += '\1';
            }
        }
        key.append(2, '\0');
    }
    }
}

} // namespace eventscope
