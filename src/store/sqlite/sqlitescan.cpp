// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitescan.h"

#include "store/sqlite/rangerows.h"
#include "store/sqlite/rangescan.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kLeastRow = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLargestRow = std::numeric_limits<std::int64_t>::max();
constexpr auto kGlance = 200ms; // patience for a lock while following: the next look comes soon
constexpr std::uint64_t kRangesFrom
    = 8; // batches that must still come for several threads to be worth their start
constexpr std::size_t kMostThreads = 4;
constexpr int kMostDisturbances = 200; // of one batch, before the file is called unreadable

Error cancelled()
{
    return Error(ErrorCode::Cancelled, "Reading was cancelled.");
}

} // namespace

SqliteScan::SqliteScan(std::shared_ptr<const SqliteDatabase> database,
                       std::shared_ptr<const EventQuery> query, std::shared_ptr<KeyTable> keys,
                       BatchSizes sizes)
    : m_database(std::move(database))
    , m_query(std::move(query))
    , m_keys(std::move(keys))
    , m_sizes(sizes)
    , m_nextRow(kLeastRow)
    , m_list(*m_query, *m_keys, m_sizes.keptBytes)
{}

Result<void> SqliteScan::connect(std::stop_token stop, std::chrono::milliseconds patience)
{
    if (m_connection && m_connection->isCurrent()) {
        m_connection->watch(std::move(stop), patience);
        return {};
    }
    release();
    auto connection = m_database->connect(stop, patience);
    if (!connection)
        return fail(std::move(connection).error());
    m_connection = std::move(*connection);
    m_connection->watch(std::move(stop), patience);
    m_rowStatements.resize(m_query->tableCount());
    if (m_query->keys != EventQuery::Keys::InOrder) {
        m_connection->keepPages();
        return {};
    }
    auto statement = SqliteStatement::prepare(*m_connection,
                                              m_query->select(m_query->row
                                                                  + m_query->plan.scanColumns(),
                                                              m_query->row + " >= ?1",
                                                              " ORDER BY 1"));
    if (!statement)
        return fail(std::move(statement).error());
    m_statement = std::move(*statement);
    return {};
}

void SqliteScan::release()
{
    m_statement = {};
    m_rowStatements.clear();
    m_connection.reset();
}

// Finds a row by its key.
Result<sqlite3_stmt *> SqliteScan::rowStatement(std::size_t table)
{
    SqliteStatement &statement = m_rowStatements[table];
    if (!statement) {
        auto prepared = SqliteStatement::prepare(*m_connection,
                                                 m_query->select("NULL"
                                                                     + m_query->plan.scanColumns(),
                                                                 m_query->keyCondition(), {},
                                                                 table));
        if (!prepared)
            return fail(std::move(prepared).error());
        statement = std::move(*prepared);
    }
    return static_cast<sqlite3_stmt *>(statement);
}

Result<void> SqliteScan::measure(const SqliteConnection &connection)
{
    if (m_query->keys == EventQuery::Keys::ByValues || m_query->tableCount() > 1)
        return {};
    const auto bounds = rowBounds(connection, *m_query, 0);
    if (!bounds)
        return fail(bounds.error());
    if (*bounds) {
        m_firstRow = (*bounds)->first;
        m_progressTotal = static_cast<std::uint64_t>((*bounds)->last)
                          - static_cast<std::uint64_t>(m_firstRow) + 1;
    }
    return {};
}

void SqliteScan::deliver(BatchSink &sink, std::unique_ptr<RecordBatch> batch)
{
    if (!m_firstLocator)
        m_firstLocator = m_query->plan.firstLocator(*batch);
    m_lastLocator = m_query->plan.lastLocator(*batch);
    m_delivered += std::exchange(m_inBatch, 0);
    sink.push(std::move(batch));
}

// Steps over rows until the batch is full (true) or the rows end (false).
Result<bool> SqliteScan::fillInOrder(RecordBatch &batch)
{
    const RowPlan &plan = m_query->plan;
    const std::size_t size = batchSize();
    sqlite3_stmt *const row = m_statement;
    TransactionClock deadline;
    std::size_t bytes = 0;
    m_inBatch = 0;
    sqlite3_bind_int64(row, 1, m_nextRow);
    int code = SQLITE_ROW;
    while (plan.rowsIn(batch) < size && bytes < kBatchBytes && !deadline.isOver()) {
        code = sqlite3_step(row);
        if (code != SQLITE_ROW)
            break;
        const std::int64_t key = sqlite3_column_int64(row, 0);
        auto locator = static_cast<std::uint64_t>(key);
        if (plan.spreads()) {
            locator = static_cast<std::uint64_t>(m_keys->size()) << RowPlan::kElementBits;
            m_keys->append(key);
        }
        bytes += plan.scan(row, 1, locator, static_cast<std::int64_t>(m_delivered + m_inBatch) + 1,
                           batch, m_scratch);
        m_inBatch += m_scratch.events;
        m_rowsEnded = key == kLargestRow;
        m_nextRow = m_rowsEnded ? key : key + 1;
        batch.progressDone = static_cast<std::uint64_t>(key)
                             - static_cast<std::uint64_t>(m_firstRow) + 1;
    }
    sqlite3_reset(row);
    if (code == SQLITE_DONE)
        return false;
    if (code != SQLITE_ROW)
        return fail(m_connection->error(code));
    return !m_rowsEnded;
}

