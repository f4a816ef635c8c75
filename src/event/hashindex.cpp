// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/hashindex.h"

#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

constexpr unsigned kBucketShift = 4; // about 16 rows a bucket, if all have a hash

std::size_t bucketOf(std::uint64_t hash, unsigned bits)
{
    return bits == 0 ? 0 : static_cast<std::size_t>(hash >> (64 - bits));
}

} // namespace

// A row is sorted as one 64-bit key: the bits of its hash below those of the bucket, as many as leave room for its place in the
// run. What does not fit (its lowest bits) is not ordered by, and compared when rows are looked up.
std::shared_ptr<const HashIndex::Run> HashIndex::sorted(std::uint32_t first,
                                                        std::uint32_t end) const
{
    auto run = std::make_shared<Run>();
    run->first = first;
    run->end = end;
    const auto width = static_cast<unsigned>(std::bit_width(end - first));
    run->bucketBits = width > kBucketShift ? std::min(width, m_runShift) - kBucketShift : 0;
    run->looseBits = m_runShift - run->bucketBits;
    const unsigned bits = run->bucketBits;
    const std::uint64_t placeMask = runRows() - 1;

    std::vector<std::uint32_t> &starts = run->starts;
    starts.assign((std::size_t{1} << bits) + 2, 0);
    for (std::uint32_t row = first; row < end; ++row) {
        if (const std::uint64_t hash = m_hashes[row])
            ++starts[bucketOf(hash, bits) + 2];
    }
    for (std::size_t bucket = 2; bucket < starts.size(); ++bucket)
        starts[bucket] += starts[bucket - 1];
    std::vector<std::uint64_t> keys(starts.back());
    // starts[b + 1] runs from the start of bucket b to its end, which is the start of the next one.
    for (std::uint32_t row = first; row < end; ++row) {
        if (const std::uint64_t hash = m_hashes[row])
            keys[starts[bucketOf(hash, bits) + 1]++] = ((hash << bits) & ~placeMask)
                                                       | (row - first);
    }
    starts.pop_back();
    run->rows.resize(keys.size());
    for (std::size_t bucket = 0; bucket + 1 < starts.size(); ++bucket) {
        std::sort(keys.begin() + starts[bucket], keys.begin() + starts[bucket + 1]);
        for (std::uint32_t i = starts[bucket]; i < starts[bucket + 1]; ++i)
            run->rows[i] = first + static_cast<std::uint32_t>(keys[i] & placeMask);
    }
    return run;
}

void HashIndex::sealRun(std::uint32_t number)
{
    auto run = sorted(number << m_runShift, (number + 1) << m_runShift);
    const std::lock_guard lock(m_mutex);
    if (number >= m_runs.size())
        m_runs.resize(number + 1);
    m_runs[number] = std::move(run);
    if (m_tail && m_tail->first == number << m_runShift)
        m_tail.reset();
}

void HashIndex::sealTail(std::uint32_t rowCount)
{
    auto tail = sorted(rowCount >> m_runShift << m_runShift, rowCount);
    const std::lock_guard lock(m_mutex);
    m_tail = std::move(tail);
}

void HashIndex::findInRun(const Run &run, std::uint64_t hash, std::uint32_t rowCount,
                          std::vector<Row> &found) const
{
    const std::size_t bucket = bucketOf(hash, run.bucketBits);
    const auto end = run.rows.begin() + run.starts[bucket + 1];
    const unsigned loose = run.looseBits;
    auto at = std::lower_bound(run.rows.begin() + run.starts[bucket], end, hash >> loose,
                               [&](std::uint32_t row, std::uint64_t wanted) {
                                   return m_hashes[row] >> loose < wanted;
                               });
    for (; at != end && *at < rowCount && m_hashes[*at] >> loose == hash >> loose; ++at) {
        if (m_hashes[*at] == hash)
            found.emplace_back(*at);
    }
}

void HashIndex::findByScan(std::uint32_t first, std::uint32_t end, std::uint64_t hash,
                           std::vector<Row> &found) const
{
    const std::size_t chunkSize = m_hashes.chunkSize();
    while (first < end) {
        const std::size_t chunkIndex = first / chunkSize;
        const std::size_t start = chunkIndex * chunkSize;
        const std::size_t stop = std::min<std::size_t>(start + chunkSize, end);
        const std::uint64_t *const chunk = m_hashes.chunk(chunkIndex);
        for (std::size_t row = first; row < stop; ++row) {
            if (chunk[row - start] == hash)
                found.emplace_back(static_cast<std::uint32_t>(row));
        }
        first = static_cast<std::uint32_t>(stop);
    }
}

std::vector<Row> HashIndex::rows(std::uint64_t hash, std::uint32_t rowCount) const
{
    std::vector<Row> found;
    if (hash == 0)
        return found;
    std::vector<const Run *> runs;
    std::shared_ptr<const Run> tail;
    {
        const std::lock_guard lock(m_mutex);
        runs.reserve(m_runs.size());
        for (const auto &run : m_runs)
            runs.push_back(run.get());
        tail = m_tail;
    }
    for (std::uint32_t first = 0, number = 0; first < rowCount; ++number) {
        const std::uint32_t end = first + std::min(runRows(), rowCount - first);
        if (number < runs.size() && runs[number]) {
            findInRun(*runs[number], hash, rowCount, found);
        } else if (tail && tail->first == first) {
            findInRun(*tail, hash, rowCount, found);
            findByScan(tail->end, end, hash, found);
        } else {
            findByScan(first, end, hash, found);
        }
        first = end;
    }
    return found;
}

std::uint32_t HashIndex::sealedRows() const
{
    const std::lock_guard lock(m_mutex);
    std::uint32_t number = 0;
    while (number < m_runs.size() && m_runs[number])
        ++number;
    const std::uint32_t first = number << m_runShift;
    return m_tail && m_tail->first == first ? m_tail->end : first;
}

std::size_t HashIndex::bytes() const
{
    const auto bytesOf = [](const Run &run) {
        return (run.rows.capacity() + run.starts.capacity()) * sizeof(std::uint32_t);
    };
    const std::lock_guard lock(m_mutex);
    std::size_t sum = m_tail ? bytesOf(*m_tail) : 0;
    for (const auto &run : m_runs)
        sum += run ? bytesOf(*run) : 0;
    return sum;
}

} // namespace eventscope
