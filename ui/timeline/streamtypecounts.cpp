// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/streamtypecounts.h"

#include <QMetaObject>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

// As the log's own pyramids: 1,024 us, 256 rows.
constexpr unsigned kTimeShift = 10;
constexpr unsigned kRowShift = 8;
constexpr std::size_t kMostBuckets = 32'768;
constexpr std::uint64_t kFewEvents = 4'096;
constexpr std::uint64_t kMostEvents = 300'000;
constexpr std::uint32_t kNotLookedAt = kNoStreamType.value() - 1;
constexpr std::uint32_t kRowsAtOnce = 65'536;
constexpr std::uint32_t kRowsAJob = 1'000'000; // then the lanes are shown

} // namespace

// Pairs of stream type and event type are counted under ids of their own, as if they were the types
// of a pyramid.
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
    m_typeOfStream.clear();
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
    const auto [place, isNew] = counts.pairIds.try_emplace(key, static_cast<std::uint32_t>(
                                                                    counts.pairIds.size()));
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

// Which of the lanes a stream type has.
class StreamTypeCounts::LaneOfType
{
public:
    static constexpr std::size_t kNone = ~std::size_t{0};

    LaneOfType(const std::vector<StreamTypeId> &types, std::uint32_t typeCount)
        : m_lanes(typeCount + std::size_t{1}, kNone) // the last: without a type
    {
        for (std::size_t lane = 0; lane < types.size(); ++lane)
            m_lanes[slot(types[lane])] = lane;
    }
    std::size_t operator()(StreamTypeId type) const { return m_lanes[slot(type)]; }

private:
    std::size_t slot(StreamTypeId type) const
    {
        return std::min<std::size_t>(type.value(), m_lanes.size() - 1);
    }
    std::vector<std::size_t> m_lanes;
};

StreamTypeId StreamTypeCounts::typeOf(StreamId stream)
{
    if (stream == kNoStream)
        return StreamTypeId(kNotLookedAt);
    if (stream.value() >= m_typeOfStream.size())
        m_typeOfStream.resize(std::max(m_log->streamCount(), stream.value() + 1), kNotLookedAt);
    std::uint32_t &type = m_typeOfStream[stream.value()];
    if (type == kNotLookedAt)
        type = m_log->streamSummary(stream).type.value();
    return StreamTypeId(type);
}

std::vector<StreamTypeCounts::Track> StreamTypeCounts::layout(
    const std::vector<StreamTypeId> &types, AxisMode mode, const TimelineRange &range, int width,
    int markSize, int barWidth, const TypeMask &hidden)
{
    std::vector<Track> tracks(types.size());
    if (!m_counts || types.empty() || width <= 0)
        return tracks;
    const LaneOfType lanes(types, m_log->streamTypeCount());
    if (!layoutEvents(tracks, lanes, mode, range, width, markSize, barWidth, hidden))
        layoutCounts(tracks, lanes, mode, range, width, barWidth, hidden);
    return tracks;
}

