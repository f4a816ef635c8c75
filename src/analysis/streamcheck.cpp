// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/streamcheck.h"

#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kStopEvery = 65'536; // rows between two looks at the stop token
// Of the streams, how many must begin with the same version for another beginning to be a gap.
constexpr double kUsualStart = 0.9;
constexpr std::uint32_t kLeastStreams = 10;
// Of the steps from one time to another one, how many must go back for the store to be listed from the newest event to the oldest.
constexpr double kNewestFirst = 0.9;
constexpr std::uint32_t kLeastSteps = 10;

// What the pass over the rows remembers of a stream.
struct StreamState {
    std::int64_t version = kNoVersion.value();
    std::int64_t firstVersion = kNoVersion.value();
    std::int64_t time = kNoTime.micros;
    std::uint32_t events = 0;
    std::uint32_t lastRow = 0;
    std::uint32_t largePayloads = 0;
    std::uint32_t firstLarge = 0; // row
    bool isSuspect = false;       // versions do not go up by one, or times go down
};

class StreamChecker
{
public:
    StreamChecker(const EventLog &log, std::uint32_t rowCount, const CheckOptions &options,
                  const std::stop_token &stop)
        : m_log(log)
        , m_rowCount(rowCount)
        , m_options(options)
        , m_stop(stop)
        , m_hasVersions(!log.versionsCounted())
        , m_states(log.streamCount())
    {}

    std::vector<Observation> run()
    {
        m_isNewestFirst = isNewestFirst();
        passRows();
        findUsualStart();
        sayOfNoStream();
        std::vector<std::uint32_t> suspects;
        for (std::uint32_t stream = 0; stream < m_states.size(); ++stream) {
            const StreamState &state = m_states[stream];
            if (state.events > 0
                && (state.isSuspect || beginsLate(StreamId(stream), state.firstVersion)))
                suspects.push_back(stream);
            sayOfSize(StreamId(stream), state);
        }
        examine(suspects);
        return std::move(m_found);
    }

private:
    // Each thread takes a range of streams and walks all rows: what it writes is its own, and stays in its cache.
    void passRows()
    {
        const auto streams = static_cast<std::uint32_t>(m_states.size());
        if (streams == 0)
            return;
        const auto parts = static_cast<std::uint32_t>(
            std::min<std::size_t>(streams, 2 * workersFor(m_rowCount / kStopEvery)));
        std::atomic<std::uint32_t> next{0};
        runOnWorkers(workersFor(parts), [&] {
            for (;;) {
                const std::uint32_t part = next.fetch_add(1, std::memory_order_relaxed);
                if (part >= parts)
                    return;
                const auto bound = [&](std::uint32_t index) {
                    return static_cast<std::uint32_t>(std::uint64_t{streams} * index / parts);
                };
                passRows(bound(part), bound(part + 1));
            }
        });
    }

    void passRows(std::uint32_t firstStream, std::uint32_t endStream)
    {
        for (std::uint32_t i = 0; i < m_rowCount; ++i) {
            if (i % kStopEvery == 0 && m_stop.stop_requested())
                return;
            const std::uint32_t row = m_isNewestFirst ? m_rowCount - 1 - i : i;
            const std::uint32_t stream = m_log.stream(Row(row)).value();
            if (stream < firstStream || stream >= endStream)
                continue;
            StreamState &state = m_states[stream];
            ++state.events;
            state.lastRow = row;
            const std::int64_t version = m_log.version(Row(row)).value();
            if (version != kNoVersion.value()) {
                if (state.version == kNoVersion.value())
                    state.firstVersion = version;
                else if (state.version == std::numeric_limits<std::int64_t>::max()
                         || version != state.version + 1)
                    state.isSuspect = true;
                state.version = version;
            }
            const std::int64_t time = m_log.time(Row(row)).micros;
            if (time != kNoTime.micros) {
                if (state.time != kNoTime.micros && time < state.time)
                    state.isSuspect = true;
                state.time = time;
            }
            if (m_log.payloadSize(Row(row)) > m_options.largePayload && state.largePayloads++ == 0)
                state.firstLarge = row;
        }
    }

    // Where nearly all streams begin with the same version, another one begins too late. An excerpt of a store has no such version.
    void findUsualStart()
    {
        if (!m_hasVersions)
            return;
        std::map<std::int64_t, std::uint32_t> starts;
        std::uint32_t streams = 0;
        for (const StreamState &state : m_states) {
            if (state.firstVersion == kNoVersion.value())
                continue;
            ++streams;
            if (starts.size() < 1000 || starts.contains(state.firstVersion))
                ++starts[state.firstVersion];
        }
        for (const auto &[version, count] : starts) {
            if (streams >= kLeastStreams && count >= kUsualStart * streams)
                m_usualStart = version;
        }
    }

    // A feed that lists the newest event first: what is held against the order of the store is then held against its reverse.
    bool isNewestFirst() const
    {
        std::uint32_t back = 0;
        std::uint32_t steps = 0;
        std::int64_t before = kNoTime.micros;
        for (std::uint32_t row = 0; row < m_rowCount; ++row) {
            if (row % kStopEvery == 0 && m_stop.stop_requested())
                return false;
            const std::int64_t time = m_log.time(Row(row)).micros;
            if (time == kNoTime.micros || time == before)
                continue;
            if (before != kNoTime.micros) {
                ++steps;
                back += time < before ? 1 : 0;
            }
            before = time;
        }
        return steps >= kLeastSteps && back >= kNewestFirst * steps;
    }

    bool beginsLate(StreamId stream, std::int64_t first) const
    {
        return m_usualStart && first != kNoVersion.value() && first > *m_usualStart
               && !mayLackItsBeginning(m_log.streamName(stream));
    }

