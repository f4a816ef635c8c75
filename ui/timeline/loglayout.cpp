// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/loglayout.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace eventscope::ui {

namespace {

constexpr std::uint64_t kFewEvents = 4'096;       // exact even from afar, so that they can be marks
constexpr std::uint64_t kMostCollected = 300'000; // exact nearer than the pyramid's buckets
constexpr std::uint32_t kMostSearched = 250'000;  // rows in each direction, some milliseconds
constexpr std::int64_t kMostMicros = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::int64_t kSmallestTime = 2'000; // microseconds in view
constexpr std::int64_t kSmallestRows = 8 * kUnitsPerRow;
// when all events are of one instant, and more
constexpr std::int64_t kTimeMargin = 1'000;
constexpr double kMargin = 0.02;

std::int64_t unitsPerKey(AxisMode mode)
{
    return mode == AxisMode::Time ? 1 : kUnitsPerRow;
}

// Microseconds or rows.
std::int64_t keysABar(AxisMode mode, const TimelineRange &range, int width, int barWidth)
{
    return std::max<std::int64_t>(static_cast<std::int64_t>(range.scale(width) * barWidth)
                                      / unitsPerKey(mode),
                                  1);
}

struct InView {
    std::uint64_t events = 0;
    std::uint64_t shown = 0; // those of no hidden type
};

InView countInView(const CountPyramid &pyramid, std::int64_t from, std::int64_t to,
                   std::int64_t width, const TypeMask &hidden = {})
{
    InView count;
    pyramid.visit(from, to, width, [&](const CountPyramid::Bucket &bucket) {
        count.events += bucket.total;
        if (!hidden.hidesAny())
            return;
        for (const CountPyramid::TypeCount &entry : bucket.types)
            count.shown += hidden.hides(entry.type) ? 0 : entry.count;
    });
    if (!hidden.hidesAny())
        count.shown = count.events;
    return count;
}

// The row next to this one that is of no hidden type, in either direction.
std::optional<Row> shownNear(const EventLog &log, Row row, const TypeMask &hidden)
{
    const std::uint32_t rows = log.rowCount();
    for (std::uint32_t away = 0; away < kMostSearched; ++away) {
        if (row.value() >= away && !hidden.hides(log.type(Row(row.value() - away))))
            return Row(row.value() - away);
        if (away < rows - row.value() && !hidden.hides(log.type(Row(row.value() + away))))
            return Row(row.value() + away);
    }
    return std::nullopt;
}

} // namespace

void LogLayout::clear()
{
    *this = {};
}

bool LogLayout::everyRowHasATime(const EventLog &log)
{
    const std::uint32_t rows = log.rowCount();
    if (m_timedRows != rows) {
        // The pyramid may be some rows ahead of the count: a log with few rows without a time then
        // passes for one without any until the next look, which costs a misplaced mark for an
        // instant.
        m_timedRows = rows;
        m_allTimed = countInView(log.byTime(), -kMostMicros, kMostMicros, kMostMicros).events
                     >= rows;
    }
    return m_allTimed;
}

void LogLayout::update(const EventLog &log, AxisMode mode, const TimelineRange &range, int width,
                       int markSize, int barWidth, const TypeMask &hidden)
{
    track = {};
    m_rows.clear();
    m_times.clear();
    m_exact = true;
    const std::uint32_t rows = log.rowCount();
    if (rows == 0 || width <= 0)
        return;
    const CountPyramid &pyramid = mode == AxisMode::Time ? log.byTime() : log.byRow();
    const std::int64_t bar = keysABar(mode, range, width, barWidth);
    const bool finerThanBuckets = pyramid.finestWidth() > bar;
    if (mode == AxisMode::Position && !hidden.hidesAny()) {
        if (finerThanBuckets)
            return fromKeys(log, TrackKeys::ofLog(log, mode, rows), range, width, markSize,
                            barWidth);
        return fromPyramid(log, mode, range, width, barWidth, hidden);
    }
    const std::int64_t unit = unitsPerKey(mode);
    const InView inView = countInView(pyramid, range.start() / unit, range.end() / unit, bar,
                                      hidden);
    if (!hidden.hidesAny() && log.timesAscend() && everyRowHasATime(log)) {
        if (finerThanBuckets || inView.shown <= kFewEvents)
            return fromKeys(log, TrackKeys::ofLog(log, mode, rows), range, width, markSize,
                            barWidth);
    } else if (inView.events <= kMostCollected && (finerThanBuckets || inView.shown <= kFewEvents)
               && collect(log, mode, range, width, markSize, barWidth, hidden)) {
        return;
    }
    fromPyramid(log, mode, range, width, barWidth, hidden);
}