// False if that would be too many.
bool StreamTypeCounts::layoutEvents(std::vector<Track> &tracks, const LaneOfType &lanes,
                                    AxisMode mode, const TimelineRange &range, int width,
                                    int markSize, int barWidth, const TypeMask &hidden)
{
    const bool byTime = mode == AxisMode::Time;
    const std::int64_t unit = byTime ? 1 : kUnitsPerRow;
    const std::int64_t bar = std::max<std::int64_t>(static_cast<std::int64_t>(range.scale(width)
                                                                              * barWidth)
                                                        / unit,
                                                    1);
    const bool finer = (byTime ? m_counts->byTime : m_counts->byRow).finestWidth() > bar;
    std::uint64_t most = finer ? kMostEvents : kFewEvents;
    std::uint64_t inView = 0;
    (byTime ? m_log->byTime() : m_log->byRow())
        .visit(range.start() / unit, range.end() / unit + 1, bar,
               [&](const CountPyramid::Bucket &bucket) { inView += bucket.total; });
    if (inView > most)
        return false;

    std::vector<std::shared_ptr<LaneRows>> rows(tracks.size());
    for (auto &lane : rows)
        lane = std::make_shared<LaneRows>();
    // Marks near the edges need their neighbours outside; the margins may hold anything.
    const TimelineRange wider = range.widened(markSize + barWidth, width);
    most *= 2;
    const auto take = [&](Row row) {
        if (most-- == 0)
            return false;
        if (hidden.hides(m_log->type(row)))
            return true;
        const StreamTypeId type = typeOf(m_log->stream(row));
        const std::size_t lane = type.value() == kNotLookedAt ? LaneOfType::kNone : lanes(type);
        if (lane == LaneOfType::kNone)
            return true;
        if (byTime) {
            rows[lane]->byTime.push_back(row);
            rows[lane]->times.push_back(m_log->time(row).micros);
        } else {
            rows[lane]->byRow.push_back(row);
        }
        return true;
    };
    bool complete = true;
    if (byTime) {
        m_log->visitTimes(Time{wider.start()}, Time{wider.end()},
                          [&](Row row) { return complete = take(row); });
    } else {
        const std::int64_t rowCount = m_log->rowCount();
        const std::int64_t first = std::clamp<std::int64_t>(wider.start() / unit, 0, rowCount);
        const std::int64_t end = std::clamp<std::int64_t>(wider.end() / unit + 1, first, rowCount);
        for (std::int64_t row = first; row < end && complete; ++row)
            complete = take(Row(static_cast<std::uint32_t>(row)));
    }
    if (!complete)
        return false;
    for (std::size_t lane = 0; lane < tracks.size(); ++lane) {
        // Rows that are not sealed yet came last.
        LaneRows &events = *rows[lane];
        if (!std::is_sorted(events.times.begin(), events.times.end())) {
            std::stable_sort(events.byTime.begin(), events.byTime.end(),
                             [&](Row a, Row b) { return m_log->time(a) < m_log->time(b); });
            std::sort(events.times.begin(), events.times.end());
        }
        Track &track = tracks[lane];
        track.layout = layoutTrack(events.keys(mode), range, width, markSize, barWidth);
        fillTypes(track.layout,
                  [&](std::uint32_t index) { return m_log->type(events.row(mode, index)); });
        track.rows = rows[lane];
    }
    return true;
}

void StreamTypeCounts::layoutCounts(std::vector<Track> &tracks, const LaneOfType &lanes,
                                    AxisMode mode, const TimelineRange &range, int width,
                                    int barWidth, const TypeMask &hidden) const
{
    const bool byTime = mode == AxisMode::Time;
    const std::int64_t unit = byTime ? 1 : kUnitsPerRow;
    const std::int64_t bar = std::max<std::int64_t>(static_cast<std::int64_t>(range.scale(width)
                                                                              * barWidth)
                                                        / unit,
                                                    1);
    const CountPyramid &pyramid = byTime ? m_counts->byTime : m_counts->byRow;

    std::vector<BarBuilder> builders(tracks.size(),
                                     BarBuilder(range, width, barWidth, m_log->typeCount()));
    std::vector<std::vector<CountPyramid::TypeCount>> parts(tracks.size());
    std::vector<Pair> pairs;
    // A bar more on both sides: those cut by the edges are whole.
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
                          if (const std::size_t lane = lanes(pair.streamType);
                              lane != LaneOfType::kNone && !hidden.hides(pair.type))
                              parts[lane].push_back({pair.type, entry.count});
                      }
                      for (std::size_t lane = 0; lane < parts.size(); ++lane) {
                          if (!parts[lane].empty())
                              builders[lane].add(bucket.start * unit, bucket.width * unit,
                                                 parts[lane]);
                      }
                  });
    for (std::size_t lane = 0; lane < tracks.size(); ++lane)
        tracks[lane].layout.bars = builders[lane].take();
}

} // namespace eventscope::ui
