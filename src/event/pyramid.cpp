// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/pyramid.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

constexpr unsigned kShiftStep = 2;
constexpr std::size_t kTopBuckets = 256; // a level this small needs no coarser one
constexpr unsigned kMaxShift = 60;
constexpr std::size_t kFoldedAtOnce = 2'048; // buckets

} // namespace

CountPyramid::CountPyramid(unsigned firstShift, std::size_t maxBuckets)
    : m_maxBuckets(std::max<std::size_t>(maxBuckets, 2))
{
    m_levels.emplace_back().shift = firstShift;
    m_shift = firstShift;
}

CountPyramid::Cell &CountPyramid::cellFor(Level &level, std::int64_t index)
{
    if (!level.cells.empty()) {
        if (level.cells[level.last].index == index)
            return level.cells[level.last];
        if (level.sorted && index < level.cells.back().index) {
            // A key below the newest one: find its cell, and if there is none go over to the map.
            const auto at = std::lower_bound(level.cells.begin(), level.cells.end(), index,
                                             [](const Cell &cell, std::int64_t wanted) {
                                                 return cell.index < wanted;
                                             });
            if (at->index == index) {
                level.last = static_cast<std::uint32_t>(at - level.cells.begin());
                return *at;
            }
            level.sorted = false;
            level.places.clear();
            for (std::uint32_t i = 0; i < level.cells.size(); ++i)
                level.places.emplace(level.cells[i].index, i);
        } else if (level.sorted && index == level.cells.back().index) {
            level.last = static_cast<std::uint32_t>(level.cells.size() - 1);
            return level.cells.back();
        }
        if (!level.sorted) {
            const auto [place, isNew] = level.places.try_emplace(index, static_cast<std::uint32_t>(
                                                                            level.cells.size()));
            level.last = place->second;
            if (!isNew)
                return level.cells[level.last];
        }
    }
    level.last = static_cast<std::uint32_t>(level.cells.size());
    level.cells.emplace_back().index = index;
    return level.cells.back();
}

void CountPyramid::addTo(Level &level, const Delta &delta)
{
    Cell &cell = cellFor(level, delta.index);
    cell.total += delta.count;
    for (std::uint32_t i = cell.types; i < cell.types + cell.count; ++i) {
        if (level.types[i].type == delta.type) {
            level.types[i].count += delta.count;
            return;
        }
    }
    if (cell.count == cell.room) {
        // The newest cell's list is the last one and grows in place; another moves to the end with room for as many again.
        if (cell.types + cell.room != level.types.size()) {
            const std::uint32_t old = cell.types;
            cell.types = static_cast<std::uint32_t>(level.types.size());
            cell.room = cell.count * 2;
            level.types.resize(level.types.size() + cell.room);
            std::copy_n(level.types.begin() + old, cell.count, level.types.begin() + cell.types);
        }
        if (cell.count == cell.room) {
            level.types.emplace_back();
            ++cell.room;
        }
    }
    level.types[cell.types + cell.count++] = {delta.type, delta.count};
}

void CountPyramid::sort(Level &level)
{
    if (level.sorted)
        return;
    std::sort(level.cells.begin(), level.cells.end(),
              [](const Cell &a, const Cell &b) { return a.index < b.index; });
    level.places.clear();
    level.sorted = true;
    level.last = static_cast<std::uint32_t>(level.cells.empty() ? 0 : level.cells.size() - 1);
}

// Replaces the cells of `to` from `firstIndex` (one of its own) on by what `from` holds there. Both are sorted.
void CountPyramid::fold(const Level &from, Level &to, std::int64_t firstIndex)
{
    const auto below = [](const Cell &cell, std::int64_t wanted) { return cell.index < wanted; };
    const auto stale = std::lower_bound(to.cells.begin(), to.cells.end(), firstIndex, below);
    if (stale != to.cells.end()) {
        to.types.resize(stale->types); // folding lays the lists in the order of the cells
        to.cells.erase(stale, to.cells.end());
    }
    to.last = 0;
    const unsigned step = to.shift - from.shift;
    auto cell = std::lower_bound(from.cells.begin(), from.cells.end(),
                                 firstIndex * (std::int64_t{1} << step), below);
    for (; cell != from.cells.end(); ++cell) {
        for (std::uint32_t i = cell->types; i < cell->types + cell->count; ++i)
            addTo(to, {cell->index >> step, from.types[i].type, from.types[i].count});
    }
}

// How many cells a sorted level would have at a coarser shift.
std::size_t CountPyramid::cellsAt(const Level &level, unsigned shift)
{
    const unsigned step = shift - level.shift;
    std::size_t count = 0;
    for (std::size_t i = 0; i < level.cells.size(); ++i)
        count += i == 0 || level.cells[i].index >> step != level.cells[i - 1].index >> step ? 1 : 0;
    return count;
}