void LogLayout::fromKeys(const EventLog &log, const TrackKeys &keys, const TimelineRange &range,
                         int width, int markSize, int barWidth)
{
    track = layoutTrack(keys, range, width, markSize, barWidth);
    fillTypes(track, [&](std::uint32_t index) { return log.type(row(index)); });
}

bool LogLayout::collect(const EventLog &log, AxisMode mode, const TimelineRange &range, int width,
                        int markSize, int barWidth, const TypeMask &hidden)
{
    const TimelineRange wider = range.widened(markSize + 1, width);
    // The margins may hold anything; what is in view was counted before.
    std::uint64_t left = 2 * kMostCollected;
    const auto take = [&](Row row) {
        if (left == 0)
            return false;
        --left;
        if (!hidden.hides(log.type(row)))
            m_rows.push_back(row);
        return true;
    };
    if (mode == AxisMode::Position) {
        const std::int64_t rows = log.rowCount();
        std::int64_t row = std::clamp<std::int64_t>(wider.start() / kUnitsPerRow, 0, rows);
        const std::int64_t end = std::clamp<std::int64_t>(wider.end() / kUnitsPerRow + 1, row,
                                                          rows);
        while (row < end && take(Row(static_cast<std::uint32_t>(row))))
            ++row;
        fromKeys(log, TrackKeys(std::span<const Row>(m_rows)), range, width, markSize, barWidth);
        return true;
    }
    log.visitTimes(Time{wider.start()}, Time{wider.end()}, take);
    if (left == 0) {
        m_rows.clear();
        return false;
    }
    const auto time = [&](Row row) { return log.time(row).micros; };
    const auto earlier = [&](Row a, Row b) { return time(a) < time(b); };
    if (!std::is_sorted(m_rows.begin(), m_rows.end(), earlier))
        std::stable_sort(m_rows.begin(), m_rows.end(), earlier); // rows not sealed yet came last
    for (const Row row : m_rows)
        m_times.push_back(time(row));
    fromKeys(log, TrackKeys(std::span<const std::int64_t>(m_times)), range, width, markSize,
             barWidth);
    return true;
}

void LogLayout::fromPyramid(const EventLog &log, AxisMode mode, const TimelineRange &range,
                            int width, int barWidth, const TypeMask &hidden)
{
    m_exact = false;
    const std::int64_t unit = unitsPerKey(mode);
    const CountPyramid &pyramid = mode == AxisMode::Time ? log.byTime() : log.byRow();
    BarBuilder builder(range, width, barWidth, log.typeCount());
    std::vector<CountPyramid::TypeCount> shown;
    // A bar more on both sides: those cut by the edges are whole.
    const std::int64_t bar = keysABar(mode, range, width, barWidth);
    pyramid.visit(range.start() / unit - bar - 1, range.end() / unit + bar + 1, bar,
                  [&](const CountPyramid::Bucket &bucket) {
                      std::span<const CountPyramid::TypeCount> types = bucket.types;
                      if (hidden.hidesAny()) {
                          shown.clear();
                          std::copy_if(types.begin(), types.end(), std::back_inserter(shown),
                                       [&](const CountPyramid::TypeCount &entry) {
                                           return !hidden.hides(entry.type);
                                       });
                          types = shown;
                      }
                      if (!types.empty())
                          builder.add(bucket.start * unit, bucket.width * unit, types);
                  });
    track.bars = builder.take();
}

TimelineRange wholeRange(const EventLog &log, AxisMode mode, bool withMargin)
{
    if (mode == AxisMode::Position) {
        const TimelineRange rows(0, std::max<std::int64_t>(log.rowCount(), 1) * kUnitsPerRow);
        return rows.padded(kMargin, kUnitsPerRow / 2);
    }
    if (log.earliest() == kNoTime)
        return {};
    const TimelineRange range(log.earliest().micros, log.latest().micros + 1);
    return withMargin ? range.padded(kMargin, kTimeMargin) : range;
}

