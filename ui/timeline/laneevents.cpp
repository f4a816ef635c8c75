// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/laneevents.h"

#include <QMetaObject>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostKept = 4'000'000;

} // namespace

TrackKeys LaneRows::keys(AxisMode mode) const
{
    return mode == AxisMode::Time ? TrackKeys(std::span(times)) : TrackKeys(std::span(byRow));
}

Row LaneRows::row(AxisMode mode, std::uint32_t index) const
{
    return mode == AxisMode::Time && !byTime.empty() ? byTime[index] : byRow[index];
}

void LaneRows::finish(const EventLog &log, std::uint32_t from)
{
    bool same = byTime.empty() && times.size() == from;
    for (std::size_t i = from; i < byRow.size() && same; ++i) {
        const std::int64_t time = log.time(byRow[i]).micros;
        same = time != kNoTime.micros && (times.empty() || times.back() <= time);
        if (same)
            times.push_back(time);
    }
    if (same)
        return;
    std::vector<std::pair<std::int64_t, Row>> keyed;
    keyed.reserve(byRow.size());
    for (const Row row : byRow) {
        if (const Time time = log.time(row); time != kNoTime)
            keyed.emplace_back(time.micros, row);
    }
    std::sort(keyed.begin(), keyed.end());
    times.clear();
    byTime.clear();
    for (const auto &[time, row] : keyed) {
        times.push_back(time);
        byTime.push_back(row);
    }
}

LaneEvents::LaneEvents(std::uint32_t walkAtOnce, QObject *parent)
    : QObject(parent)
    , m_walkAtOnce(walkAtOnce)
{}

LaneEvents::~LaneEvents() = default;

void LaneEvents::setLog(const EventLog *log)
{
    ++m_generation;
    m_worker.reset(); // waits
    m_log = log;
    m_lanes.clear();
    m_kept = 0;
    m_wanted.clear();
    m_collecting = false;
}

void LaneEvents::setHidden(const TypeMask &hidden)
{
    if (hidden == m_hidden)
        return;
    m_hidden = hidden;
    setLog(m_log);
}

void LaneEvents::beginFrame()
{
    ++m_frame;
    m_wanted.clear();
    if (m_kept <= kMostKept)
        return;
    // Everything that the last frame did not show goes: the next one needs little of it.
    for (auto lane = m_lanes.begin(); lane != m_lanes.end();) {
        if (lane->second.frame + 1 < m_frame) {
            m_kept -= lane->second.lane->rows.byRow.size();
            lane = m_lanes.erase(lane);
        } else {
            ++lane;
        }
    }
}

std::shared_ptr<const LaneRows> LaneEvents::rows(StreamId stream)
{
    if (!m_log)
        return nullptr;
    // The summary may run ahead of the published rows; then the next frame looks again.
    const std::uint32_t events = m_log->streamSummary(stream).events;
    const auto known = m_lanes.find(stream.value());
    std::shared_ptr<const Lane> lane;
    if (known != m_lanes.end()) {
        lane = known->second.lane;
        known->second.frame = m_frame;
    }
    if (!lane || lane->events != events) {
        if (events <= m_walkAtOnce) {
            auto walked = std::make_shared<Lane>();
            walked->scannedTo = m_log->rowCount();
            walked->rows.byRow = *m_log->streamRows(stream);
            walked->events = static_cast<std::uint32_t>(walked->rows.byRow.size());
            std::erase_if(walked->rows.byRow,
                          [&](Row row) { return m_hidden.hides(m_log->type(row)); });
            std::sort(walked->rows.byRow.begin(), walked->rows.byRow.end());
            walked->rows.finish(*m_log, 0);
            lane = std::move(walked);
            take(stream, lane);
        } else {
            m_wanted.push_back({stream, lane});
        }
    }
    return lane ? std::shared_ptr<const LaneRows>(lane, &lane->rows) : nullptr;
}

void LaneEvents::endFrame()
{
    if (m_wanted.empty() || m_collecting)
        return;
    m_collecting = true;
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_worker->submit([this, log = m_log, hidden = m_hidden, wanted = std::exchange(m_wanted, {}),
                      generation = m_generation](std::stop_token stop) {
        struct Job {
            StreamId stream;
            std::shared_ptr<Lane> lane;
            std::uint32_t sizeBefore = 0;
        };
        std::vector<Job> jobs;
        std::unordered_map<std::uint32_t, std::size_t> places;
        const std::uint32_t end = log->rowCount();
        std::uint32_t begin = end;
        for (const Wanted &want : wanted) {
            auto lane = want.before ? std::make_shared<Lane>(*want.before)
                                    : std::make_shared<Lane>();
            places.emplace(want.stream.value(), jobs.size());
            begin = std::min(begin, lane->scannedTo);
            const auto size = static_cast<std::uint32_t>(lane->rows.byRow.size());
            jobs.push_back({want.stream, std::move(lane), size});
        }
        // A byte a stream turns most rows away without a search.
        std::vector<std::uint8_t> isWanted(log->streamCount());
        for (const Job &job : jobs)
            isWanted[job.stream.value()] = 1;
        const auto chunkRows = static_cast<std::uint32_t>(log->chunkRows());
        for (std::uint32_t row = begin; row < end;) {
            if (stop.stop_requested())
                return;
            const std::uint32_t chunk = row / chunkRows;
            const std::uint32_t chunkEnd = std::min(end, (chunk + 1) * chunkRows);
            const std::uint32_t *const streams = log->streamChunk(chunk);
            const std::uint32_t *const types = log->typeChunk(chunk);
            for (; row < chunkEnd; ++row) {
                const std::uint32_t stream = streams[row - chunk * chunkRows];
                if (stream >= isWanted.size() || !isWanted[stream])
                    continue;
                Lane &lane = *jobs[places.find(stream)->second].lane;
                if (row < lane.scannedTo)
                    continue;
                ++lane.events;
                if (!hidden.hides(types[row - chunk * chunkRows]))
                    lane.rows.byRow.emplace_back(row);
            }
        }
        for (Job &job : jobs) {
            job.lane->rows.finish(*log, job.sizeBefore);
            job.lane->scannedTo = end;
        }
        QMetaObject::invokeMethod(
            this,
            [this, jobs = std::move(jobs), generation] {
                if (generation != m_generation)
                    return;
                m_collecting = false;
                for (const Job &job : jobs)
                    take(job.stream, job.lane);
                Q_EMIT collected();
            },
            Qt::QueuedConnection);
    });
}

void LaneEvents::take(StreamId stream, std::shared_ptr<const Lane> lane)
{
    Place &place = m_lanes[stream.value()];
    if (place.lane)
        m_kept -= place.lane->rows.byRow.size();
    m_kept += lane->rows.byRow.size();
    place = {std::move(lane), m_frame};
}

} // namespace eventscope::ui
