// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/schema.h"

#include "base/json.h"

#include <algorithm>
#include <map>

namespace eventscope {

namespace {

constexpr int kSampleBytes = 4096;                    // of one value
constexpr std::chrono::milliseconds kSampleTime(200); // for one table

std::string textOf(sqlite3_stmt *row, int column)
{
    const auto *const text = reinterpret_cast<const char *>(sqlite3_column_text(row, column));
    return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(row, column)))
                : std::string();
}

bool sameName(std::string_view left, std::string_view right)
{
    return left.size() == right.size()
           && sqlite3_strnicmp(left.data(), right.data(), static_cast<int>(left.size())) == 0;
}

SampledColumn::Value sampleOf(sqlite3_stmt *row, int column)
{
    using Kind = SampledColumn::Value::Kind;
    SampledColumn::Value value;
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        value.kind = Kind::Integer;
        break;
    case SQLITE_FLOAT:
        value.kind = Kind::Real;
        break;
    case SQLITE_TEXT:
        value.kind = Kind::Text;
        break;
    case SQLITE_BLOB: {
        const auto *const bytes = static_cast<const char *>(sqlite3_column_blob(row, column));
        const int size = std::min(sqlite3_column_bytes(row, column), kSampleBytes);
        value.text.assign(bytes ? bytes : "", bytes ? static_cast<std::size_t>(size) : 0);
        // Text that was bound as bytes is told from other bytes by its start alone: names and JSON begin readably.
        value.kind = std::all_of(value.text.begin(),
                                 value.text.begin()
                                     + std::min<std::ptrdiff_t>(16, std::ssize(value.text)),
                                 [](char c) {
                                     return static_cast<unsigned char>(c) >= 0x20 || c == '\n'
                                            || c == '\t';
                                 })
                             && isUtf8(std::string_view(value.text).substr(0, 1))
                         ? Kind::Text
                         : Kind::Binary;
        return value;
    }
    default:
        return value;
    }
    value.text = textOf(row, column);
    if (value.text.size() > static_cast<std::size_t>(kSampleBytes))
        value.text.resize(static_cast<std::size_t>(kSampleBytes));
    return value;
}

Result<void> readColumns(const SqliteConnection &connection, SqliteTable &table, bool withoutRowId)
{
    auto columns
        = SqliteStatement::prepare(connection,
                                   "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?1)");
    if (!columns)
        return fail(columns.error());
    sqlite3_bind_text(*columns, 1, table.name.data(), static_cast<int>(table.name.size()),
                      SQLITE_TRANSIENT);
    std::map<int, std::string> key; // by place in the primary key
    std::string keyType;
    int code = 0;
    while ((code = sqlite3_step(*columns)) == SQLITE_ROW) {
        if (sqlite3_column_int(*columns, 3) == 1)
            continue;
        SampledColumn column;
        column.name = textOf(*columns, 0);
        if (const int place = sqlite3_column_int(*columns, 2); place > 0) {
            key[place] = column.name;
            keyType = textOf(*columns, 1);
        }
        table.columns.push_back(std::move(column));
    }
    if (code != SQLITE_DONE)
        return fail(connection.error(code));

    auto indexes = SqliteStatement::prepare(
        connection,
        "SELECT l.name, l.origin, i.name FROM pragma_index_list(?1) l, pragma_index_info(l.name) i"
        " WHERE l.\"unique\" AND NOT l.partial ORDER BY l.name, i.seqno");
    if (!indexes)
        return fail(indexes.error());
    sqlite3_bind_text(*indexes, 1, table.name.data(), static_cast<int>(table.name.size()),
                      SQLITE_TRANSIENT);
    std::string last;
    bool keyHasIndex = false;
    while ((code = sqlite3_step(*indexes)) == SQLITE_ROW) {
        const std::string index = textOf(*indexes, 0);
        keyHasIndex = keyHasIndex || textOf(*indexes, 1) == "pk";
        if (index != last || table.keys.empty())
            table.keys.emplace_back();
        last = index;
        table.keys.back().push_back(textOf(*indexes, 2));
    }
    if (code != SQLITE_DONE)
        return fail(connection.error(code));

    // An INTEGER PRIMARY KEY is the row id itself, unless the key has an index of its own.
    if (key.size() == 1 && !keyHasIndex && !withoutRowId && sameName(keyType, "INTEGER")) {
        for (SampledColumn &column : table.columns)
            column.integerKey = column.name == key.begin()->second;
    }
    if (withoutRowId) {
        for (const auto &[place, name] : key)
            table.primaryKey.push_back(name);
    }
    for (const auto &columnsOfKey : table.keys) {
        if (columnsOfKey.size() != 1)
            continue;
        for (SampledColumn &column : table.columns)
            column.unique = column.unique || column.name == columnsOfKey.front();
    }
    return {};
}

