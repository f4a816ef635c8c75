// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitecheckpoints.h"

#include "store/payload.h"
#include "store/sqlite/checkpointtoken.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/tablepattern.h"

#include <algorithm>
#include <map>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

std::optional<std::string> textOf(sqlite3_stmt *row, int column)
{
    const int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL)
        return std::nullopt;
    const void *const bytes = type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                  : sqlite3_column_text(row, column);
    return std::string(bytes ? static_cast<const char *>(bytes) : "",
                       bytes ? static_cast<std::size_t>(sqlite3_column_bytes(row, column)) : 0);
}

bool isTrue(sqlite3_stmt *row, int column)
{
    return sqlite3_column_int64(row, column) != 0; // of NULL: 0
}

// What the dialect says of a table beside the events does not hold for this one.
Error misdescribed(const std::string &table, const Dialect &dialect, Error error)
{
    error.message = "Table " + table + " is not as the dialect " + dialect.name
                    + " says (mend a copy of it: eventscope-cli dialect export " + dialect.name
                    + "): " + error.message;
    return error;
}

Result<void> readTable(const SqliteConnection &connection, const std::vector<SqliteTable> &tables,
                       const CheckpointSpec &spec, const Dialect &dialect,
                       std::map<std::string, Checkpoint> &found)
{
    const SqliteTable *const table = findTable(tables, spec.table);
    const SqliteTable *const alone = spec.from.empty() ? table : nullptr;
    std::string sql = "SELECT " + sqlColumn(alone, spec.name) + ", "
                      + sqlColumn(alone, spec.position.column);
    for (const std::string &expression : {spec.status, spec.error, spec.stuck, spec.behind})
        sql += ", " + (expression.empty() ? "NULL" : sqlColumn(alone, expression));
    sql += " FROM " + (spec.from.empty() ? quoteIdentifier(table->name) : spec.from);
    if (!spec.where.empty())
        sql += " WHERE " + spec.where;
    const auto statement = SqliteStatement::prepare(connection, sql);
    if (!statement)
        return fail(misdescribed(spec.table, dialect, statement.error()));
    int code = 0;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
        Checkpoint checkpoint;
        checkpoint.subscription = textOf(*statement, 0).value_or("(no name)");
        CheckpointToken token = readToken(spec, textOf(*statement, 1).value_or(std::string()));
        checkpoint.position = std::move(token.position);
        checkpoint.gaps = std::move(token.gaps);
        checkpoint.status = textOf(*statement, 2);
        checkpoint.error = textOf(*statement, 3);
        if (checkpoint.error && checkpoint.error->empty())
            checkpoint.error.reset();
        if (token.unreadable && !checkpoint.error)
            checkpoint.error = "What table " + spec.table
                               + " holds as its position is neither JSON nor XML.";
        checkpoint.stuck = isTrue(*statement, 4);
        if (sqlite3_column_type(*statement, 5) == SQLITE_INTEGER)
            checkpoint.behind = static_cast<std::uint64_t>(
                std::max<std::int64_t>(0, sqlite3_column_int64(*statement, 5)));
        const auto [place, isNew] = found.emplace(checkpoint.subscription, checkpoint);
        Checkpoint &known = place->second;
        if (!isNew && checkpoint.position
            && (!known.position || isFurtherPosition(*checkpoint.position, *known.position)))
            known = std::move(checkpoint);
    }
    if (code != SQLITE_DONE)
        return fail(connection.error(code));
    return {};
}

// Whatever the column was declared to be.
Payload cellOf(sqlite3_stmt *row, int column)
{
    Payload cell;
    const auto bytes = textOf(row, column);
    if (!bytes)
        return cell;
    if (const int type = sqlite3_column_type(row, column);
        type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
        cell.kind = Payload::Kind::Json;
        cell.text = *bytes;
        return cell;
    }
    std::optional<Error> damage; // the cell shows what is stored then
    return decodePayload(*bytes, PayloadRules(), damage);
}

