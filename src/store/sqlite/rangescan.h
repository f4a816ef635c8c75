// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/record.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/eventquery.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace eventscope {

// Reads ranges of row ids on several threads, each with a connection of its own: stepping over rows is what opening a large store
// spends its time on. Ranges are handed in and come back in the same order.
class RangeScan
{
public:
    struct Range {
        std::int64_t from = 0;
        std::int64_t to = 0;   // inclusive
        std::int64_t next = 0; // the least that was not read; only if !complete
        bool complete = false; // false: the batch was full or the time was over before the end
        std::unique_ptr<RecordBatch> batch; // positions that are counted begin with 1 in each
        std::optional<Error> error;         // why the batch ends early
    };

    // A batch takes at most `batchSize` events. The token ends all work soon.
    RangeScan(std::shared_ptr<const SqliteDatabase> database,
              std::shared_ptr<const EventQuery> query, std::size_t threads, std::size_t batchSize,
              std::stop_token stop);
    ~RangeScan();
    RangeScan(const RangeScan &) = delete;
    RangeScan &operator=(const RangeScan &) = delete;

    void add(Range range);
    // In front of all that were added: the rest of the one that was taken last.
    void addRest(Range range);
    std::size_t waiting() const { return m_added - m_taken; } // added and not taken
    // The oldest range that was not taken yet; waits for it.
    Range take();

private:
    struct Work {
        Range range;
        bool done = false;
    };
    class Worker;
    void add(Range range, bool first);
    void run();

    std::shared_ptr<const SqliteDatabase> m_database;
    std::shared_ptr<const EventQuery> m_query;
    std::size_t m_batchSize;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_forward;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<Work>> m_work; // in order, until they are taken
    std::deque<std::shared_ptr<Work>> m_todo;
    bool m_closed = false;
    std::size_t m_added = 0; // caller's thread
    std::size_t m_taken = 0;
    std::vector<std::thread> m_threads; // last: they start when everything above is there
};

} // namespace eventscope
