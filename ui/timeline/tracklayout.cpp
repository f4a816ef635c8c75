// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/tracklayout.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kSamples = 24;
// Buckets of fewer events than this go into one column whole: parts of an event would show it
// twice.
constexpr std::uint32_t kShareOut = 4;

// First index at or after `from` whose column is beyond `column`. Doubling steps first: the next
// column is rarely far.
std::uint32_t firstBeyond(const TrackKeys &keys, const TimelineRange &range, int width,
                          std::uint32_t from, int column)
{
    std::uint32_t low = from;
    std::uint32_t step = 1;
    const std::uint32_t size = keys.size();
    while (step < size - low && range.column(keys.at(low + step), width) <= column) {
        low += step;
        step *= 2;
    }
    // Now low is not beyond (or is `from`), and low + step is beyond or the end.
    std::uint32_t high = step < size - low ? low + step : size;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (range.column(keys.at(middle), width) <= column)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::uint32_t saturated(double count)
{
    return static_cast<std::uint32_t>(
        std::clamp(std::round(count), 0.0,
                   static_cast<double>(std::numeric_limits<std::uint32_t>::max())));
}

// The largest few of (type, count) pairs, in ascending order of type.
template<typename Next>
void keepLargest(TrackBar &bar, const Next &next)
{
    bar.typeCount = 0;
    CountPyramid::TypeCount candidate;
    while (next(candidate)) {
        if (bar.typeCount < TrackBar::kMostTypes) {
            bar.types[bar.typeCount++] = candidate;
            continue;
        }
        auto *const least = std::min_element(bar.types.begin(), bar.types.end(),
                                             [](const auto &a, const auto &b) {
                                                 return a.count < b.count;
                                             });
        if (least->count < candidate.count)
            *least = candidate;
    }
    for (std::size_t i = 1; i < bar.typeCount; ++i) {
        for (std::size_t j = i; j > 0 && bar.types[j].type < bar.types[j - 1].type; --j)
            std::swap(bar.types[j], bar.types[j - 1]);
    }
}

} // namespace

TypeId TrackBar::dominantType() const
{
    TypeId type;
    std::uint32_t most = 0;
    for (const CountPyramid::TypeCount &share : shares()) {
        if (share.count > most) {
            most = share.count;
            type = share.type;
        }
    }
    return type;
}

TrackLayout layoutTrack(const TrackKeys &keys, const TimelineRange &range, int width, int markSize,
                        int barWidth)
{
    TrackLayout layout;
    if (keys.size() == 0 || width <= 0)
        return layout;
    const BarGrid grid(range, width, std::min(barWidth, markSize));
    // Columns outside of the view count for the distance, so that an edge does not turn a crowd
    // into marks.
    const auto columnOf = [&](std::uint32_t index) { return range.column(keys.at(index), width); };
    std::uint32_t at = firstBeyond(keys, range, width, 0, grid.leftOf(-markSize) - 1);
    while (at < keys.size()) {
        const int column = columnOf(at);
        if (column >= width + markSize)
            break;
        const int left = grid.leftOf(column);
        const std::uint32_t next = firstBeyond(keys, range, width, at, left + grid.width() - 1);
        if (next - at == 1 && (at == 0 || column - columnOf(at - 1) >= markSize)
            && (next == keys.size() || columnOf(next) - column >= markSize)) {
            if (column >= -markSize)
                layout.marks.push_back({column, at});
        } else {
            TrackBar bar;
            bar.column = left;
            bar.count = next - at;
            bar.first = at;
            layout.bars.push_back(bar);
        }
        at = next;
    }
    return layout;
}

void fillTypes(TrackLayout &layout, const std::function<TypeId(std::uint32_t)> &typeAt)
{
    for (TrackBar &bar : layout.bars) {
        const std::uint32_t samples = std::min(bar.count, kSamples);
        std::array<CountPyramid::TypeCount, kSamples> found;
        std::size_t types = 0;
        for (std::uint32_t i = 0; i < samples; ++i) {
            const auto offset = static_cast<std::uint32_t>(std::uint64_t{i} * bar.count / samples);
            const TypeId type = typeAt(bar.first + offset);
            const auto known = std::find_if(found.begin(),
                                            found.begin() + static_cast<std::ptrdiff_t>(types),
                                            [type](const auto &entry) {
                                                return entry.type == type;
                                            });
            if (known == found.begin() + static_cast<std::ptrdiff_t>(types))
                found[types++] = {type, 1};
            else
                ++known->count;
        }
        std::size_t index = 0;
        keepLargest(bar, [&](CountPyramid::TypeCount &candidate) {
            if (index == types)
                return false;
            candidate = found[index++];
            candidate.count = static_cast<std::uint32_t>(std::uint64_t{candidate.count} * bar.count
                                                         / samples);
            return true;
        });
    }
}