// What cannot be read is left out: the scan will say why.
void readSamples(const SqliteConnection &connection, SqliteTable &table)
{
    std::string list;
    for (const SampledColumn &column : table.columns)
        list += (list.empty() ? "" : ", ") + quoteIdentifier(column.name);
    if (list.empty())
        return;
    const auto rows = SqliteStatement::prepare(connection, "SELECT " + list + " FROM "
                                                               + quoteIdentifier(table.name)
                                                               + " LIMIT "
                                                               + std::to_string(kSampledRows));
    if (!rows)
        return;
    while (sqlite3_step(*rows) == SQLITE_ROW) {
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            table.columns[i].samples.push_back(sampleOf(*rows, static_cast<int>(i)));
        ++table.sampledRows;
    }
}

} // namespace

const SampledColumn *SqliteTable::column(std::string_view wanted) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const SampledColumn &column) {
                                        return sameName(column.name, wanted);
                                    });
    return found == columns.end() ? nullptr : &*found;
}

std::string sqlColumn(const SqliteTable *table, const std::string &column)
{
    return table && table->column(column) ? quoteIdentifier(column) : column;
}

std::string rowIdOf(const SqliteTable &table)
{
    const auto key = std::find_if(table.columns.begin(), table.columns.end(),
                                  [](const SampledColumn &column) { return column.integerKey; });
    if (key != table.columns.end())
        return quoteIdentifier(key->name);
    // A column of that name hides the row id.
    for (const char *const name : {"rowid", "_rowid_", "oid"}) {
        if (table.hasRowId && !table.column(name))
            return name;
    }
    return {};
}

bool isRowIdName(std::string_view expression)
{
    return expression == "rowid" || expression == "_rowid_" || expression == "oid";
}

void forgetRowId(const SqliteTable &table, EventsSpec &events)
{
    const auto isRowId = [&](const std::string &column) {
        return isRowIdName(column) && !table.column(column);
    };
    if (table.hasRowId)
        return;
    if (!events.from.empty()) {
        // "e.rowid"
        if (isRowId(events.row.substr(events.row.rfind('.') + 1)))
            events.row.clear();
        return;
    }
    if (isRowId(events.position.column))
        events.position = {};
    std::erase_if(events.order, isRowId);
}

std::vector<std::string> globalOrderOf(const SqliteTable &table, const EventsSpec &events)
{
    if (events.position.isSet() && events.position.paths.empty())
        return {events.position.column};
    if (table.hasRowId)
        return {};
    std::vector<std::string> order;
    const auto add = [&](const std::string &column) {
        if (!column.empty() && std::find(order.begin(), order.end(), column) == order.end())
            order.push_back(column);
    };
    if (events.time.paths.empty())
        add(events.time.column);
    for (const std::string &column : table.primaryKey)
        add(column);
    if (table.primaryKey.empty()) {
        add(events.stream.column);
        add(events.version.column);
        add(events.id.column);
    }
    return order;
}

const SqliteTable *findTable(const std::vector<SqliteTable> &tables, const std::string &name)
{
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const SqliteTable &table) {
        return sqlite3_stricmp(table.name.c_str(), name.c_str()) == 0;
    });
    return found == tables.end() ? nullptr : &*found;
}

Result<std::vector<SqliteTable>> readSchema(SqliteConnection &connection)
{
    auto list = SqliteStatement::prepare(
        connection,
        "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main'"
        " AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name");
    if (!list)
        return fail(list.error());
    std::vector<SqliteTable> tables;
    std::vector<bool> withoutRowId;
    int code = 0;
    while ((code = sqlite3_step(*list)) == SQLITE_ROW) {
        SqliteTable table;
        table.name = textOf(*list, 0);
        table.isView = textOf(*list, 1) == "view";
        withoutRowId.push_back(sqlite3_column_int(*list, 2) != 0);
        table.hasRowId = !table.isView && !withoutRowId.back();
        tables.push_back(std::move(table));
    }
    if (code != SQLITE_DONE)
        return fail(connection.error(code));
    list->reset();
    for (std::size_t i = 0; i < tables.size(); ++i) {
        // A view that refers to what is no longer there has no columns; that is no reason to refuse the store.
        if (auto read = readColumns(connection, tables[i], withoutRowId[i]);
            !read && !tables[i].isView)
            return fail(read.error());
        connection.interruptAfter(kSampleTime);
        readSamples(connection, tables[i]);
        connection.interruptAfter(std::nullopt);
    }
    return tables;
}

} // namespace eventscope
