// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <optional>

namespace eventscope {

namespace {

constexpr std::size_t kDenseCheckpoints
    = 256; // around the place asked for, before they get thinner
constexpr std::size_t kMostCheckpointBytes = 64 << 20; // all of them, as if they shared nothing
constexpr std::size_t kReadAheadBytes = 1 << 20; // of payload behind the event that is asked for
constexpr std::size_t kMostRunBytes = 8 << 20;   // of payload, decoded at a time
constexpr std::size_t kMostRuns = 4;
constexpr std::size_t kBytesAValue = 48; // of a JsonValue and its node, beside its text

// About how much memory the value takes if it shares none of it.
std::size_t weigh(const JsonValue &value)
{
    std::size_t bytes = kBytesAValue + value.text().size();
    for (const JsonValue &element : value.elements())
        bytes += weigh(element);
    for (const auto &[name, member] : value.members())
        bytes += name.size() + weigh(member);
    return bytes;
}

} // namespace

struct Replay::Fold {
    std::uint32_t count = 0; // events that are in
    JsonValue state;
    BlameTree blame;
};

struct Replay::Checkpoint {
    Fold fold;
    std::size_t bytes = 0;
};

struct Replay::Event {
    std::optional<JsonValue> data; // none: the state stays as it is
    std::optional<Error> problem;

    void decode(std::string_view text)
    {
        if (text.empty())
            return;
        auto parsed = JsonValue::parse(text);
        if (parsed) {
            data = std::move(*parsed);
        } else if (!problem) {
            problem
                = Error(
                      parsed.error().code,
                      "The payload of this event is not JSON that can be merged, so the state stays "
                      "as it was before it.")
                      .with(parsed.error().message);
        }
    }
};

struct Replay::Run {
    std::uint32_t first = 0;
    std::vector<Event> events;
    std::size_t bytes = 0; // of payload text

    std::uint32_t end() const { return first + static_cast<std::uint32_t>(events.size()); }
};

Replay::Replay(const EventLog &log, std::unique_ptr<RecordReader> reader,
               std::unique_ptr<Reducer> reducer, std::uint32_t checkpointEvery)
    : m_log(log)
    , m_reader(std::move(reader))
    , m_reducer(std::move(reducer))
    , m_every(std::max(checkpointEvery, 1U))
{}

Replay::~Replay() = default;

void Replay::setSequence(Sequence sequence)
{
    const std::uint32_t same = m_sequence.commonPrefix(sequence);
    m_sequence = std::move(sequence);
    std::erase_if(m_checkpoints,
                  [&](const Checkpoint &checkpoint) { return checkpoint.fold.count > same; });
    weighCheckpoints();
    if (m_last && m_last->count > same)
        m_last.reset();
    m_problems.erase(m_problems.lower_bound(same), m_problems.end());
    for (Run &run : m_runs) {
        if (run.end() > same)
            run.events.resize(same > run.first ? same - run.first : 0);
    }
    std::erase_if(m_runs, [](const Run &run) { return run.events.empty(); });
}

Replay::Fold Replay::nearest(std::uint32_t ordinal) const
{
    const auto after = std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), ordinal,
                                        [](std::uint32_t wanted, const Checkpoint &checkpoint) {
                                            return wanted < checkpoint.fold.count;
                                        });
    const Fold *best = after == m_checkpoints.begin() ? nullptr : &std::prev(after)->fold;
    if (m_last && m_last->count <= ordinal && (!best || best->count < m_last->count))
        best = m_last.get();
    return best ? *best : Fold{0, m_reducer->initialState(), {}};
}

Result<StateAt> Replay::stateAt(std::uint32_t ordinal, std::stop_token stop)
{
    assert(ordinal < m_sequence.size());
    StateAt answer;
    answer.ordinal = ordinal;
    Fold fold = nearest(ordinal);
    while (fold.count <= ordinal) {
        const auto ready = events(fold.count, ordinal + 1, stop);
        if (!ready)
            return fail(ready.error());
        for (const Event &event : *ready) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The replay was stopped.");
            if (fold.count == ordinal)
                answer.before = fold.state;
            apply(fold, event);
            if (fold.count % m_every == 0)
                keep(fold);
        }
    }
    thinOut(ordinal);

    answer.state = fold.state;
    answer.changes = changedLeaves(answer.before, answer.state);
    answer.blame = fold.blame.leaves(answer.state);
    auto problem = m_problems.upper_bound(ordinal);
    const auto newest = problem;
    for (std::size_t i = 0; i < kMostProblems && problem != m_problems.begin(); ++i)
        --problem;
    answer.problems.assign(problem, newest);
    m_last = std::make_unique<Fold>(std::move(fold));
    return answer;
}

void Replay::apply(Fold &fold, const Event &event)
{
    const std::uint32_t ordinal = fold.count++;
    if (event.problem)
        m_problems.insert_or_assign(ordinal, *event.problem);
    if (!event.data)
        return;
    const bool merges = m_reducer->mergesPatches();
    // Keeping the old state makes the reducer copy what it changes: only where states must be compared.
    const JsonValue before = merges ? JsonValue() : fold.state;
    if (auto applied = m_reducer->apply(fold.state, *event.data); !applied) {
        m_problems.insert_or_assign(ordinal, std::move(applied).error());
        return;
    }
    if (merges)
        fold.blame.merged(*event.data, fold.state, ordinal);
    else
        fold.blame.changed(changedLeaves(before, fold.state), ordinal);
}