Result<std::vector<Checkpoint>> checkpointsIn(SqliteConnection &connection, const Dialect &dialect)
{
    const auto tables = readSchema(connection);
    if (!tables)
        return fail(tables.error());
    std::vector<Checkpoint> checkpoints;
    for (const CheckpointSpec &wanted : dialect.checkpoints) {
        auto specs = expandTables(wanted, *tables);
        if (specs.empty())
            continue;
        for (CheckpointSpec &spec : specs)
            nameEvents(spec, dialect.events);
        std::map<std::string, Checkpoint> found;
        for (const CheckpointSpec &spec : specs) {
            if (auto read = readTable(connection, *tables, spec, dialect, found); !read)
                return fail(std::move(read).error());
        }
        for (auto &[name, checkpoint] : found)
            checkpoints.push_back(std::move(checkpoint));
        break;
    }
    return checkpoints;
}

Result<std::vector<Queue>> queuesIn(SqliteConnection &connection, const Dialect &dialect)
{
    const auto tables = readSchema(connection);
    if (!tables)
        return fail(tables.error());
    std::vector<Queue> queues;
    for (const QueueSpec &spec : dialect.queues) {
        const SqliteTable *const table = findTable(*tables, spec.table);
        if (!table)
            continue;
        const auto statement = SqliteStatement::prepare(connection,
                                                        "SELECT count(*), "
                                                            + (spec.waiting.empty()
                                                                   ? std::string("count(*)")
                                                                   : "count(CASE WHEN "
                                                                         + spec.waiting
                                                                         + " THEN 1 END)")
                                                            + " FROM "
                                                            + quoteIdentifier(table->name));
        if (!statement)
            return fail(misdescribed(spec.table, dialect, statement.error()));
        if (const int code = sqlite3_step(*statement); code != SQLITE_ROW)
            return fail(connection.error(code));
        queues.push_back({table->name, spec.holds,
                          static_cast<std::uint64_t>(sqlite3_column_int64(*statement, 0)),
                          static_cast<std::uint64_t>(sqlite3_column_int64(*statement, 1))});
    }
    return queues;
}

Result<QueueRows> rowsIn(const SqliteConnection &connection, const QueueSpec &spec,
                         const Dialect &dialect, std::size_t most)
{
    const auto statement = SqliteStatement::prepare(connection,
                                                    "SELECT * FROM " + quoteIdentifier(spec.table)
                                                        + (spec.waiting.empty()
                                                               ? std::string()
                                                               : " WHERE " + spec.waiting)
                                                        + " LIMIT " + std::to_string(most));
    if (!statement)
        return fail(misdescribed(spec.table, dialect, statement.error()));
    QueueRows found;
    const int columns = sqlite3_column_count(*statement);
    for (int column = 0; column < columns; ++column)
        found.columns.emplace_back(sqlite3_column_name(*statement, column));
    int code = 0;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
        std::vector<Payload> &row = found.rows.emplace_back();
        for (int column = 0; column < columns; ++column)
            row.push_back(cellOf(*statement, column));
    }
    if (code != SQLITE_DONE)
        return fail(connection.error(code));
    return found;
}

} // namespace

Result<std::vector<Checkpoint>> readCheckpoints(const SqliteDatabase &database,
                                                const Dialect &dialect)
{
    if (dialect.checkpoints.empty())
        return std::vector<Checkpoint>();
    return readUndisturbed(database, [&](SqliteConnection &connection) {
        return checkpointsIn(connection, dialect);
    });
}

Result<std::vector<Queue>> countQueues(const SqliteDatabase &database, const Dialect &dialect)
{
    if (dialect.queues.empty())
        return std::vector<Queue>();
    return readUndisturbed(database, [&](SqliteConnection &connection) {
        return queuesIn(connection, dialect);
    });
}

Result<QueueRows> readQueue(const SqliteDatabase &database, const Dialect &dialect,
                            const std::string &table, std::size_t most)
{
    const auto spec = std::find_if(dialect.queues.begin(), dialect.queues.end(),
                                   [&](const QueueSpec &each) {
                                       return sqlite3_stricmp(each.table.c_str(), table.c_str())
                                              == 0;
                                   });
    if (spec == dialect.queues.end())
        return fail(ErrorCode::NotFound,
                    "The dialect " + dialect.name + " knows no queue " + table + ".");
    return readUndisturbed(database, [&](const SqliteConnection &connection) {
        return rowsIn(connection, *spec, dialect, most);
    });
}

} // namespace eventscope
