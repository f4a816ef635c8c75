// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitestore.h"

#include "store/sqlite/presentplaces.h"
#include "store/sqlite/sqlitecheckpoints.h"
#include "store/sqlite/sqlitereader.h"
#include "store/sqlite/sqlitesnapshots.h"

#include <algorithm>

namespace eventscope {

namespace {

std::string accessInWords(const SqliteConnection &connection)
{
    switch (connection.access()) {
    case DatabaseAccess::Rollback:
        return "rollback journal";
    case DatabaseAccess::Immutable:
        return "write-ahead log mode";
    case DatabaseAccess::LiveLog:
        return "write-ahead log, shared with its writer";
    case DatabaseAccess::PrivateLog:
        return "write-ahead log, left by its writer";
    case DatabaseAccess::Copy:
        return "private copy without the unfinished transaction";
    }
    return {};
}

// SQLite's words for wrong SQL are about the dialect's.
Error dialectError(Error error, const Dialect &dialect)
{
    if (error.code != ErrorCode::Invalid)
        return error;
    error.message = "The dialect " + dialect.name + " does not fit this database: " + error.message;
    if (!dialect.path.empty())
        error.path = dialect.path;
    return error;
}

// A column says by its samples what its positions are; of an expression the first row tells.
bool givesTextPositions(const EventsSpec &events, const SqliteTable *table,
                        const SqliteConnection &connection)
{
    const std::string &position = events.position.column;
    if (position.empty() || (events.from.empty() && table && table->column(position)))
        return false;
    const auto statement = SqliteStatement::prepare(
        connection, "SELECT typeof(" + position + ") = 'text' FROM "
                        + (events.from.empty() ? quoteIdentifier(events.table) : events.from)
                        + (events.where.empty() ? "" : " WHERE " + events.where) + " LIMIT 1");
    return statement && sqlite3_step(*statement) == SQLITE_ROW
           && sqlite3_column_int(*statement, 0) != 0;
}

} // namespace

Result<std::shared_ptr<Store>> SqliteStore::open(std::shared_ptr<const SqliteDatabase> database,
                                                 const SqliteConnection &connection,
                                                 const std::vector<SqliteTable> &tables,
                                                 Dialect dialect, const OpenOptions &options,
                                                 const std::string &location)
{
    const auto main = std::find_if(tables.begin(), tables.end(), [&](const SqliteTable &table) {
        return table.name == dialect.events.table;
    });
    const SqliteTable *const table = main == tables.end() ? nullptr : &*main;
    if (table)
        forgetRowId(*table, dialect.events);
    keepPresentPlaces(dialect.events, table, connection);
    if (table && dialect.events.order.empty() && dialect.events.from.empty())
        dialect.events.order = globalOrderOf(*table, dialect.events);

    std::shared_ptr<SqliteStore> store(new SqliteStore);
    store->m_query = std::make_shared<const EventQuery>(
        EventQuery::make(dialect.events, table,
                         givesTextPositions(dialect.events, table, connection)));
    const EventQuery &query = *store->m_query;
    for (std::size_t i = 0; i < query.tableCount(); ++i) {
        const auto statement
            = SqliteStatement::prepare(connection, query.select(query.keyList() + query.orderList()
                                                                    + query.plan.recordColumns(),
                                                                query.keyCondition(), {}, i));
        if (!statement)
            return fail(dialectError(statement.error(), dialect));
    }

    store->m_database = database;
    store->m_keys = std::make_shared<KeyTable>(query.tableCount());
    store->m_scan = std::make_unique<SqliteScan>(
        database, store->m_query, store->m_keys,
        SqliteScan::BatchSizes{std::max<std::size_t>(1, options.firstBatch),
                               std::max<std::size_t>(1, options.batch), options.keptBytes});
    if (table && !table->isView
        && (dialect.events.from.empty() || query.keys == EventQuery::Keys::InOrder)) {
        // Where the last rows stand on damaged pages, the scan delivers those before and then says so.
        if (auto measured = store->m_scan->measure(connection);
            !measured && measured.error().code != ErrorCode::Damaged)
            return fail(std::move(measured).error());
    }
    SourceInfo &info = store->m_info;
    info.location = location;
    info.name = database->name();
    info.kind = "sqlite";
    info.dialect = dialect.name;
    info.dialectTitle = dialect.title;
    info.detail = "table " + dialect.events.table + ", " + accessInWords(connection);
    info.versionsCounted = !query.plan.hasVersions();
    info.hasTimes = query.plan.hasTimes()
                    || (dialect.events.spread && dialect.events.spread->time.isSet());
    info.canFollow = true;
    store->m_dialect = std::move(dialect);
    return std::shared_ptr<Store>(std::move(store));
}

Result<std::unique_ptr<RecordReader>> SqliteStore::reader() const
{
    return std::unique_ptr<RecordReader>(
        std::make_unique<SqliteReader>(m_database, m_query, m_keys));
}

Result<std::vector<Checkpoint>> SqliteStore::checkpoints() const
{
    return readCheckpoints(*m_database, m_dialect);
}

Result<std::vector<Queue>> SqliteStore::queues() const
{
    return countQueues(*m_database, m_dialect);
}

Result<QueueRows> SqliteStore::queueRows(const std::string &table, std::size_t most) const
{
    return readQueue(*m_database, m_dialect, table, most);
}

Result<void> SqliteStore::snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                                    std::stop_token stop) const
{
    return readSnapshots(*m_database, m_dialect, question, visit, std::move(stop));
}

Result<std::vector<SnapshotTable>> SqliteStore::snapshotTables() const
{
    return countSnapshots(*m_database, m_dialect);
}

} // namespace eventscope