void Replay::keep(const Fold &fold)
{
    const auto place = std::lower_bound(m_checkpoints.begin(), m_checkpoints.end(), fold.count,
                                        [](const Checkpoint &checkpoint, std::uint32_t count) {
                                            return checkpoint.fold.count < count;
                                        });
    if (place != m_checkpoints.end() && place->fold.count == fold.count)
        return;
    // Blame has about a node for every leaf.
    const std::size_t bytes = 2 * weigh(fold.state);
    m_checkpoints.insert(place, {fold, bytes});
    m_checkpointBytes += bytes;
    if (m_checkpointBytes > 2 * kMostCheckpointBytes)
        thinOut(fold.count);
}

// Keeps every checkpoint near the place, and with every doubling of the distance half as many; fewer still if they are too heavy.
void Replay::thinOut(std::uint32_t around)
{
    for (std::size_t dense = kDenseCheckpoints; dense > 0; dense /= 2) {
        const auto goes = [&](const Checkpoint &checkpoint) {
            const std::uint32_t count = checkpoint.fold.count;
            const std::uint32_t steps = (count > around ? count - around : around - count)
                                        / m_every;
            const auto level = static_cast<unsigned>(std::bit_width(steps / dense));
            return level > 0 && (count / m_every) % (std::uint64_t{1} << level) != 0;
        };
        std::erase_if(m_checkpoints, goes);
        weighCheckpoints();
        if (m_checkpointBytes <= kMostCheckpointBytes)
            return;
    }
}

void Replay::weighCheckpoints()
{
    m_checkpointBytes = 0;
    for (const Checkpoint &checkpoint : m_checkpoints)
        m_checkpointBytes += checkpoint.bytes;
}

Result<std::span<const Replay::Event>> Replay::events(std::uint32_t from, std::uint32_t to,
                                                      std::stop_token stop)
{
    auto run = std::find_if(m_runs.begin(), m_runs.end(), [&](const Run &known) {
        return known.first <= from && from < known.end();
    });
    if (run == m_runs.end()) {
        // Else one that can be read on.
        run = std::find_if(m_runs.begin(), m_runs.end(), [&](const Run &known) {
            return known.end() == from && known.events.size() < m_every
                   && known.bytes <= kMostRunBytes;
        });
    }
    if (run == m_runs.end()) {
        if (m_runs.size() >= kMostRuns)
            m_runs.erase(m_runs.begin());
        m_runs.push_back({from, {}, 0});
    } else {
        std::rotate(run, run + 1, m_runs.end());
    }
    Run &current = m_runs.back();
    if (from == current.end()) {
        if (auto read = readInto(current, to, std::move(stop)); !read) {
            m_runs.pop_back(); // it may hold a part of what was to be read
            return fail(std::move(read).error());
        }
    }
    const auto end = std::min(to, current.end());
    return std::span<const Event>(current.events).subspan(from - current.first, end - from);
}

// Reads on from the end of the run: at least one event, at most until it is full, and a little beyond `to` for the steps to come.
Result<void> Replay::readInto(Run &run, std::uint32_t to, std::stop_token stop)
{
    const std::uint32_t start = run.end();
    const auto full = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(m_sequence.size(), std::uint64_t{start} + m_every));
    std::vector<std::uint64_t> locators;
    std::vector<std::size_t> places; // of the locators in the run
    std::size_t ahead = 0;
    for (std::uint32_t ordinal = start; ordinal < full; ++ordinal) {
        const Sequence::Item item = m_sequence.at(ordinal);
        const std::size_t size = item.record ? item.record->data.text.size()
                                             : m_log.payloadSize(item.row);
        ahead += ordinal >= to ? size : 0;
        if (ordinal > start && (ahead > kReadAheadBytes || run.bytes + size > kMostRunBytes))
            break;
        run.bytes += size;
        Event &event = run.events.emplace_back();
        if (item.record) {
            decodeRecord(*item.record, event);
        } else if (m_log.damaged(item.row)) {
            const auto record = m_reader->read(m_log.locator(item.row));
            if (!record)
                return fail(record.error());
            decodeRecord(*record, event);
        } else {
            locators.push_back(m_log.locator(item.row));
            places.push_back(run.events.size() - 1);
        }
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "The replay was stopped.");
    }
    if (locators.empty())
        return {};
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        run.events[places[index]].decode(view.data);
        return !stop.stop_requested();
    };
    auto read = m_reader->readMany(locators, false, visit, stop);
    if (read && stop.stop_requested())
        return fail(ErrorCode::Cancelled, "The replay was stopped.");
    return read;
}

// Of a record that is damaged elsewhere than in its payload, the payload counts.
void Replay::decodeRecord(const Record &record, Event &event) const
{
    event.problem = record.damage;
    switch (record.data.kind) {
    case Payload::Kind::Absent:
        break;
    case Payload::Kind::Json:
    case Payload::Kind::Text:
    case Payload::Kind::Binary:
        event.decode(record.data.text);
        break;
    }
}

} // namespace eventscope
