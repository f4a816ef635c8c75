// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rangescan.h"

#include "store/sqlite/rangerows.h"
#include "store/sqlite/sqlitescan.h"

#include <utility>

namespace eventscope {

namespace {} // namespace

// The connection of one thread.
class RangeScan::Worker
{
public:
    Worker(const SqliteDatabase &database, const EventQuery &query, std::size_t batchSize,
           std::stop_token stop)
        : m_plan(query.plan)
        , m_batchSize(batchSize)
        , m_rows(database, query, query.plan.scanColumns(), 0, std::move(stop))
    {}

    void read(Range &range)
    {
        for (int i = 0; i < SqliteConnection::kMostDisturbances; ++i) {
            range.batch->clear();
            range.error.reset();
            range.complete = false;
            range.next = range.from;
            const auto rows = m_rows.select(range.from, range.to);
            if (!rows) {
                range.error = rows.error();
                return;
            }
            fill(range, *rows);
            if (m_rows.connection().wasUndisturbed())
                return;
        }
    }

private:
    void fill(Range &range, sqlite3_stmt *row)
    {
        const RowPlan &plan = m_plan;
        RecordBatch &batch = *range.batch;
        TransactionClock clock;
        std::size_t bytes = 0;
        int code = SQLITE_ROW;
        while (plan.rowsIn(batch) < m_batchSize && bytes < kBatchBytes && !clock.isOver()) {
            code = sqlite3_step(row);
            if (code != SQLITE_ROW)
                break;
            const std::int64_t key = sqlite3_column_int64(row, 0);
            bytes += plan.scan(row, 1, static_cast<std::uint64_t>(key),
                               static_cast<std::int64_t>(plan.rowsIn(batch)) + 1, batch, m_scratch);
            range.complete = key == range.to;
            range.next = range.complete ? key : key + 1;
            if (range.complete)
                break;
        }
        sqlite3_reset(row);
        if (code == SQLITE_DONE)
            range.complete = true;
        else if (code != SQLITE_ROW)
            range.error = m_rows.connection().error(code);
    }

    const RowPlan &m_plan;
    std::size_t m_batchSize;
    RangeRows m_rows;
    RowPlan::Scratch m_scratch;
};

RangeScan::RangeScan(std::shared_ptr<const SqliteDatabase> database,
                     std::shared_ptr<const EventQuery> query, std::size_t threads,
                     std::size_t batchSize, std::stop_token stop)
    : m_database(std::move(database))
    , m_query(std::move(query))
    , m_batchSize(batchSize)
    , m_forward(std::move(stop), [this] { m_stop.request_stop(); })
{
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { run(); });
}

RangeScan::~RangeScan()
{
    m_stop.request_stop();
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void RangeScan::add(Range range)
{
    add(std::move(range), false);
}

void RangeScan::addRest(Range range)
{
    add(std::move(range), true);
}

void RangeScan::add(Range range, bool first)
{
    auto work = std::make_shared<Work>();
    work->range = std::move(range);
    {
        const std::lock_guard lock(m_mutex);
        m_work.insert(first ? m_work.begin() : m_work.end(), work);
        m_todo.insert(first ? m_todo.begin() : m_todo.end(), std::move(work));
    }
    ++m_added;
    m_changed.notify_all();
}

RangeScan::Range RangeScan::take()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_work.front()->done; });
    const auto work = std::move(m_work.front());
    m_work.pop_front();
    ++m_taken;
    return std::move(work->range);
}

void RangeScan::run()
{
    Worker worker(*m_database, *m_query, m_batchSize, m_stop.get_token());
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_closed || !m_todo.empty(); });
        if (m_closed)
            return;
        const auto work = std::move(m_todo.front());
        m_todo.pop_front();
        lock.unlock();
        worker.read(work->range);
        lock.lock();
        work->done = true;
        m_changed.notify_all();
    }
}

} // namespace eventscope
