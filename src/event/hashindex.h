// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "event/column.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace eventscope {

// Rows by a column of 64-bit hashes, four bytes a row.
//
// The rows are cut into runs of a fixed length, small enough for a core's cache, and each is sorted by hash when all its rows are
// there: while a log loads, any free thread can sort one (sealRun), and what is sorted is never touched again. A look-up asks
// every run (about 0.1 us each). Rows of the last, unfinished run that sealTail() has not seen are found by a scan of the column.
class HashIndex
{
public:
    // 2^runShift rows a run; tests use 2.
    explicit HashIndex(const Column<std::uint64_t> &hashes, unsigned runShift = 18)
        : m_hashes(hashes)
        , m_runShift(runShift)
    {}

    // Rows below `rowCount` whose hash it is, ascending. Any thread.
    std::vector<Row> rows(std::uint64_t hash, std::uint32_t rowCount) const;

    std::uint32_t runRows() const { return std::uint32_t{1} << m_runShift; }
    // Sorts a run all of whose rows are published. Any thread; each run once.
    void sealRun(std::uint32_t run);
    // Sorts the rows below `rowCount` that fill no whole run. One thread at a time.
    void sealTail(std::uint32_t rowCount);
    // All rows below this one are sorted.
    std::uint32_t sealedRows() const;
    std::size_t bytes() const;

private:
    struct Run {
        std::uint32_t first = 0;           // row
        std::uint32_t end = 0;             // row behind the last
        unsigned bucketBits = 0;           // how many of the hash, from the top, choose the bucket
        unsigned looseBits = 0;            // how many, from the bottom, the order does not heed
        std::vector<std::uint32_t> starts; // of each bucket in `rows`, and the end
        // By (hash >> looseBits, row); those without hash are left out.
        std::vector<std::uint32_t> rows;
    };
    std::shared_ptr<const Run> sorted(std::uint32_t first, std::uint32_t end) const;
    void findInRun(const Run &run, std::uint64_t hash, std::uint32_t rowCount,
                   std::vector<Row> &found) const;
    void findByScan(std::uint32_t first, std::uint32_t end, std::uint64_t hash,
                    std::vector<Row> &found) const;

    const Column<std::uint64_t> &m_hashes;
    unsigned m_runShift;
    mutable std::mutex m_mutex; // guards the lists, not the runs: those never change
    // By number; null while not sorted; once there it stays.
    std::vector<std::shared_ptr<const Run>> m_runs;
    std::shared_ptr<const Run> m_tail; // the beginning of the unfinished run
};

} // namespace eventscope