// Readers are let in meanwhile, so that nobody who paints waits for this: they change nothing in a level that is sorted.
void CountPyramid::coarsenFinest()
{
    const Level *sorted = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        sort(m_levels.front());
        sorted = &m_levels.front();
    }
    const Level &finest = *sorted;
    Level coarser;
    coarser.shift = finest.shift + kShiftStep;
    while (coarser.shift < kMaxShift && cellsAt(finest, coarser.shift) > m_maxBuckets / 2)
        coarser.shift += kShiftStep;
    fold(finest, coarser, std::numeric_limits<std::int64_t>::min() >> coarser.shift);
    m_shift = coarser.shift;
    std::deque<Level> levels; // the old ones end after the lock
    levels.push_back(std::move(coarser));
    foldUp(levels, std::numeric_limits<std::int64_t>::min());
    const std::lock_guard lock(m_mutex);
    levels.swap(m_levels);
    m_changedFrom.reset();
}

// Brings every level up to the finest one, which is sorted. from: the smallest index of the finest that the others do not know.
void CountPyramid::foldUp(std::deque<Level> &levels, std::int64_t from)
{
    for (std::size_t i = 0;; ++i) {
        from >>= kShiftStep;
        if (i + 1 == levels.size()) {
            if (levels[i].cells.size() <= kTopBuckets || levels[i].shift + kShiftStep > kMaxShift)
                break;
            Level next;
            next.shift = levels[i].shift + kShiftStep;
            levels.push_back(std::move(next));
            from = std::numeric_limits<std::int64_t>::min()
                   >> kShiftStep; // a new level knows nothing yet
        }
        fold(levels[i], levels[i + 1], from);
    }
}

void CountPyramid::foldChanged() const
{
    sort(m_levels.front());
    if (!m_changedFrom)
        return;
    foldUp(m_levels, *m_changedFrom);
    m_changedFrom.reset();
}

// Sums neighbours of the same bucket into m_sums.
void CountPyramid::sum(std::span<const Entry> entries, unsigned shift)
{
    m_sums.clear();
    for (std::size_t i = 0; i < entries.size();) {
        const std::int64_t index = entries[i].key >> shift;
        for (; i < entries.size() && entries[i].key >> shift == index; ++i) {
            const TypeId type = entries[i].type;
            if (type.value() >= m_typeSums.size())
                m_typeSums.resize(type.value() + 1);
            if (m_typeSums[type.value()]++ == 0)
                m_typesSeen.push_back(type);
        }
        for (const TypeId type : m_typesSeen)
            m_sums.push_back({index, type, std::exchange(m_typeSums[type.value()], 0)});
        m_typesSeen.clear();
    }
}

void CountPyramid::add(std::span<const Entry> entries)
{
    sum(entries, m_shift);
    bool isFull = false;
    {
        const std::lock_guard lock(m_mutex);
        Level &finest = m_levels.front();
        for (const Delta &delta : m_sums) {
            addTo(finest, delta);
            m_changedFrom = std::min(m_changedFrom.value_or(delta.index), delta.index);
        }
        isFull = finest.cells.size() > m_maxBuckets && m_shift + kShiftStep <= kMaxShift;
        // What comes in order is folded here, a little at a time, so that nobody who paints has to.
        if (finest.sorted && !isFull && m_changedFrom
            && (finest.cells.size() <= kFoldedAtOnce
                || finest.cells[finest.cells.size() - kFoldedAtOnce].index <= *m_changedFrom))
            foldChanged();
    }
    if (isFull)
        coarsenFinest();
}

std::int64_t CountPyramid::finestWidth() const
{
    const std::lock_guard lock(m_mutex);
    return std::int64_t{1} << m_levels.front().shift;
}

void CountPyramid::visit(std::int64_t from, std::int64_t to, std::int64_t maxWidth,
                         const Visitor &visitor) const
{
    if (from >= to)
        return;
    const std::lock_guard lock(m_mutex);
    foldChanged();
    const Level *chosen = &m_levels.front();
    for (const Level &level : m_levels) {
        if ((std::int64_t{1} << level.shift) <= maxWidth)
            chosen = &level;
    }
    const std::int64_t first = from >> chosen->shift;
    auto at = std::lower_bound(chosen->cells.begin(), chosen->cells.end(), first,
                               [](const Cell &cell, std::int64_t wanted) {
                                   return cell.index < wanted;
                               });
    for (; at != chosen->cells.end(); ++at) {
        Bucket bucket;
        bucket.start = at->index * (std::int64_t{1} << chosen->shift);
        if (bucket.start >= to)
            break;
        bucket.width = std::int64_t{1} << chosen->shift;
        bucket.total = at->total;
        bucket.types = std::span(chosen->types).subspan(at->types, at->count);
        visitor(bucket);
    }
}

std::size_t CountPyramid::bytes() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t sum = 0;
    for (const Level &level : m_levels) {
        sum += level.cells.capacity() * sizeof(Cell) + level.types.capacity() * sizeof(TypeCount)
               + level.places.size() * 40;
    }
    return sum;
}

} // namespace eventscope
