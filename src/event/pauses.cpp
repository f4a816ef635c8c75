// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/pauses.h"

#include "base/sortunlessstopped.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace eventscope {

namespace {

// Streams of so many events are picked from the columns: that can be stopped, and is quicker than
// to follow the chain of their events.
constexpr std::uint32_t kPickFrom = 1 << 17;
// 140,000 years: doubled, it still is a number of microseconds.
constexpr std::uint64_t kLongest = std::numeric_limits<std::int64_t>::max() / 2;

// The events of a stream that have a time, each time in the same order.
class TimedEvents
{
public:
    TimedEvents(const EventLog &log, StreamId stream, const std::stop_token &stop)
        : m_log(log)
        , m_stream(stream)
        , m_stop(stop)
        , m_count(log.rowCount())
    {
        if (log.streamSummary(stream).events < kPickFrom)
            m_rows = log.streamRows(stream);
    }

    // False once the token stopped.
    template<typename Visit>
    bool visit(const Visit &visit) const
    {
        const auto take = [&](Row row, Time time) {
            if (time != kNoTime)
                visit(row, time);
        };
        if (m_rows) {
            for (const Row row : *m_rows)
                take(row, m_log.time(row));
            return true;
        }
        const std::size_t chunkRows = m_log.chunkRows();
        for (std::size_t begin = 0; begin < m_count; begin += chunkRows) {
            if (m_stop.stop_requested())
                return false;
            const std::uint32_t *const streams = m_log.streamChunk(begin / chunkRows);
            const std::int64_t *const times = m_log.timeChunk(begin / chunkRows);
            const std::size_t end = std::min<std::size_t>(chunkRows, m_count - begin);
            for (std::size_t i = 0; i < end; ++i) {
                if (streams[i] == m_stream.value())
                    take(Row(static_cast<std::uint32_t>(begin + i)), Time{times[i]});
            }
        }
        return true;
    }

private:
    const EventLog &m_log;
    StreamId m_stream;
    const std::stop_token &m_stop;
    std::uint32_t m_count;
    std::shared_ptr<const Sequence::Rows> m_rows; // null: picked from the columns
};

} // namespace

bool isLonger(const Pause &a, const Pause &b)
{
    return a.micros != b.micros ? a.micros > b.micros : a.after < b.after;
}

bool visitPauses(const EventLog &log, StreamId stream,
                 const std::function<void(const Pause &)> &visit, const std::stop_token &stop)
{
    const TimedEvents events(log, stream, stop);
    bool ascends = true;
    Time last = kNoTime; // before every other
    if (!events.visit([&](Row, Time time) {
            ascends = ascends && time >= last;
            last = time;
        }))
        return false;

    Pause pause{.stream = stream};
    Time from = kNoTime;
    const auto take = [&](Row row, Time time) {
        pause.after = row;
        if (pause.before != kNoRow && time > from) {
            const std::uint64_t micros = static_cast<std::uint64_t>(time.micros)
                                         - static_cast<std::uint64_t>(from.micros);
            pause.micros = static_cast<std::int64_t>(std::min(micros, kLongest));
            visit(pause);
        }
        pause.before = row;
        from = time;
    };
    if (ascends)
        return events.visit(take);

    std::vector<Row> rows;
    const auto before = [&log](Row a, Row b) {
        const Time timeOfA = log.time(a);
        const Time timeOfB = log.time(b);
        return timeOfA != timeOfB ? timeOfA < timeOfB : a < b;
    };
    if (!events.visit([&rows](Row row, Time) { rows.push_back(row); })
        || !sortUnlessStopped(rows, before, stop))
        return false;
    for (const Row row : rows)
        take(row, log.time(row));
    return true;
}

std::vector<Pause> longestPauses(const EventLog &log, std::optional<StreamId> of, std::size_t most,
                                 const std::stop_token &stop)
{
    constexpr std::uint32_t kLookEvery = 1024; // streams between two looks at the token
    std::vector<Pause> longest;                // a heap, the shortest in front
    const auto take = [&](const Pause &pause) {
        if (longest.size() == most) {
            if (!isLonger(pause, longest.front()))
                return;
            std::pop_heap(longest.begin(), longest.end(), isLonger);
            longest.pop_back();
        }
        longest.push_back(pause);
        std::push_heap(longest.begin(), longest.end(), isLonger);
    };
    const std::uint32_t begin = of ? of->value() : 0;
    const std::uint32_t end = of ? begin + 1 : log.streamCount();
    for (std::uint32_t i = begin; i < end && most > 0; ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            return {};
        // Most streams did not even live as long as what is found already.
        const EventLog::StreamSummary summary = log.streamSummary(StreamId(i));
        if (summary.firstTime == summary.lastTime
            || (longest.size() == most
                && static_cast<std::uint64_t>(summary.lastTime.micros)
                           - static_cast<std::uint64_t>(summary.firstTime.micros)
                       < static_cast<std::uint64_t>(longest.front().micros)))
            continue;
        if (!visitPauses(log, StreamId(i), take, stop))
            return {};
    }
    std::sort_heap(longest.begin(), longest.end(), isLonger);
    return longest;
}

} // namespace eventscope
