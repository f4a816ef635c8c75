// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace eventscope {

// Counts of events by type over an axis (microseconds, or rows), at several resolutions, so that a view of any range costs a few
// thousand buckets however many events it holds.
//
// The finest level has buckets of 2^shift units, kept only where there are events; every further level is four times coarser. When the
// finest one passes `maxBuckets` it is folded into a coarser one that takes its place, so outliers (a time in year 1) cost one bucket
// and not the resolution of the rest. Adding touches the finest level alone, with a batch first summed up by bucket and type; the others
// are folded out of it when somebody visits, from the first bucket that has changed. One writer adds; any thread visits. The writer holds the lock only for
// what it changes, as it may have to give way to other threads while whoever paints waits for it.
class CountPyramid
{
public:
    struct TypeCount {
        TypeId type;
        std::uint32_t count = 0;
    };
    struct Bucket {
        std::int64_t start = 0; // of its range on the axis
        std::int64_t width = 0;
        std::uint32_t total = 0;
        std::span<const TypeCount> types; // in order of first appearance
    };
    using Visitor = std::function<void(const Bucket &)>;

    explicit CountPyramid(unsigned firstShift, std::size_t maxBuckets = 32'768);

    struct Entry {
        std::int64_t key;
        TypeId type;
    };
    void add(std::span<const Entry> entries); // writer only

    // Width of the finest buckets.
    std::int64_t finestWidth() const;

    // Visits, in ascending order, the buckets that touch [from, to), of the coarsest level whose buckets are not wider than `maxWidth`;
    // of the finest level if none is as fine. The visitor must not call the pyramid.
    void visit(std::int64_t from, std::int64_t to, std::int64_t maxWidth,
               const Visitor &visitor) const;

    std::size_t bytes() const;

private:
    struct Cell {
        std::int64_t index = 0; // floor(key / width)
        std::uint32_t total = 0;
        std::uint32_t types = 0; // place of the first in Level::types
        std::uint32_t count = 0; // of types
        std::uint32_t room = 0;  // for types, before they have to move
    };
    struct Level {
        unsigned shift = 0;
        std::vector<Cell> cells;
        // Those of all cells: one allocation for thousands of small lists.
        std::vector<TypeCount> types;
        // Index -> cell, only while cells came out of order.
        std::unordered_map<std::int64_t, std::uint32_t> places;
        bool sorted = true;
        std::uint32_t last = 0; // cell of the newest event
    };
    // What a batch adds to one bucket of one type.
    struct Delta {
        std::int64_t index;
        TypeId type;
        std::uint32_t count;
    };
    void sum(std::span<const Entry> entries, unsigned shift);
    static void addTo(Level &level, const Delta &delta);
    static Cell &cellFor(Level &level, std::int64_t index);
    static void sort(Level &level);
    static void fold(const Level &from, Level &to, std::int64_t firstIndex);
    static std::size_t cellsAt(const Level &level, unsigned shift);
    static void foldUp(std::deque<Level> &levels, std::int64_t from);
    void coarsenFinest();
    void foldChanged() const;

    std::size_t m_maxBuckets;
    mutable std::mutex m_mutex;
    // Finest first; the others are folded by the writer while keys come in order, else by who reads. They stay where they are when one is added.
    mutable std::deque<Level> m_levels;
    // Smallest index of the finest level that the others do not know yet.
    mutable std::optional<std::int64_t> m_changedFrom;

    // Writer's own, the sums kept for their memory.
    unsigned m_shift = 0; // of the finest level
    std::vector<Delta> m_sums;
    std::vector<std::uint32_t> m_typeSums; // by type, all 0 between calls
    std::vector<TypeId> m_typesSeen;
};

} // namespace eventscope
