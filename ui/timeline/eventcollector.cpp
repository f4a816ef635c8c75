// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/eventcollector.h"

#include "session/postto.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <stop_token>
#include <utility>

namespace eventscope::ui {

namespace {

struct RowRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

// The first row that stands at the unit or after it.
std::uint32_t firstRowFrom(std::int64_t unit, std::uint32_t rows)
{
    const std::int64_t row = (std::max<std::int64_t>(unit - kUnitsPerRow / 2, 0) + kUnitsPerRow - 1)
                             / kUnitsPerRow;
    return static_cast<std::uint32_t>(std::min<std::int64_t>(row, rows));
}

// Where to look: all that may be in the range.
RowRange rowsToLookAt(const EventLog &log, AxisMode mode, const TimelineRange &range)
{
    const std::uint32_t rows = log.rowCount();
    if (mode == AxisMode::Position)
        return {firstRowFrom(range.start(), rows), firstRowFrom(range.end(), rows)};
    if (!log.timesAscend())
        return {0, rows};
    const auto firstAt = [&](std::int64_t time) {
        std::uint32_t first = rows;
        log.visitTimes(Time{time}, Time{std::numeric_limits<std::int64_t>::max()}, [&](Row row) {
            first = std::min(first, row.value());
            return false;
        });
        return first;
    };
    return {firstAt(range.start()), firstAt(range.end())};
}

class LaneFilter
{
public:
    LaneFilter(const EventLog &log, const EventCollector::Wanted &wanted)
        : m_log(log)
        , m_wanted(wanted)
        , m_answers(wanted.all ? 0 : log.streamCount())
    {}

    bool takes(std::uint32_t stream)
    {
        if (m_wanted.all)
            return true;
        if (stream >= m_answers.size())
            return false;
        Answer &answer = m_answers[stream];
        if (answer == Answer::Unknown)
            answer = isWanted(StreamId(stream)) ? Answer::Yes : Answer::No;
        return answer == Answer::Yes;
    }

private:
    enum class Answer : std::uint8_t { Unknown, Yes, No };
    bool isWanted(StreamId stream) const
    {
        const Lane ofType = Lane::of(m_log.streamSummary(stream).type);
        return std::any_of(m_wanted.lanes.begin(), m_wanted.lanes.end(), [&](const Lane &lane) {
            return lane == Lane::of(stream) || lane == ofType;
        });
    }

    const EventLog &m_log;
    const EventCollector::Wanted &m_wanted;
    std::vector<Answer> m_answers; // by stream
};

std::optional<Sequence> collectRows(const EventLog &log, const EventCollector::Wanted &wanted,
                                    const std::stop_token &stop)
{
    const RowRange range = rowsToLookAt(log, wanted.mode, wanted.range);
    if (wanted.all && wanted.mode == AxisMode::Position && !wanted.hidden.hidesAny()
        && !wanted.others)
        return Sequence::range(Row(range.begin), std::max(range.end, range.begin) - range.begin);
    LaneFilter lanes(log, wanted);
    Sequence::Rows rows;
    const auto chunkRows = static_cast<std::uint32_t>(log.chunkRows());
    for (std::uint32_t row = range.begin; row < range.end;) {
        if (stop.stop_requested())
            return std::nullopt;
        const std::uint32_t chunk = row / chunkRows;
        const std::uint32_t start = chunk * chunkRows;
        const std::uint32_t end = std::min(range.end, start + chunkRows);
        const std::uint32_t *const streams = log.streamChunk(chunk);
        const std::uint32_t *const types = log.typeChunk(chunk);
        const std::int64_t *const times = log.timeChunk(chunk);
        for (; row < end; ++row) {
            const std::uint32_t at = row - start;
            if (wanted.mode == AxisMode::Time
                && (times[at] == kNoTime.micros || !wanted.range.contains(times[at])))
                continue;
            if (!wanted.hidden.hides(types[at]) && lanes.takes(streams[at]))
                rows.emplace_back(row);
        }
    }
    if (wanted.others && !stop.stop_requested()) {
        const std::vector<Row> others = wanted.others();
        Sequence::Rows all;
        all.reserve(rows.size() + others.size());
        std::set_union(rows.begin(), rows.end(), others.begin(), others.end(),
                       std::back_inserter(all));
        rows = std::move(all);
    }
    return Sequence::of(std::move(rows));
}

} // namespace

EventCollector::EventCollector(QObject *parent)
    : QObject(parent)
{}

EventCollector::~EventCollector() = default;

void EventCollector::setLog(const EventLog *log)
{
    ++m_request;
    m_worker.reset(); // waits
    m_log = log;
    m_collecting = false;
}

void EventCollector::collect(const Wanted &wanted)
{
    if (!m_log)
        return;
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_collecting = true;
    m_worker->submit([this, log = m_log, wanted, request = ++m_request](std::stop_token stop) {
        const std::optional<Sequence> rows = collectRows(*log, wanted, stop);
        if (!rows)
            return;
        postTo(this, [this, rows = *rows, request] {
            if (request != m_request)
                return;
            m_collecting = false;
            Q_EMIT collected(rows);
        });
    });
}

void EventCollector::cancel()
{
    if (!m_collecting)
        return;
    ++m_request;
    m_worker->cancel();
    m_collecting = false;
}

} // namespace eventscope::ui
