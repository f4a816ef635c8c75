// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "event/log.h"
#include "query/columntest.h"
#include "query/filter.h"
#include "query/needles.h"
#include "query/payloadtest.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// One run of a filter over rows of a log.
//
// The rows are cut into blocks, and the cores take the next block each until none is left. In a block, the columns decide what they can;
// of the rows that stay open, the source names those that contain a needle, and these are read and decided exactly. Where the needle is
// no rarity it may be quicker to read all of them: both ways are timed, and the quicker one is taken. A block's matches are
// handed out as soon as every block before it is done.
class Search
{
public:
    Search(const ParsedFilter &filter, const EventLog &log, const Filter::ReaderFactory &readers,
           const Filter::Found &found, Progress *progress);

    Result<std::vector<Row>> run(Row begin, Row end, std::stop_token stop);

private:
    struct Worker;
    // A way to decide rows, and what it has cost so far.
    struct Way {
        bool byNeedles = false;
        std::atomic<std::uint64_t> nanoseconds{0};
        std::atomic<std::uint64_t> rows{0};
        bool isKnown() const { return rows.load(std::memory_order_relaxed) > 0; }
        double cost() const;
    };

    void work(const ColumnTest &columns, const std::stop_token &stop);
    Result<void> searchBlock(Worker &worker, Row begin, std::uint32_t count,
                             std::vector<Row> &matches);
    Result<void> searchPayloads(Worker &worker, const std::vector<Row> &undecided,
                                std::vector<Row> &matches);
    Way &quickerWay();
    Result<void> decide(Worker &worker, Way &way, std::span<const Row> rows,
                        std::vector<Row> &matches);
    Result<void> readPayloads(Worker &worker, std::span<const Row> rows, std::vector<Row> &matches);
    Result<void> readRecords(Worker &worker, std::span<const Row> rows, std::vector<Row> &matches);
    Result<std::vector<Row>> withNeedle(Worker &worker, std::span<const Row> rows);
    void handOut(std::uint32_t block, std::vector<Row> matches);
    void giveUp(Error error);

    const ParsedFilter &m_filter;
    const EventLog &m_log;
    const Filter::ReaderFactory &m_readers;
    const Filter::Found &m_found;
    Progress *m_progress;
    std::vector<std::string> m_needles;
    bool m_withMetadata = false;
    bool m_needsRecords = false; // conditions on the text of ids
    std::uint32_t m_begin = 0;
    std::uint32_t m_end = 0;
    std::uint32_t m_blockCount = 0;
    std::atomic<std::uint32_t> m_nextBlock{0};
    Way m_byNeedles{true};
    Way m_byReading{false};
    std::atomic<std::uint64_t> m_candidates{0}; // of the rows of m_byNeedles
    std::stop_source m_stop;                    // set by the caller's token, or when a worker fails

    std::mutex m_readersMutex;
    std::mutex m_mutex;                                  // guards what follows
    std::map<std::uint32_t, std::vector<Row>> m_waiting; // done, but a block before it is not
    std::uint32_t m_handedOut = 0;                       // blocks
    std::vector<Row> m_rows;
    std::optional<Error> m_error;
};

} // namespace eventscope
