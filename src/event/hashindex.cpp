// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/hashindex.h"

#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

std::size_t bucketOf(std::uint64_t hash, unsigned bits)
{
    return bits == 0 ? 0 : static_cast<std::size_t>(hash >> (64 - bits));
}

} // namespace

std::shared_ptr<const HashIndex::Sealed> HashIndex::sealed() const
{
    const std::lock_guard lock(m_mutex);
    return m_sealed;
}

std::uint32_t HashIndex::sealedRows() const
{
    const auto sorted = sealed();
    return sorted ? sorted->rowCount : 0;
}

std::size_t HashIndex::bytes() const
{
    const auto sorted = sealed();
    return sorted ? (sorted->rows.capacity() + sorted->starts.capacity()) * sizeof(std::uint32_t) : 0;
}

std::vector<Row> HashIndex::rows(std::uint64_t hash, std::uint32_t rowCount) const
{
    std::vector<Row> found;
    if (hash == 0)
        return found;
    std::uint32_t tail = 0;
    if (const auto sorted = sealed()) {
        tail = std::min(sorted->rowCount, rowCount);
        const std::size_t bucket = bucketOf(hash, sorted->bits);
        const auto end = sorted->rows.begin() + sorted->starts[bucket + 1];
        auto at = std::lower_bound(sorted->rows.begin() + sorted->starts[bucket], end, hash,
                                   [&](std::uint32_t row, std::uint64_t wanted) { return m_hashes[row] < wanted; });
        for (; at != end && m_hashes[*at] == hash; ++at) {
            if (*at < rowCount)
                found.emplace_back(*at);
        }
    }
    const std::size_t chunkSize = m_hashes.chunkSize();
    while (tail < rowCount) {
        const std::size_t chunkIndex = tail / chunkSize;
        const std::size_t start = chunkIndex * chunkSize;
        const std::size_t end = std::min<std::size_t>(start + chunkSize, rowCount);
        const std::uint64_t *const chunk = m_hashes.chunk(chunkIndex);
        for (std::size_t row = tail; row < end; ++row) {
            if (chunk[row - start] == hash)
                found.emplace_back(static_cast<std::uint32_t>(row));
        }
        tail = static_cast<std::uint32_t>(end);
    }
    return found;
}

void HashIndex::seal(std::uint32_t rowCount)
{
    auto sorted = std::make_shared<Sealed>();
    sorted->rowCount = rowCount;
    // About 64 rows a bucket.
    sorted->bits = static_cast<unsigned>(std::clamp(static_cast<int>(std::bit_width(rowCount)) - 6, 0, 20));
    const unsigned bits = sorted->bits;
    sorted->starts.assign((std::size_t{1} << bits) + 1, 0);

    for (std::uint32_t row = 0; row < rowCount; ++row) {
        if (const std::uint64_t hash = m_hashes[row])
            ++sorted->starts[bucketOf(hash, bits) + 1];
    }
    for (std::size_t bucket = 1; bucket < sorted->starts.size(); ++bucket)
        sorted->starts[bucket] += sorted->starts[bucket - 1];
    sorted->rows.resize(sorted->starts.back());
    {
        std::vector<std::uint32_t> next(sorted->starts.begin(), sorted->starts.end() - 1);
        for (std::uint32_t row = 0; row < rowCount; ++row) {
            if (const std::uint64_t hash = m_hashes[row])
                sorted->rows[next[bucketOf(hash, bits)]++] = row;
        }
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
    for (std::size_t bucket = 0; bucket + 1 < sorted->starts.size(); ++bucket) {
        const std::uint32_t start = sorted->starts[bucket];
        const std::uint32_t end = sorted->starts[bucket + 1];
        keyed.clear();
        for (std::uint32_t i = start; i < end; ++i)
            keyed.emplace_back(m_hashes[sorted->rows[i]], sorted->rows[i]);
        if (std::is_sorted(keyed.begin(), keyed.end()))
            continue;
        std::sort(keyed.begin(), keyed.end());
        for (std::uint32_t i = start; i < end; ++i)
            sorted->rows[i] = keyed[i - start].second;
    }
    const std::lock_guard lock(m_mutex);
    m_sealed = std::move(sorted);
}

} // namespace eventscope