Result<void> SqliteScan::scanInOrder(BatchSink &sink, std::stop_token stop)
{
    int disturbances = 0;
    while (!m_rowsEnded) {
        auto batch = sink.next();
        if (!batch)
            return fail(cancelled());
        bool more = true;
        while (true) {
            if (stop.stop_requested())
                return fail(cancelled());
            if (auto connected = connect(stop); !connected)
                return connected;
            const auto nextRow = m_nextRow;
            const auto keys = m_keys->size();
            auto filled = fillInOrder(*batch);
            if (!m_connection->wasUndisturbed() && ++disturbances < kMostDisturbances) {
                batch->clear();
                m_nextRow = nextRow;
                m_rowsEnded = false;
                m_keys->forgetFrom(keys);
                continue;
            }
            if (!filled) {
                // What could be read before the damage is shown.
                if (m_query->plan.rowsIn(*batch) > 0 && filled.error().code == ErrorCode::Damaged)
                    deliver(sink, std::move(batch));
                return fail(std::move(filled).error());
            }
            more = *filled;
            break;
        }
        disturbances = 0;
        if (m_query->plan.rowsIn(*batch) > 0)
            deliver(sink, std::move(batch));
        if (!more)
            break;
        if (const std::size_t threads = threadsForRanges(); threads > 1) {
            if (auto scanned = scanRanges(sink, stop, threads); !scanned)
                return scanned;
        }
    }
    return {};
}

// How many threads read what is left of the table as it was measured; 1 if this one does.
std::size_t SqliteScan::threadsForRanges() const
{
    if (m_progressTotal == 0 || m_query->plan.spreads())
        return 1;
    const std::uint64_t done = static_cast<std::uint64_t>(m_nextRow)
                               - static_cast<std::uint64_t>(m_firstRow);
    if (done >= m_progressTotal || (m_progressTotal - done) / m_sizes.others < kRangesFrom)
        return 1;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::min(cores - 1, kMostThreads);
}

// Reads up to the last row that was there when the table was measured.
Result<void> SqliteScan::scanRanges(BatchSink &sink, std::stop_token stop, std::size_t threads)
{
    const auto last = static_cast<std::int64_t>(static_cast<std::uint64_t>(m_firstRow)
                                                + m_progressTotal - 1);
    RangeScan ranges(m_database, m_query, threads, m_sizes.others, stop);
    // Row ids may have gaps: as wide as it takes to fill about a batch.
    std::uint64_t width = m_sizes.others;
    std::int64_t from = m_nextRow;
    bool allAdded = false;
    while (true) {
        while (!allAdded && ranges.waiting() <= threads) {
            RangeScan::Range range;
            range.from = from;
            const std::uint64_t left = static_cast<std::uint64_t>(last)
                                       - static_cast<std::uint64_t>(from);
            allAdded = left < width;
            range.to = allAdded ? last
                                : static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + width
                                                            - 1);
            range.batch = sink.next();
            if (!range.batch || stop.stop_requested())
                return fail(cancelled());
            if (!allAdded)
                from = range.to + 1;
            ranges.add(std::move(range));
        }
        if (ranges.waiting() == 0)
            return {};
        RangeScan::Range range = ranges.take();
        if (stop.stop_requested())
            return fail(cancelled());
        const bool show = !range.error || range.error->code == ErrorCode::Damaged;
        const std::size_t events = m_query->plan.rowsIn(*range.batch);
        if (show && events > 0) {
            m_query->plan.countOn(*range.batch, m_delivered);
            m_inBatch = events;
            range.batch->progressDone = static_cast<std::uint64_t>(range.complete ? range.to
                                                                                  : range.next - 1)
                                        - static_cast<std::uint64_t>(m_firstRow) + 1;
            deliver(sink, std::move(range.batch));
        }
        m_rowsEnded = range.complete && range.to == kLargestRow;
        m_nextRow = !range.complete ? range.next : m_rowsEnded ? kLargestRow : range.to + 1;
        if (range.error)
            return fail(std::move(*range.error));
        // Rows too large for one transaction: the rest of the range goes first, and the next ones are narrower.
        if (!range.complete) {
            width = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(range.next)
                                                   - static_cast<std::uint64_t>(range.from));
            RangeScan::Range rest;
            rest.from = range.next;
            rest.to = range.to;
            rest.batch = sink.next();
            if (!rest.batch)
                return fail(cancelled());
            ranges.addRest(std::move(rest));
        } else if (events < m_sizes.others / 2
                   && width <= std::numeric_limits<std::uint64_t>::max() / 4)
            width *= 2;
    }
}