TimelineRange fittingRange(const EventLog &log, AxisMode mode, bool withMargin)
{
    const TimelineRange whole = wholeRange(log, mode, withMargin);
    if (mode == AxisMode::Position || log.earliest() == kNoTime)
        return whole;

    struct Piece {
        std::int64_t start;
        std::int64_t end;
        std::uint32_t count;
    };
    std::vector<Piece> pieces;
    std::uint64_t total = 0;
    const std::int64_t earliest = log.earliest().micros;
    const std::int64_t latest = log.latest().micros;
    log.byTime().visit(earliest, latest + 1, std::max<std::int64_t>((latest - earliest) / 256, 1),
                       [&](const CountPyramid::Bucket &bucket) {
                           pieces.push_back({std::max(bucket.start, earliest),
                                             std::min(bucket.start + bucket.width, latest + 1),
                                             bucket.total});
                           total += bucket.total;
                       });
    const std::uint64_t few = total / 200;
    std::size_t first = 0;
    std::size_t last = pieces.size();
    std::uint64_t dropped = 0;
    while (first < last && dropped + pieces[first].count <= few)
        dropped += pieces[first++].count;
    dropped = 0;
    while (last > first && dropped + pieces[last - 1].count <= few)
        dropped += pieces[--last].count;
    if (first == last)
        return whole;
    std::int64_t start = pieces[first].start;
    std::int64_t end = pieces[last - 1].end;
    if ((end - start) > whole.span() / 20)
        return whole;
    // One bucket may still be centuries: look closer until the ends are known to a hundredth of the
    // rest.
    for (int round = 0; round < 8; ++round) {
        std::int64_t low = end;
        std::int64_t high = start;
        log.byTime().visit(start, end, std::max<std::int64_t>((end - start) / 256, 1),
                           [&](const CountPyramid::Bucket &bucket) {
                               low = std::min(low, std::max(bucket.start, start));
                               high = std::max(high, std::min(bucket.start + bucket.width, end));
                           });
        if (low >= high || (high - low) * 4 > (end - start) * 3)
            break;
        start = low;
        end = high;
    }
    const TimelineRange fitting(start, end);
    return withMargin ? fitting.padded(kMargin, kTimeMargin) : fitting;
}

std::int64_t smallestSpan(AxisMode mode)
{
    return mode == AxisMode::Time ? kSmallestTime : kSmallestRows;
}

std::optional<Row> nearestRow(const EventLog &log, AxisMode mode, std::int64_t unit,
                              const TypeMask &hidden)
{
    if (hidden.hidesAny()) {
        const auto nearest = nearestRow(log, mode, unit);
        return nearest ? shownNear(log, *nearest, hidden) : std::nullopt;
    }
    const std::uint32_t rows = log.rowCount();
    if (rows == 0)
        return std::nullopt;
    if (mode == AxisMode::Position)
        return Row(
            static_cast<std::uint32_t>(std::clamp<std::int64_t>(unit / kUnitsPerRow, 0, rows - 1)));
    const std::optional<Row> before = log.rowAtTime(Time{unit});
    if (!before || log.time(*before).micros >= unit)
        return before;
    std::optional<Row> after;
    log.visitTimes(Time{unit}, Time{std::numeric_limits<std::int64_t>::max()}, [&](Row row) {
        after = row;
        return false;
    });
    if (after && log.time(*after).micros - unit < unit - log.time(*before).micros)
        return after;
    return before;
}

std::optional<std::int64_t> unitOfRow(const EventLog &log, AxisMode mode, Row row)
{
    if (row.value() >= log.rowCount())
        return std::nullopt;
    if (mode == AxisMode::Position)
        return unitsOfRow(row);
    if (log.time(row) == kNoTime)
        return std::nullopt;
    return log.time(row).micros;
}

TimelineRange rangeInMode(const EventLog &log, const TimelineRange &range, AxisMode from,
                          AxisMode to)
{
    if (from == to)
        return range;
    const auto first = nearestRow(log, from, range.start());
    const auto last = nearestRow(log, from, range.end());
    if (!first || !last)
        return fittingRange(log, to);
    const auto a = unitOfRow(log, to, *first);
    const auto b = unitOfRow(log, to, *last);
    if (!a || !b)
        return fittingRange(log, to);
    const std::int64_t least = to == AxisMode::Position ? kUnitsPerRow / 2 : kTimeMargin;
    return TimelineRange(std::min(*a, *b), std::max(*a, *b) + 1).padded(kMargin, least);
}

} // namespace eventscope::ui