    // KurrentDB cuts a stream where the metadata in the stream "$$name" tells it to, and keeps one event of those metadata.
    bool mayLackItsBeginning(std::string_view name) const
    {
        return name.starts_with('$') || m_log.findStream("$$" + std::string(name)).has_value();
    }

    void sayOfNoStream()
    {
        Observation seen = about(FindingCode::LargePayload, Severity::Info, kNoStream);
        for (std::uint32_t row = 0; row < m_rowCount; ++row) {
            if (row % kStopEvery == 0 && m_stop.stop_requested())
                return;
            if (m_log.payloadSize(Row(row)) > m_options.largePayload
                && m_log.stream(Row(row)) == kNoStream)
                note(seen, Row(row), kNoRow);
        }
        if (seen.count == 0)
            return;
        seen.number = m_log.payloadSize(seen.row);
        m_found.push_back(seen);
    }

    void sayOfSize(StreamId stream, const StreamState &state)
    {
        if (state.events > m_options.longStream) {
            Observation seen;
            seen.code = FindingCode::LongStream;
            seen.severity = Severity::Info;
            seen.row = Row(state.lastRow);
            seen.stream = stream;
            seen.number = state.events;
            m_found.push_back(seen);
        }
        if (state.largePayloads > 0) {
            Observation seen;
            seen.code = FindingCode::LargePayload;
            seen.severity = Severity::Info;
            seen.row = Row(state.firstLarge);
            seen.stream = stream;
            seen.count = state.largePayloads;
            seen.number = m_log.payloadSize(seen.row);
            m_found.push_back(seen);
        }
    }

    void examine(const std::vector<std::uint32_t> &suspects)
    {
        std::atomic<std::size_t> next{0};
        std::mutex mutex;
        runOnWorkers(workersFor(suspects.size() / 64), [&] {
            std::vector<Observation> found;
            for (;;) {
                const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
                if (index >= suspects.size() || m_stop.stop_requested())
                    break;
                examine(StreamId(suspects[index]), found);
            }
            const std::lock_guard lock(mutex);
            m_found.insert(m_found.end(), found.begin(), found.end());
        });
    }

    void examine(StreamId stream, std::vector<Observation> &found) const
    {
        std::vector<Row> own = *m_log.streamRows(stream);
        std::erase_if(own, [&](Row row) { return row.value() >= m_rowCount; });
        std::vector<Row> global = own;
        std::sort(global.begin(), global.end());
        if (m_isNewestFirst)
            std::reverse(global.begin(), global.end());
        if (m_hasVersions) {
            examineVersions(stream, own, global, found);
            examineTimes(stream, own, found);
        } else {
            // The stream's own order was made from the times, so only the order of the store can contradict them.
            examineTimes(stream, global, found);
        }
    }

    void examineVersions(StreamId stream, const std::vector<Row> &own,
                         const std::vector<Row> &global, std::vector<Observation> &found) const
    {
        Observation start = about(FindingCode::VersionGap, Severity::Warning, stream);
        Observation gap = about(FindingCode::VersionGap, Severity::Error, stream);
        Observation twice = about(FindingCode::DuplicateVersion, Severity::Error, stream);
        Observation order = about(FindingCode::VersionOrder, Severity::Warning, stream);
        Row before = kNoRow;
        for (const Row row : own) {
            const std::int64_t version = m_log.version(row).value();
            if (version == kNoVersion.value())
                continue;
            if (before == kNoRow) {
                if (beginsLate(stream, version)) {
                    note(start, row, kNoRow);
                    start.number = *m_usualStart;
                }
            } else if (version == m_log.version(before).value()) {
                note(twice, row, before);
            } else if (version - 1 > m_log.version(before).value()) {
                note(gap, row, before);
            }
            before = row;
        }
        before = kNoRow;
        for (const Row row : global) {
            if (m_log.version(row) == kNoVersion)
                continue;
            if (before != kNoRow && m_log.version(row) < m_log.version(before))
                note(order, row, before);
            before = row;
        }
        for (const Observation &seen : {start, gap, twice, order}) {
            if (seen.count > 0)
                found.push_back(seen);
        }
    }

    void examineTimes(StreamId stream, const std::vector<Row> &rows,
                      std::vector<Observation> &found) const
    {
        Observation backwards = about(FindingCode::TimeBackwards, Severity::Warning, stream);
        Row before = kNoRow;
        for (const Row row : rows) {
            if (m_log.time(row) == kNoTime)
                continue;
            if (before != kNoRow && m_log.time(row) < m_log.time(before))
                note(backwards, row, before);
            before = row;
        }
        if (backwards.count > 0)
            found.push_back(backwards);
    }

    static Observation about(FindingCode code, Severity severity, StreamId stream)
    {
        Observation seen;
        seen.code = code;
        seen.severity = severity;
        seen.stream = stream;
        seen.count = 0;
        return seen;
    }
    static void note(Observation &seen, Row row, Row other)
    {
        if (seen.count++ == 0) {
            seen.row = row;
            seen.other = other;
        }
    }

    const EventLog &m_log;
    std::uint32_t m_rowCount;
    const CheckOptions &m_options;
    const std::stop_token &m_stop;
    bool m_hasVersions;
    bool m_isNewestFirst = false;
    std::optional<std::int64_t> m_usualStart; // version
    std::vector<StreamState> m_states;        // by stream
    std::vector<Observation> m_found;
};

} // namespace

std::vector<Observation> checkStreams(const EventLog &log, std::uint32_t rowCount,
                                      const CheckOptions &options, const std::stop_token &stop)
{
    return StreamChecker(log, rowCount, options, stop).run();
}

} // namespace eventscope