BarBuilder::BarBuilder(const TimelineRange &range, int width, int barWidth, std::uint32_t typeCount)
    : m_range(range)
    , m_width(width)
    , m_grid(range, width, barWidth)
    , m_byType(std::size_t{typeCount} + 1)
{}

void BarBuilder::add(std::int64_t start, std::int64_t bucketWidth,
                     std::span<const CountPyramid::TypeCount> types)
{
    std::uint64_t total = 0;
    for (const CountPyramid::TypeCount &entry : types)
        total += entry.count;
    if (total == 0)
        return;
    // Bars that are cut by an edge are whole, so that their heights stay while they leave the view.
    const int most = m_grid.leftOf(m_width - 1) + m_grid.width();
    const int least = m_grid.leftOf(0);
    const double from = m_range.toPixel(start, m_width);
    const double to = m_range.toPixel(start + bucketWidth, m_width);
    if (to <= least || from >= most)
        return;
    const int first = m_grid.leftOf(static_cast<int>(std::floor(std::max<double>(from, least))));
    if (total < kShareOut || to <= first + m_grid.width()) {
        const double middle = std::floor((from + to) / 2);
        if (middle >= least && middle < most) {
            for (const CountPyramid::TypeCount &entry : types)
                addTo(m_grid.leftOf(static_cast<int>(middle)), entry.type, entry.count);
        }
        return;
    }
    for (int left = first; left < most && left < to; left += m_grid.width()) {
        const double share = (std::min<double>(to, left + m_grid.width())
                              - std::max<double>(from, left))
                             / (to - from);
        for (const CountPyramid::TypeCount &entry : types)
            addTo(left, entry.type, share * entry.count);
    }
}

void BarBuilder::addTo(int column, TypeId type, double count)
{
    if (column != m_column) {
        // Columns never go back: a bucket shared out reaches into the first column of the next one
        // at most.
        flush();
        m_column = column;
    }
    m_total += count;
    const std::size_t slot = std::min<std::size_t>(type.value(), m_byType.size() - 1);
    if (m_byType[slot] == 0)
        m_touched.push_back(static_cast<std::uint32_t>(slot));
    m_byType[slot] += count;
}

void BarBuilder::flush()
{
    if (m_total > 0) {
        TrackBar bar;
        bar.column = m_column;
        bar.count = std::max(saturated(m_total), 1U);
        std::size_t index = 0;
        keepLargest(bar, [&](CountPyramid::TypeCount &candidate) {
            while (index < m_touched.size()) {
                const std::uint32_t slot = m_touched[index++];
                candidate = {TypeId(slot), saturated(m_byType[slot])};
                if (slot + 1 < m_byType.size() && candidate.count > 0)
                    return true;
            }
            return false;
        });
        m_bars.push_back(bar);
    }
    for (const std::uint32_t slot : m_touched)
        m_byType[slot] = 0;
    m_touched.clear();
    m_total = 0;
}

std::vector<TrackBar> BarBuilder::take()
{
    flush();
    return std::move(m_bars);
}

int markNear(const TrackLayout &layout, int column, int reach)
{
    const auto &marks = layout.marks;
    const auto after = std::lower_bound(marks.begin(), marks.end(), column,
                                        [](const TrackMark &mark, int wanted) {
                                            return mark.column < wanted;
                                        });
    auto best = marks.end();
    if (after != marks.end() && after->column - column <= reach)
        best = after;
    if (after != marks.begin() && column - std::prev(after)->column <= reach
        && (best == marks.end() || column - std::prev(after)->column < best->column - column))
        best = std::prev(after);
    return best == marks.end() ? -1 : static_cast<int>(best - marks.begin());
}

int barAt(const TrackLayout &layout, int column, int barWidth)
{
    const auto &bars = layout.bars;
    const auto after = std::upper_bound(bars.begin(), bars.end(), column,
                                        [](int wanted, const TrackBar &bar) {
                                            return wanted < bar.column;
                                        });
    if (after == bars.begin() || std::prev(after)->column + barWidth <= column)
        return -1;
    return static_cast<int>(std::prev(after) - bars.begin());
}

std::uint32_t nearestKey(const TrackKeys &keys, std::int64_t unit)
{
    std::uint32_t low = 0;
    std::uint32_t high = keys.size();
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (keys.at(middle) < unit)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == keys.size())
        return low == 0 ? 0 : low - 1;
    if (low > 0 && unit - keys.at(low - 1) <= keys.at(low) - unit)
        return low - 1;
    return low;
}

} // namespace eventscope::ui
