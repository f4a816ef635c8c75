// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/source.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/eventquery.h"
#include "store/sqlite/rowlist.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Delivers the events of a database in their order, and notices what comes after. Belongs to one thread.
//
// A table that is large is read by several threads, a range of row ids each (see RangeScan), from the second batch on.
//
// Every batch is a read transaction of its own, at most kTransaction long, so that the owner can checkpoint its write-ahead log; the
// next one begins behind the last key. Where bytes are read without a lock (see DatabaseAccess), a batch during which
// the file changed is thrown away and read again. Where a write-ahead log is live, no connection stays open while there is nothing to
// read: the last one to close tidies the log up, and that has to be its owner.
class SqliteScan
{
public:
    struct BatchSizes {
        std::size_t first = 512;
        std::size_t others = 4096;
        std::size_t keptBytes = std::size_t{256} << 20; // see RowList
    };

    SqliteScan(std::shared_ptr<const SqliteDatabase> database,
               std::shared_ptr<const EventQuery> query, std::shared_ptr<KeyTable> keys,
               BatchSizes sizes);

    // The same as those of RecordSource.
    Result<void> scan(BatchSink &sink, std::stop_token stop);
    Result<SourceChange> change();
    std::uint64_t progressTotal() const { return m_progressTotal; }

    // How many rows there may be, as far as that costs nothing.
    Result<void> measure(const SqliteConnection &connection);

private:
    Result<void> connect(std::stop_token stop,
                         std::chrono::milliseconds patience = std::chrono::seconds(5));
    void release();
    Result<void> scanInOrder(BatchSink &sink, std::stop_token stop);
    Result<void> scanRanges(BatchSink &sink, std::stop_token stop, std::size_t threads);
    std::size_t threadsForRanges() const;
    Result<void> scanListed(BatchSink &sink, std::stop_token stop);
    Result<bool> fillInOrder(RecordBatch &batch);
    Result<bool> fillListed(RecordBatch &batch);
    std::size_t batchSize() const { return m_delivered == 0 ? m_sizes.first : m_sizes.others; }
    void deliver(BatchSink &sink, std::unique_ptr<RecordBatch> batch);
    Result<void> remember();
    Result<sqlite3_stmt *> rowStatement(std::size_t table);
    Result<std::string> printOf(std::uint64_t locator);
    Result<bool> hasMore();

    std::shared_ptr<const SqliteDatabase> m_database;
    std::shared_ptr<const EventQuery> m_query;
    std::shared_ptr<KeyTable> m_keys;
    BatchSizes m_sizes;

    std::unique_ptr<SqliteConnection> m_connection;
    SqliteStatement m_statement;                  // rows from a key on
    std::vector<SqliteStatement> m_rowStatements; // the row of a key, by table
    RowPlan::Scratch m_scratch;
    std::int64_t m_nextRow;      // InOrder: the least that is still to be read
    bool m_rowsEnded = false;    // the largest possible row was read
    std::int64_t m_firstRow = 0; // of the table, for progress
    std::uint64_t m_delivered = 0;
    std::uint64_t m_inBatch = 0; // events of the batch that is being filled
    RowList m_list;              // waiting from m_fetched on
    std::size_t m_fetched = 0;
    std::uint64_t m_progressTotal = 0;

    // What shows that the file still is the one that was read.
    std::optional<std::uint64_t> m_firstLocator;
    std::uint64_t m_lastLocator = 0;
    std::string m_firstPrint;
    std::string m_lastPrint;
    DatabaseStamp m_seen;
    bool m_lookAgain = false; // the last change was so fresh that another may hide behind it
};

// Longest read transaction, in milliseconds; a batch is checked against it every few rows.
inline constexpr int kTransactionMs = 50;
// Of texts, after which a batch is full: what a few batches hold together should stay in the processor's caches.
inline constexpr std::size_t kBatchBytes = 2 << 20;

// The end of a transaction's time.
class TransactionClock
{
public:
    // To be asked once a row.
    bool isOver() { return ++m_rows % 32 == 0 && std::chrono::steady_clock::now() > m_end; }

private:
    std::chrono::steady_clock::time_point m_end = std::chrono::steady_clock::now()
                                                  + std::chrono::milliseconds(kTransactionMs);
    unsigned m_rows = 0;
};

} // namespace eventscope