Result<bool> SqliteScan::fillListed(RecordBatch &batch)
{
    const RowPlan &plan = m_query->plan;
    const bool byRow = m_query->keys == EventQuery::Keys::ByRow;
    const std::vector<RowList::Row> &rows = m_list.rows();
    const std::size_t size = batchSize();
    batch.owner = m_list.texts();
    const SqliteTransaction transaction(*m_connection);
    TransactionClock deadline;
    std::size_t bytes = 0;
    m_inBatch = 0;
    for (; m_fetched < rows.size() && plan.rowsIn(batch) < size && bytes < kBatchBytes
           && !deadline.isOver();
         ++m_fetched) {
        const RowList::Row &listed = rows[m_fetched];
        const auto index = static_cast<std::uint64_t>(m_keys->size());
        const auto ordinal = static_cast<std::int64_t>(m_delivered + m_inBatch) + 1;
        if (!listed.kept.empty()) {
            bytes += plan.takeKept(listed.kept, index, ordinal, batch);
            ++m_inBatch;
        } else {
            auto statement = rowStatement(listed.table);
            if (!statement)
                return fail(std::move(statement).error());
            sqlite3_stmt *const row = *statement;
            if (byRow)
                sqlite3_bind_int64(row, 1, listed.row);
            else
                bindPacked(row, listed.values);
            const int code = sqlite3_step(row);
            if (code == SQLITE_ROW) {
                bytes += plan.scan(row, 1, plan.spreads() ? index << RowPlan::kElementBits : index,
                                   ordinal, batch, m_scratch);
                m_inBatch += m_scratch.events;
            }
            sqlite3_reset(row);
            if (code == SQLITE_DONE)
                continue;
            if (code != SQLITE_ROW)
                return fail(m_connection->error(code));
        }
        if (byRow)
            m_keys->append(listed.row, listed.table);
        else
            m_keys->append(std::string(listed.values));
    }
    batch.progressDone = m_fetched;
    return m_fetched < rows.size();
}

Result<void> SqliteScan::scanListed(BatchSink &sink, std::stop_token stop)
{
    m_fetched = 0;
    const auto connection = [&]() -> Result<const SqliteConnection *> {
        if (auto connected = connect(stop); !connected)
            return fail(std::move(connected).error());
        return m_connection.get();
    };
    if (auto listed = m_list.list(connection, m_database.get(), stop); !listed)
        return listed;
    int disturbances = 0;
    while (m_fetched < m_list.rows().size()) {
        auto batch = sink.next();
        if (!batch || stop.stop_requested())
            return fail(cancelled());
        if (auto connected = connect(stop); !connected)
            return connected;
        const auto fetched = m_fetched;
        const auto keys = m_keys->size();
        auto filled = fillListed(*batch);
        while (!m_connection->wasUndisturbed() && ++disturbances < kMostDisturbances) {
            batch->clear();
            m_fetched = fetched;
            m_keys->forgetFrom(keys);
            if (auto connected = connect(stop); !connected)
                return connected;
            filled = fillListed(*batch);
        }
        const bool show = filled || filled.error().code == ErrorCode::Damaged;
        if (show && m_query->plan.rowsIn(*batch) > 0)
            deliver(sink, std::move(batch));
        if (!filled)
            return fail(std::move(filled).error());
    }
    const std::optional<Error> damage = m_list.damage();
    m_list.clear();
    m_fetched = 0;
    return damage ? Result<void>(fail(*damage)) : Result<void>();
}

Result<void> SqliteScan::scan(BatchSink &sink, std::stop_token stop)
{
    const DatabaseStamp before = m_database->stamp();
    auto scanned = m_query->keys == EventQuery::Keys::InOrder ? scanInOrder(sink, stop)
                                                              : scanListed(sink, stop);
    if (scanned)
        scanned = remember();
    m_seen = before;
    m_lookAgain = before.isFresh();
    if (!m_connection || m_connection->access() == DatabaseAccess::LiveLog)
        release();
    return scanned;
}

