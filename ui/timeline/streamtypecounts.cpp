// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/streamtypecounts.h"

#include <QMetaObject>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

// The exponents of the log's own pyramids (1,024 us, 256 rows) with fewer buckets: these lanes are lower than the one for all.
constexpr unsigned kTimeShift = 10;
constexpr unsigned kRowShift = 8;
constexpr std::size_t kMostBuckets = 8'192;
constexpr std::uint32_t kRowsAtOnce = 65'536;
constexpr std::uint32_t kRowsAJob = 1'000'000; // then the lanes are shown

} // namespace

// Pairs of stream type and event type are counted under ids of their own, as if they were the types of a pyramid.
struct StreamTypeCounts::Counts {
    CountPyramid byTime{kTimeShift, kMostBuckets};
    CountPyramid byRow{kRowShift, kMostBuckets};

    mutable std::mutex mutex; // of pairs; only the thread appends
    std::vector<Pair> pairs;

    // The thread's own.
    std::unordered_map<std::uint64_t, std::uint32_t> pairIds;
    std::uint64_t lastKey = ~std::uint64_t{0};
    std::uint32_t lastPair = 0;
    std::vector<std::uint32_t> typeOfStream;
    std::vector<CountPyramid::Entry> timeEntries;
    std::vector<CountPyramid::Entry> rowEntries;
};

StreamTypeCounts::StreamTypeCounts(QObject *parent)
    : QObject(parent)
{}

StreamTypeCounts::~StreamTypeCounts() = default;

void StreamTypeCounts::setLog(const EventLog *log)
{
    ++m_generation;
    m_worker.reset(); // waits
    m_log = log;
    m_counts = log ? std::make_unique<Counts>() : nullptr;
    m_counted.store(0, std::memory_order_release);
    m_withoutType.store(false, std::memory_order_relaxed);
    m_running = false;
}

void StreamTypeCounts::update()
{
    if (!m_log || m_running || countedRows() == m_log->rowCount())
        return;
    m_running = true;
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_worker->submit([this, log = m_log, generation = m_generation](std::stop_token stop) {
        const std::uint32_t rows = log->rowCount();
        const std::uint32_t left = rows - countedRows();
        count(*log, rows - (left > kRowsAJob ? left - kRowsAJob : 0), stop);
        QMetaObject::invokeMethod(
            this,
            [this, generation] {
                if (generation != m_generation)
                    return;
                m_running = false;
                Q_EMIT advanced();
            },
            Qt::QueuedConnection);
    });
}

std::uint32_t StreamTypeCounts::pairOf(std::uint32_t streamType, std::uint32_t type)
{
    Counts &counts = *m_counts;
    const std::uint64_t key = (std::uint64_t{streamType} << 32) | type;
    if (key == counts.lastKey)
        return counts.lastPair;
    const auto [place, isNew]
        = counts.pairIds.try_emplace(key, static_cast<std::uint32_t>(counts.pairIds.size()));
    if (isNew) {
        const std::lock_guard lock(counts.mutex);
        counts.pairs.push_back({StreamTypeId(streamType), TypeId(type)});
    }
    counts.lastKey = key;
    counts.lastPair = place->second;
    return place->second;
}

// On the thread.
void StreamTypeCounts::count(const EventLog &log, std::uint32_t end, const std::stop_token &stop)
{
    Counts &counts = *m_counts;
    const auto chunkRows = static_cast<std::uint32_t>(log.chunkRows());
    std::uint32_t row = m_counted.load(std::memory_order_relaxed);
    while (row < end && !stop.stop_requested()) {
        const std::uint32_t chunk = row / chunkRows;
        const std::uint32_t base = chunk * chunkRows;
        const std::uint32_t last = std::min({end, base + chunkRows, row + kRowsAtOnce});
        const std::uint32_t *const streams = log.streamChunk(chunk);
        const std::uint32_t *const types = log.typeChunk(chunk);
        const std::int64_t *const times = log.timeChunk(chunk);
        counts.timeEntries.clear();
        counts.rowEntries.clear();
        for (; row < last; ++row) {
            const std::uint32_t stream = streams[row - base];
            if (stream == kNoStream.value())
                continue;
            while (counts.typeOfStream.size() <= stream) {
                const StreamId next(static_cast<std::uint32_t>(counts.typeOfStream.size()));
                counts.typeOfStream.push_back(log.streamSummary(next).type.value());
            }
            const std::uint32_t streamType = counts.typeOfStream[stream];
            if (streamType == kNoStreamType.value())
                m_withoutType.store(true, std::memory_order_relaxed);
            const TypeId pair(pairOf(streamType, types[row - base]));
            counts.rowEntries.push_back({row, pair});
            if (times[row - base] != kNoTime.micros)
                counts.timeEntries.push_back({times[row - base], pair});
        }
        counts.byTime.add(counts.timeEntries);
        counts.byRow.add(counts.rowEntries);
        m_counted.store(row, std::memory_order_release);
    }
}

std::vector<std::vector<TrackBar>> StreamTypeCounts::bars(const std::vector<StreamTypeId> &types, AxisMode mode,
                                                          const TimelineRange &range, int width,
                                                          int barWidth) const
{
    std::vector<std::vector<TrackBar>> result(types.size());
    if (!m_counts || types.empty() || width <= 0)
        return result;
    const bool byTime = mode == AxisMode::Time;
    const std::int64_t unit = byTime ? 1 : kUnitsPerRow;
    const std::int64_t bar = std::max<std::int64_t>(static_cast<std::int64_t>(range.scale(width) * barWidth) / unit, 1);
    const CountPyramid &pyramid = byTime ? m_counts->byTime : m_counts->byRow;
    const std::uint32_t typeCount = m_log->typeCount();

    constexpr std::size_t kNoLane = ~std::size_t{0};
    std::vector<std::size_t> laneOfType(m_log->streamTypeCount() + std::size_t{1}, kNoLane); // the last: without one
    const auto slotOf = [&](StreamTypeId type) { return std::min<std::size_t>(type.value(), laneOfType.size() - 1); };
    for (std::size_t lane = 0; lane < types.size(); ++lane)
        laneOfType[slotOf(types[lane])] = lane;

    std::vector<BarBuilder> builders(types.size(), BarBuilder(range, width, barWidth, typeCount));
    std::vector<std::vector<CountPyramid::TypeCount>> parts(types.size());
    std::vector<Pair> pairs;
    pyramid.visit(range.start() / unit - bar - 1, range.end() / unit + bar + 1, bar,
                  [&](const CountPyramid::Bucket &bucket) {
                      for (auto &part : parts)
                          part.clear();
                      for (const CountPyramid::TypeCount &entry : bucket.types) {
                          if (entry.type.value() >= pairs.size()) {
                              const std::lock_guard lock(m_counts->mutex);
                              pairs = m_counts->pairs;
                          }
                          const Pair &pair = pairs[entry.type.value()];
                          if (const std::size_t lane = laneOfType[slotOf(pair.streamType)]; lane != kNoLane)
                              parts[lane].push_back({pair.type, entry.count});
                      }
                      for (std::size_t lane = 0; lane < parts.size(); ++lane) {
                          if (!parts[lane].empty())
                              builders[lane].add(bucket.start * unit, bucket.width * unit, parts[lane]);
                      }
                  });
    for (std::size_t lane = 0; lane < types.size(); ++lane)
        result[lane] = builders[lane].take();
    return result;
}

} // namespace eventscope::ui
