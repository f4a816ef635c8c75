// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/pyramid.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr unsigned kShiftStep = 2;
constexpr std::size_t kTopBuckets = 256; // a level this small needs no coarser one
constexpr unsigned kMaxShift = 60;

} // namespace

CountPyramid::CountPyramid(unsigned firstShift, std::size_t maxBuckets)
    : m_maxBuckets(std::max<std::size_t>(maxBuckets, 2))
{
    m_levels.emplace_back().shift = firstShift;
}

CountPyramid::Cell &CountPyramid::cellFor(Level &level, std::int64_t index)
{
    if (!level.cells.empty()) {
        if (level.cells[level.last].index == index)
            return level.cells[level.last];
        if (level.sorted && index < level.cells.back().index) {
            // A key below the newest one: find its cell, and if there is none go over to the map.
            const auto at = std::lower_bound(level.cells.begin(), level.cells.end(), index,
                                             [](const Cell &cell, std::int64_t wanted) { return cell.index < wanted; });
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
            const auto [place, isNew] = level.places.try_emplace(index, static_cast<std::uint32_t>(level.cells.size()));
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
    for (TypeCount &known : cell.types) {
        if (known.type == delta.type) {
            known.count += delta.count;
            return;
        }
    }
    cell.types.push_back({delta.type, delta.count});
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

CountPyramid::Level CountPyramid::coarser(const Level &level)
{
    Level next;
    next.shift = level.shift + kShiftStep;
    for (const Cell &cell : level.cells) {
        for (const TypeCount &known : cell.types)
            addTo(next, {cell.index >> kShiftStep, known.type, known.count});
    }
    return next;
}

void CountPyramid::sum(std::span<const Delta> deltas, unsigned shift, std::vector<Delta> &sums)
{
    sums.clear();
    for (std::size_t i = 0; i < deltas.size();) {
        const std::int64_t index = deltas[i].index >> shift;
        for (; i < deltas.size() && deltas[i].index >> shift == index; ++i) {
            const TypeId type = deltas[i].type;
            if (type.value() >= m_typeSums.size())
                m_typeSums.resize(type.value() + 1);
            if (m_typeSums[type.value()] == 0)
                m_typesSeen.push_back(type);
            m_typeSums[type.value()] += deltas[i].count;
        }
        for (const TypeId type : m_typesSeen)
            sums.push_back({index, type, std::exchange(m_typeSums[type.value()], 0)});
        m_typesSeen.clear();
    }
}

void CountPyramid::add(std::span<const Entry> entries)
{
    const std::lock_guard lock(m_mutex);
    m_sums.clear();
    for (const Entry &entry : entries)
        m_sums.push_back({entry.key, entry.type, 1});
    unsigned done = 0; // shift of the indices in m_sums
    for (Level &level : m_levels) {
        std::swap(m_deltas, m_sums);
        sum(m_deltas, level.shift - done, m_sums);
        done = level.shift;
        for (const Delta &delta : m_sums)
            addTo(level, delta);
    }
    while (m_levels.back().cells.size() > kTopBuckets && m_levels.back().shift < kMaxShift)
        m_levels.push_back(coarser(m_levels.back()));
    while (m_levels.front().cells.size() > m_maxBuckets && m_levels.size() > 1)
        m_levels.erase(m_levels.begin());
}

std::int64_t CountPyramid::finestWidth() const
{
    const std::lock_guard lock(m_mutex);
    return std::int64_t{1} << m_levels.front().shift;
}

void CountPyramid::visit(std::int64_t from, std::int64_t to, std::int64_t maxWidth, const Visitor &visitor) const
{
    const std::lock_guard lock(m_mutex);
    Level *chosen = &m_levels.front();
    for (Level &level : m_levels) {
        if ((std::int64_t{1} << level.shift) <= maxWidth)
            chosen = &level;
    }
    sort(*chosen);
    const std::int64_t first = from >> chosen->shift;
    auto at = std::lower_bound(chosen->cells.begin(), chosen->cells.end(), first,
                               [](const Cell &cell, std::int64_t wanted) { return cell.index < wanted; });
    for (; at != chosen->cells.end(); ++at) {
        Bucket bucket;
        bucket.start = at->index * (std::int64_t{1} << chosen->shift);
        if (bucket.start >= to)
            break;
        bucket.width = std::int64_t{1} << chosen->shift;
        bucket.total = at->total;
        bucket.types = at->types;
        visitor(bucket);
    }
}

std::size_t CountPyramid::bytes() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t sum = 0;
    for (const Level &level : m_levels) {
        sum += level.cells.capacity() * sizeof(Cell) + level.places.size() * 40;
        for (const Cell &cell : level.cells)
            sum += cell.types.capacity() * sizeof(TypeCount);
    }
    return sum;
}

} // namespace eventscope