// The first and the last event, as they were when they were read.
Result<void> SqliteScan::remember()
{
    if (!m_firstLocator)
        return {};
    for (const auto &[locator, print] :
         {std::pair{*m_firstLocator, &m_firstPrint}, {m_lastLocator, &m_lastPrint}}) {
        auto now = printOf(locator);
        if (!now)
            return fail(std::move(now).error());
        *print = std::move(*now);
    }
    return {};
}

Result<std::string> SqliteScan::printOf(std::uint64_t locator)
{
    const EventQuery &query = *m_query;
    if (auto connected = connect({}, kGlance); !connected)
        return fail(std::move(connected).error());
    const bool spread = query.plan.spreads();
    const auto index = static_cast<std::size_t>(spread ? locator >> RowPlan::kElementBits
                                                       : locator);
    const std::size_t table = query.keys == EventQuery::Keys::ByRow ? m_keys->table(index) : 0;
    auto statement = SqliteStatement::prepare(*m_connection,
                                              query.select("NULL" + query.plan.recordColumns(),
                                                           query.keyCondition(), {}, table));
    if (!statement)
        return fail(std::move(statement).error());
    if (query.keys == EventQuery::Keys::ByValues)
        bindPacked(*statement, m_keys->values(index));
    else
        sqlite3_bind_int64(*statement, 1,
                           query.listsKeys() ? m_keys->row(index)
                                             : static_cast<std::int64_t>(locator));
    const int code = sqlite3_step(*statement);
    if (code == SQLITE_DONE)
        return std::string();
    if (code != SQLITE_ROW)
        return fail(m_connection->error(code));
    const Record record = query.plan.record(*statement, 1,
                                            spread ? locator & ((1U << RowPlan::kElementBits) - 1)
                                                   : 0);
    std::string print = record.position + '\n' + record.id + '\n' + record.stream + '\n'
                        + record.type + '\n';
    if (record.version)
        print += std::to_string(record.version->value());
    print += '\n';
    if (record.time)
        print += std::to_string(record.time->micros);
    return print;
}

Result<bool> SqliteScan::hasMore()
{
    if (m_query->keys != EventQuery::Keys::InOrder)
        return m_list.hasMore(*m_connection);
    if (m_rowsEnded)
        return false;
    const auto statement = SqliteStatement::prepare(*m_connection,
                                                    m_query->select("1", m_query->row + " >= ?1",
                                                                    " LIMIT 1"));
    if (!statement)
        return fail(statement.error());
    sqlite3_bind_int64(*statement, 1, m_nextRow);
    const int code = sqlite3_step(*statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(m_connection->error(code));
    return code == SQLITE_ROW;
}

Result<SourceChange> SqliteScan::change()
{
    const DatabaseStamp now = m_database->stamp();
    if (now == m_seen && !m_lookAgain)
        return SourceChange::None;
    if (!now.main.exists || (m_seen.main.exists && !now.main.isSameFile(m_seen.main)))
        return SourceChange::Replaced;

    const auto look = [&]() -> Result<SourceChange> {
        if (auto connected = connect({}, kGlance); !connected)
            return fail(std::move(connected).error());
        if (m_connection->isCut())
            return SourceChange::Replaced;
        if (m_firstLocator) {
            const auto first = printOf(*m_firstLocator);
            if (!first)
                return fail(first.error());
            const auto last = printOf(m_lastLocator);
            if (!last)
                return fail(last.error());
            if (*first != m_firstPrint || *last != m_lastPrint)
                return SourceChange::Replaced;
        }
        const auto more = hasMore();
        if (!more)
            return fail(more.error());
        return *more ? SourceChange::Appended : SourceChange::None;
    };
    auto found = look();
    const bool undisturbed = m_connection && m_connection->wasUndisturbed();
    if (!m_connection || m_connection->access() == DatabaseAccess::LiveLog)
        release();
    if (found && !undisturbed) {
        m_lookAgain = true;
        return SourceChange::None;
    }
    if (!found) {
        const ErrorCode code = found.error().code;
        if (code == ErrorCode::Locked || !undisturbed) {
            m_lookAgain = true;
            if (code == ErrorCode::Locked)
                return SourceChange::None;
        }
        if (code == ErrorCode::NotAStore || code == ErrorCode::Encrypted
            || code == ErrorCode::NotFound
            || (code == ErrorCode::Damaged && now.main.size < m_seen.main.size))
            return SourceChange::Replaced;
        return found;
    }
    m_seen = now;
    m_lookAgain = now.isFresh();
    return found;
}

} // namespace eventscope
