// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "timeline/timelinerange.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace eventscope::ui {

// What a lane shows at some zoom: a mark for each event that has room for one, elsewhere bars side
// by side. Pure geometry; whoever paints asks the log for names and the theme for colours.
struct TrackMark {
    int column = 0;          // of its centre
    std::uint32_t index = 0; // of the event among the track's keys
    bool operator==(const TrackMark &) const = default;
};

struct TrackBar {
    static constexpr std::size_t kMostTypes = 3;
    int column = 0;          // its leftmost; BarGrid::width() columns belong to it
    std::uint32_t count = 0; // events in it, at least 1
    std::uint32_t first = 0; // index of the first of them; 0 in bars made from a pyramid
    // The types with the most events, in ascending order of their ids, so that neighbours stack
    // alike; the rest of `count` is of others. In long bars they are measured on a sample.
    std::array<CountPyramid::TypeCount, kMostTypes> types{};
    std::uint8_t typeCount = 0;

    std::span<const CountPyramid::TypeCount> shares() const { return {types.data(), typeCount}; }
    TypeId dominantType() const;
};

struct TrackLayout {
    std::vector<TrackMark> marks; // ascending columns
    std::vector<TrackBar> bars;   // ascending columns
};

// Where bars stand: side by side over the columns of a view, at places that belong to the axis and
// not to the view, so that a bar keeps its events while the view is panned by whole pixels.
class BarGrid
{
public:
    BarGrid(const TimelineRange &range, int viewWidth, int barWidth)
        : m_width(std::max(barWidth, 1))
        , m_phase(static_cast<int>(
              std::llround(std::fmod(static_cast<double>(range.placeOf(range.start()))
                                         / range.scale(viewWidth),
                                     m_width))
              % m_width))
    {
        if (m_phase < 0)
            m_phase += m_width;
    }
    int width() const { return m_width; }
    // The leftmost column of the bar that holds the column.
    int leftOf(int column) const
    {
        const int shifted = column + m_phase;
        return (shifted >= 0 ? shifted / m_width : (shifted + 1) / m_width - 1) * m_width - m_phase;
    }

private:
    int m_width;
    int m_phase;
};

// Ascending places of a track's events on the axis: times, or rows.
class TrackKeys
{
public:
    TrackKeys() = default;
    explicit TrackKeys(std::span<const std::int64_t> times)
        : m_times(times.data())
        , m_size(static_cast<std::uint32_t>(times.size()))
    {}
    explicit TrackKeys(std::span<const Row> rows)
        : m_rows(rows.data())
        , m_size(static_cast<std::uint32_t>(rows.size()))
    {}
    // The first rows of the log: their times (all of them have one, and they ascend), or the rows
    // themselves.
    static TrackKeys ofLog(const EventLog &log, AxisMode mode, std::uint32_t rowCount)
    {
        TrackKeys keys;
        keys.m_log = mode == AxisMode::Time ? &log : nullptr;
        keys.m_size = rowCount;
        return keys;
    }

    std::uint32_t size() const { return m_size; }
    std::int64_t at(std::uint32_t index) const
    {
        if (m_times)
            return m_times[index];
        if (m_log)
            return m_log->time(Row(index)).micros;
        return unitsOfRow(m_rows ? m_rows[index] : Row(index));
    }

private:
    const std::int64_t *m_times = nullptr;
    const Row *m_rows = nullptr;
    const EventLog *m_log = nullptr;
    std::uint32_t m_size = 0;
};

// Lays out columns [-markSize, width + markSize), so that marks cut by the edges are there, and a
// mark does not become a bar while the view is panned by whole pixels. Marks stand at least
// `markSize` columns from every other event; bars are no wider than that. Hops from bar to bar with
// searches in the keys: the cost grows with the width, not with the events.
TrackLayout layoutTrack(const TrackKeys &keys, const TimelineRange &range, int width, int markSize,
                        int barWidth);

// Sets the types of the bars; `typeAt` gives that of the event with the index. At most some dozen
// calls a bar.
void fillTypes(TrackLayout &layout, const std::function<TypeId(std::uint32_t index)> &typeAt);

// Makes bars from buckets of counts that come in ascending order. Buckets of many events that lie
// across bars are shared out, so that bars do not beat with the buckets' width; small ones stay
// whole.
class BarBuilder
{
public:
    // Type ids come below `typeCount`; others count as other types.
    BarBuilder(const TimelineRange &range, int width, int barWidth, std::uint32_t typeCount);

    void add(std::int64_t start, std::int64_t bucketWidth,
             std::span<const CountPyramid::TypeCount> types);
    std::vector<TrackBar> take();

private:
    void addTo(int column, TypeId type, double count);
    void flush();

    TimelineRange m_range;
    int m_width;
    BarGrid m_grid;
    int m_column = 0; // of the bar being filled
    double m_total = 0;
    std::vector<double> m_byType;
    std::vector<std::uint32_t> m_touched;
    std::vector<TrackBar> m_bars;
};

// Index of the mark nearest to the column within `reach` columns; -1: none.
int markNear(const TrackLayout &layout, int column, int reach);
// Index of the bar at the column; -1: none.
int barAt(const TrackLayout &layout, int column, int barWidth);

// Index of the key nearest to the unit; 0 if there are none.
std::uint32_t nearestKey(const TrackKeys &keys, std::int64_t unit);

} // namespace eventscope::ui
