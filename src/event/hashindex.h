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

// Rows by a column of 64-bit hashes, four bytes a row. seal() sorts the rows by hash (a counting pass over the hash's top bits, then
// a sort of each small bucket); rows that came later are found by a scan of the column until the next seal (10 ms for
// ten million). One thread seals; any thread looks up.
class HashIndex
{
public:
    explicit HashIndex(const Column<std::uint64_t> &hashes)
        : m_hashes(hashes)
    {}

    // Rows below `rowCount` whose hash it is, ascending.
    std::vector<Row> rows(std::uint64_t hash, std::uint32_t rowCount) const;
    void seal(std::uint32_t rowCount);
    std::uint32_t sealedRows() const;
    std::size_t bytes() const;

private:
    struct Sealed {
        std::uint32_t rowCount = 0;
        unsigned bits = 0;                 // of the hash that choose the bucket
        std::vector<std::uint32_t> starts; // of each bucket in `rows`, and the end
        std::vector<std::uint32_t> rows;   // sorted by (hash, row) within a bucket
    };
    std::shared_ptr<const Sealed> sealed() const;

    const Column<std::uint64_t> &m_hashes;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Sealed> m_sealed; // guarded by m_mutex; what it points to never changes
};

} // namespace eventscope
