// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/mergereplay.h"

#include "replay/scriptreplay.h"
#include "replay/statepath.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>
#include <optional>

namespace eventscope {

namespace {

constexpr std::size_t kDenseCheckpoints
    = 256; // around the place asked for, before they get thinner
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

struct MergeReplay::Fold {
    std::uint32_t count = 0; // events that are in
    JsonValue state;
    BlameTree blame;
};

struct MergeReplay::Checkpoint {
    Fold fold;
    std::size_t bytes = 0;
};

struct MergeReplay::Event {
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

struct MergeReplay::Run {
    std::uint32_t first = 0;
    std::vector<Event> events;
    std::size_t bytes = 0; // of payload text

    std::uint32_t end() const { return first + static_cast<std::uint32_t>(events.size()); }
};

MergeReplay::MergeReplay(const EventLog &log, std::unique_ptr<RecordReader> reader,
                         std::unique_ptr<Reducer> reducer, std::uint32_t checkpointEvery,
                         std::size_t mostCheckpointBytes)
    : m_log(log)
    , m_reader(std::move(reader))
    , m_reducer(std::move(reducer))
    , m_every(std::max(checkpointEvery, 1U))
    , m_mostCheckpointBytes(mostCheckpointBytes)
{}

MergeReplay::~MergeReplay() = default;

void MergeReplay::setSequence(Sequence sequence)
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

MergeReplay::Fold MergeReplay::nearest(std::uint32_t ordinal) const
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

Result<void> MergeReplay::foldTo(Fold &fold, std::uint32_t end, std::stop_token stop,
                                 const Visit &visit)
{
    while (fold.count < end) {
        const auto ready = events(fold.count, end, stop);
        if (!ready)
            return fail(ready.error());
        for (const Event &event : *ready) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The replay was stopped.");
            apply(fold, event);
            if (fold.count % m_every == 0)
                keep(fold);
            if (visit)
                visit(fold);
        }
    }
    return {};
}

Result<StateAt> MergeReplay::stateAt(std::uint32_t ordinal, std::stop_token stop, Blaming blaming)
{
    assert(ordinal < m_sequence.size());
    StateAt answer;
    answer.ordinal = ordinal;
    Fold fold = nearest(ordinal);
    // Without a copy of each state on the way: one would make the reducer copy what it changes.
    if (auto done = foldTo(fold, ordinal, stop, {}); !done)
        return fail(std::move(done).error());
    answer.before = fold.state;
    if (auto done = foldTo(fold, ordinal + 1, stop, {}); !done)
        return fail(std::move(done).error());
    thinOut(ordinal);

    answer.state = fold.state;
    answer.changes = changedLeaves(answer.before, answer.state, ArrayMatch::ById);
    answer.blamed = blaming == Blaming::With;
    if (answer.blamed)
        answer.blame = fold.blame.leaves(answer.state);
    answer.problems = newestProblems(m_problems, ordinal);
    m_last = std::make_unique<Fold>(std::move(fold));
    return answer;
}

Result<FieldHistory> MergeReplay::history(const std::string &pointer,
                                          std::optional<std::uint32_t> at, std::stop_token stop)
{
    std::vector<ScriptFieldStep> steps = plainSteps(pointer);
    if (at) {
        const auto state = stateAt(*at, stop, Blaming::Without);
        if (!state)
            return fail(state.error());
        steps = stepsTo(state->state, pointer);
    }
    FieldHistory history;
    Fold fold{0, m_reducer->initialState(), {}};
    // Holding on to the field alone leaves the rest of the state to the reducer, which need not copy it.
    const auto field = [&]() -> std::optional<JsonValue> {
        const JsonValue *const value = valueAt(fold.state, steps);
        return value ? std::optional(*value) : std::nullopt;
    };
    std::optional<JsonValue> last = field();
    const auto visit = [&](const Fold &) {
        std::optional<JsonValue> now = field();
        if (now != last) {
            history.changes.push_back(fieldChange(fold.count - 1, last, now));
            last = std::move(now);
        }
    };
    if (auto done = foldTo(fold, m_sequence.size(), stop, visit); !done)
        return fail(std::move(done).error());
    thinOut(at.value_or(fold.count));
    return history;
}

Result<std::vector<EventChanges>> MergeReplay::changes(std::uint32_t first, std::uint32_t count,
                                                       std::stop_token stop)
{
    std::vector<EventChanges> all;
    if (first >= m_sequence.size())
        return all;
    Fold fold = nearest(first);
    if (auto done = foldTo(fold, first, stop, {}); !done)
        return fail(std::move(done).error());
    JsonValue before = fold.state;
    const auto visit = [&](const Fold &) {
        EventChanges &event = all.emplace_back();
        event.ordinal = fold.count - 1;
        event.changes = changedLeaves(before, fold.state, ArrayMatch::ById);
        if (const auto problem = m_problems.find(event.ordinal); problem != m_problems.end())
            event.problem = problem->second;
        before = fold.state;
    };
    const std::uint32_t end = first + std::min(count, m_sequence.size() - first);
    if (auto done = foldTo(fold, end, stop, visit); !done)
        return fail(std::move(done).error());
    thinOut(first);
    return all;
}

// In a script's host, where predicates run: merged there as they are here.
Result<Bisection> MergeReplay::bisect(const std::string &predicate, bool linear,
                                      std::stop_token stop)
{
    if (!m_bisector) {
        auto bisector = ScriptReplay::openMerge(m_log, *m_reader, stop);
        if (!bisector)
            return fail(std::move(bisector).error());
        m_bisector = std::move(*bisector);
    }
    m_bisector->setSequence(m_sequence);
    m_bisector->watchBisection(m_watch);
    return m_bisector->bisect(predicate, linear, std::move(stop));
}

void MergeReplay::apply(Fold &fold, const Event &event)
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
        fold.blame.stepped(before, fold.state, ordinal);
}

void MergeReplay::keep(const Fold &fold)
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
    if (m_checkpointBytes > 2 * m_mostCheckpointBytes)
        thinOut(fold.count);
}

// Keeps every checkpoint near the place, and with every doubling of the distance half as many; fewer still if they are too heavy.
void MergeReplay::thinOut(std::uint32_t around)
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
        if (m_checkpointBytes <= m_mostCheckpointBytes)
            return;
    }
}

void MergeReplay::weighCheckpoints()
{
    m_checkpointBytes = 0;
    for (const Checkpoint &checkpoint : m_checkpoints)
        m_checkpointBytes += checkpoint.bytes;
}

Result<std::span<const MergeReplay::Event>> MergeReplay::events(std::uint32_t from,
                                                                std::uint32_t to,
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
Result<void> MergeReplay::readInto(Run &run, std::uint32_t to, std::stop_token stop)
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
            const auto record = m_reader->read(m_log.locator(item.row), stop);
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
    std::vector<char> isRead(places.size(), 0);
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        isRead[index] = 1;
        run.events[places[index]].decode(view.data);
        return !stop.stop_requested();
    };
    auto read = m_reader->readMany(locators, false, visit, stop);
    if (read && stop.stop_requested())
        return fail(ErrorCode::Cancelled, "The replay was stopped.");
    if (!read)
        return read;
    // What was passed over is damaged in a way that only reading shows.
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (isRead[i])
            continue;
        const auto record = m_reader->read(locators[i], stop);
        if (!record)
            return fail(record.error());
        decodeRecord(*record, run.events[places[i]]);
    }
    return {};
}

// Of a record that is damaged elsewhere than in its payload, the payload counts.
void MergeReplay::decodeRecord(const Record &record, Event &event) const
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
