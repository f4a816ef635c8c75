// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/projectionrun.h"

#include "projection/projectionhints.h"
#include "replay/eventreader.h"

#include <algorithm>
#include <numeric>
#include <thread>

namespace eventscope {

namespace {

constexpr std::uint32_t kChunk = 1U << 15; // rows that are looked at between two looks at the stop
constexpr std::uint32_t kLeastChunk = 512;
constexpr std::size_t kMostHeld = std::size_t(16) << 20; // bytes that are told of them
constexpr std::uint8_t kNoLane = 255;
constexpr std::uint32_t kNoPrevious = ProjectionSnapshot::kNoPrevious;

void add(std::vector<HandlerTime> &all, const std::vector<HandlerTime> &more)
{
    for (const HandlerTime &time : more)
        addTime(all, time);
}

Error cancelled()
{
    return Error(ErrorCode::Cancelled, "The projection was stopped.");
}

} // namespace

// A host with what was handed to it.
struct ProjectionRun::Lane {
    std::unique_ptr<ProjectionFold> fold;
    std::unique_ptr<RecordReader> reader;
    std::unique_ptr<EventReader> events;
    std::uint32_t number = 0;
    std::vector<Row> next;                 // to be handed over
    std::vector<Row> handed;               // whose outcome is not known yet, in order
    std::vector<std::uint32_t> partitions; // by the lane's index
};

ProjectionRun::ProjectionRun(const EventLog &log, ReaderMaker makeReader, std::string file,
                             const Options &options)
    : m_log(log)
    , m_makeReader(std::move(makeReader))
    , m_file(std::move(file))
    , m_options(options)
{}

ProjectionRun::~ProjectionRun() = default;

Result<std::unique_ptr<ProjectionRun>> ProjectionRun::open(
    const EventLog &log, ReaderMaker makeReader, const std::string &file, const Options &given,
    std::stop_token stop, std::vector<std::string> *seen)
{
    Options options = given;
    options.script.limits.memoryBytes *= kMemoryFactor;
    auto fold = ProjectionFold::open(file, {options.script, options.engine}, stop, seen);
    if (!fold)
        return fail(withMeantName(std::move(fold).error()));
    std::unique_ptr<ProjectionRun> run(
        new ProjectionRun(log, std::move(makeReader), file, options));
    if (auto added = run->addLane(std::move(*fold)); !added)
        return fail(std::move(added).error());
    const ProjectionDefinition &definition = run->definition();
    // Only what never looks beyond a stream can be shared out.
    if (!definition.byStream || definition.biState || options.steps)
        run->m_options.hosts = 1;
    if (auto begun = run->beginAnew(std::move(stop)); !begun)
        return fail(std::move(begun).error());
    return run;
}

const ProjectionDefinition &ProjectionRun::definition() const
{
    return m_lanes.front()->fold->definition();
}

std::vector<std::string> ProjectionRun::watchedFiles() const
{
    return m_lanes.front()->fold->files();
}

Result<void> ProjectionRun::addLane(std::unique_ptr<ProjectionFold> fold)
{
    auto reader = m_makeReader();
    if (!reader)
        return fail(std::move(reader).error());
    auto lane = std::make_unique<Lane>();
    lane->number = static_cast<std::uint32_t>(m_lanes.size());
    lane->fold = std::move(fold);
    lane->reader = std::move(*reader);
    lane->events = std::make_unique<EventReader>(m_log, *lane->reader);
    m_lanes.push_back(std::move(lane));
    return {};
}

Result<void> ProjectionRun::beginAnew(std::stop_token stop)
{
    m_rows = 0;
    m_handed = 0;
    m_outcomes.clear();
    m_previous.clear();
    m_byKey.clear();
    m_partitions.clear();
    m_handled = 0;
    m_skipped = {};
    m_failure.reset();
    m_emitted.clear();
    m_emittedCount = 0;
    std::erase_if(m_logs, [](const ProjectionLogLine &line) { return line.row != kNoRow; });
    m_hasLoadingLogs = !m_logs.empty();
    m_logCount = m_logs.size();
    m_toldBytes = 0;
    m_laneOfStream.clear();
    m_isLost = true; // until every host has begun
    m_times.clear();
    if (m_lanes.size() > std::max(m_options.hosts, 1U))
        m_lanes.resize(std::max(m_options.hosts, 1U));
    for (const auto &lane : m_lanes) {
        lane->next.clear();
        lane->handed.clear();
        lane->partitions.clear();
        if (auto begun = lane->fold->begin(afterEvent(), stop); !begun)
            return begun;
    }
    m_source = std::make_unique<ProjectionSource>(m_log, definition(), m_options.engine);
    m_isLost = false;
    return {};
}

std::optional<std::uint32_t> ProjectionRun::findPartition(std::string_view key) const
{
    const auto found = m_byKey.find(std::string(key));
    return found == m_byKey.end() ? std::nullopt : std::optional(found->second);
}

void ProjectionRun::keep(EmittedEvent emitted)
{
    ++m_emittedCount;
    const std::size_t bytes = sizeof emitted + emitted.streamId.size() + emitted.eventType.size()
                              + emitted.data.size() + emitted.metadata.size();
    if (m_toldBytes + bytes > m_options.mostToldBytes)
        return;
    m_toldBytes += bytes;
    m_emitted.push_back(std::move(emitted));
}

void ProjectionRun::keep(ProjectionLogLine line)
{
    ++m_logCount;
    const std::size_t bytes = sizeof line + line.text.size();
    if (m_toldBytes + bytes > m_options.mostToldBytes)
        return;
    m_toldBytes += bytes;
    m_logs.push_back(std::move(line));
}

void ProjectionRun::settle(std::uint32_t lane, Row row, ProjectionOutcome outcome)
{
    if (!outcome.isHandled()) {
        m_outcomes[row.value()] = outcome;
        if (outcome.isSkipped())
            ++m_skipped[static_cast<std::size_t>(outcome.reason())];
        return;
    }
    const std::uint32_t index = m_lanes[lane]->partitions[outcome.partition()];
    Partition &partition = m_partitions[index];
    m_outcomes[row.value()] = ProjectionOutcome::partition(index);
    m_previous[row.value()] = partition.last == kNoRow ? kNoPrevious : partition.last.value();
    if (partition.first == kNoRow)
        partition.first = row;
    partition.last = row;
    ++partition.events;
    ++m_handled;
}

// What the lane has told since the last call.
void ProjectionRun::takeOutcomes(Lane &lane, const OnStep &onStep)
{
    const std::vector<std::string> &keys = lane.fold->keys();
    while (lane.partitions.size() < keys.size()) {
        const auto index = static_cast<std::uint32_t>(lane.partitions.size());
        const auto [entry, isNew] = m_byKey.try_emplace(keys[index], partitionCount());
        if (isNew)
            m_partitions.push_back({&entry->first, lane.number, index, 0, kNoRow, kNoRow});
        lane.partitions.push_back(entry->second);
    }
    const std::vector<ProjectionOutcome> outcomes = lane.fold->takeOutcomes();
    const std::size_t count = std::min(outcomes.size(), lane.handed.size());
    for (std::size_t i = 0; i < count; ++i)
        settle(lane.number, lane.handed[i], outcomes[i]);
    std::vector<EmittedEvent> emitted = lane.fold->takeEmitted();
    std::vector<ScriptLogLine> lines = lane.fold->takeLogs();
    // What a script says of an event that it was not given.
    std::erase_if(emitted, [this](const auto &each) { return each.ordinal >= m_handed; });
    std::erase_if(lines,
                  [this](const auto &each) { return !each.loading && each.ordinal >= m_handed; });
    if (onStep) {
        std::size_t nextEmitted = 0;
        std::size_t nextLine = 0;
        std::vector<ProjectionFold::Step> steps = lane.fold->takeSteps();
        std::size_t nextStep = 0;
        for (std::size_t i = 0; i < count; ++i) {
            Step step;
            step.row = lane.handed[i];
            if (nextStep < steps.size() && steps[nextStep].ordinal == step.row.value())
                step.left = std::move(steps[nextStep++]);
            while (nextEmitted < emitted.size() && emitted[nextEmitted].ordinal <= step.row.value())
                step.emitted.push_back(emitted[nextEmitted++]);
            for (; nextLine < lines.size()
                   && (lines[nextLine].loading || lines[nextLine].ordinal <= step.row.value());
                 ++nextLine) {
                if (!lines[nextLine].loading)
                    step.logs.push_back(lines[nextLine].text);
            }
            // A run that begins anew after a failure tells no event twice.
            if (step.row.value() >= m_nextStep) {
                m_nextStep = step.row.value() + 1;
                onStep(step);
            }
        }
    }
    for (EmittedEvent &each : emitted)
        keep(std::move(each));
    for (ScriptLogLine &line : lines) {
        if (!line.loading)
            keep(ProjectionLogLine{Row(line.ordinal), std::move(line.text)});
        else if (lane.number == 0
                 && !m_hasLoadingLogs) // each host says them, and whenever it is started
            keep(ProjectionLogLine{kNoRow, std::move(line.text)});
    }
    lane.handed.erase(lane.handed.begin(),
                      lane.handed.begin() + static_cast<std::ptrdiff_t>(count));
}

// By the partition: what is said of a stream in the stream of its metadata belongs to it.
std::size_t ProjectionRun::laneOf(StreamId stream)
{
    if (stream == kNoStream)
        return 0;
    if (stream.value() >= m_laneOfStream.size())
        m_laneOfStream.resize(std::max<std::size_t>(stream.value() + 1, m_log.streamCount()),
                              kNoLane);
    std::uint8_t &lane = m_laneOfStream[stream.value()];
    if (lane == kNoLane) {
        std::string_view name = m_log.streamName(stream);
        if (name.starts_with("$$"))
            name.remove_prefix(2);
        lane = static_cast<std::uint8_t>(hashOf(name) % m_lanes.size());
    }
    return lane;
}

// Looks at the rows from m_handed up to `end`, and hands over those that are.
Result<void> ProjectionRun::handRows(std::uint32_t end, std::stop_token stop)
{
    m_outcomes.resize(end);
    m_previous.resize(end, kNoPrevious);
    for (std::uint32_t row = m_handed; row < end; ++row) {
        if (const auto reason = m_source->skips(Row(row))) {
            settle(0, Row(row), ProjectionOutcome(*reason));
            continue;
        }
        m_lanes[m_lanes.size() == 1 ? 0 : laneOf(m_log.stream(Row(row)))]->next.emplace_back(row);
    }
    m_handed = end;
    std::vector<Result<void>> results(m_lanes.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < m_lanes.size(); ++i) {
            threads.emplace_back([this, i, &results, stop](const std::stop_token &) {
                results[i] = handTo(*m_lanes[i], stop);
            });
        }
        results.front() = handTo(*m_lanes.front(), stop);
    }
    for (Result<void> &result : results) {
        if (!result)
            return fail(std::move(result).error());
    }
    return {};
}

Result<void> ProjectionRun::handTo(Lane &lane, std::stop_token stop)
{
    if (lane.next.empty())
        return {};
    const auto rows = std::make_shared<const Sequence::Rows>(std::move(lane.next));
    lane.next = {};
    lane.events->setSequence(Sequence::of(rows));
    std::vector<ScriptEvent> batch;
    for (std::uint32_t at = 0; at < lane.events->size();) {
        const auto part = lane.events->read(at, lane.events->size(), stop);
        if (!part)
            return fail(part.error());
        batch.assign(part->events.begin(), part->events.end());
        for (ScriptEvent &event : batch) {
            const Row row = (*rows)[event.ordinal];
            const StreamId stream = m_log.stream(row);
            event.key = stream == kNoStream ? 0 : stream.value() + 1;
            event.ordinal = row.value();
            lane.handed.push_back(row);
        }
        if (auto applied = lane.fold->apply(batch, stop); !applied)
            return applied;
        at = part->end;
        if (lane.fold->failure())
            break;
    }
    return {};
}

// The first one, of those that the lanes know of.
std::optional<ProjectionFailure> ProjectionRun::failureOfLanes() const
{
    std::optional<ProjectionFailure> first;
    for (const auto &lane : m_lanes) {
        const ScriptFailure *const failed = lane->fold->failure();
        if (failed && failed->ordinal < m_handed
            && (!first || failed->ordinal < first->row.value())) {
            first = failureIn(m_log, *failed);
            first->error = withMeantName(std::move(first->error));
        }
    }
    return first;
}

// The states as they were before that event need a run of their own: it has half changed one of them, or its host was ended.
Result<void> ProjectionRun::settleFailure(ProjectionFailure failure, const OnProgress &onProgress,
                                          std::stop_token stop, const OnStep &onStep)
{
    m_checks = false;
    if (failure.end == ScriptEnd::Limit) {
        // Its states filled the host, perhaps: up to the event before it there shall be room, also to tell them.
        m_options.script.limits.memoryBytes += m_options.script.limits.memoryBytes / 4;
        for (const auto &lane : m_lanes)
            lane->fold->setMemoryLimit(m_options.script.limits.memoryBytes);
    }
    if (auto begun = beginAnew(stop); !begun)
        return begun;
    if (auto done = advance(failure.row.value(), onProgress, stop, onStep); !done)
        return done;
    if (!m_failure) {
        m_outcomes.resize(failure.row.value() + 1);
        m_previous.resize(failure.row.value() + 1, kNoPrevious);
        m_outcomes.back() = ProjectionOutcome::failed();
        m_rows = failure.row.value() + 1;
        m_handed = m_rows;
        m_failure = std::move(failure);
    }
    return {};
}

Result<void> ProjectionRun::advance(std::uint32_t end, const OnProgress &onProgress,
                                    std::stop_token stop, const OnStep &onStep)
{
    end = std::min(end, m_log.rowCount());
    // What was handed over when it was stopped may be handled in part.
    if (m_isLost) {
        if (auto begun = beginAnew(stop); !begun)
            return begun;
    }
    while (m_lanes.size() < m_options.hosts && end - std::min(m_rows, end) > kChunk
           && m_handed == 0) {
        auto fold = ProjectionFold::open(m_file, {m_options.script, m_options.engine}, stop);
        if (!fold)
            return fail(std::move(fold).error());
        if (auto begun = (*fold)->begin(afterEvent(), stop); !begun)
            return begun;
        if (auto added = addLane(std::move(*fold)); !added)
            return added;
    }
    const auto afterError = [&](const Error &error) -> Result<void> {
        const auto failure = failureOfLanes();
        if (!failure || failure->end == ScriptEnd::Killed || error.code == ErrorCode::Cancelled) {
            m_isLost = true;
            return fail(error);
        }
        return settleFailure(*failure, onProgress, stop, onStep);
    };
    std::uint32_t chunk = onStep ? kLeastChunk : kChunk / 8;
    while (!m_failure && m_handed < end) {
        if (stop.stop_requested())
            return afterError(cancelled());
        const std::uint32_t to = m_handed + std::min(end - m_handed, chunk);
        if (auto handed = handRows(to, stop); !handed)
            return afterError(handed.error());
        std::size_t held = 0;
        for (const auto &lane : m_lanes) {
            held = std::max(held, lane->fold->heldBytes());
            takeOutcomes(*lane, onStep);
        }
        // Where much is told of each event, fewer at once.
        chunk = std::clamp(held > kMostHeld ? chunk / 4 : chunk * 2, kLeastChunk, kChunk);
        if (onProgress)
            onProgress(m_handed);
        if (failureOfLanes())
            break;
    }
    for (const auto &lane : m_lanes) {
        if (auto done = lane->fold->sync(stop); !done)
            return afterError(done.error());
        takeOutcomes(*lane, onStep);
    }
    if (const auto failure = failureOfLanes(); failure && !m_failure)
        return settleFailure(*failure, onProgress, stop, onStep);
    if (!m_failure) {
        m_rows = m_handed;
        m_hasLoadingLogs = true;
        if (m_lanes.size() > 1) {
            std::stable_sort(m_emitted.begin(), m_emitted.end(),
                             [](const auto &a, const auto &b) { return a.ordinal < b.ordinal; });
            const auto place = [](const ProjectionLogLine &line) {
                return line.row == kNoRow ? -1 : std::int64_t(line.row.value());
            };
            std::stable_sort(m_logs.begin(), m_logs.end(),
                             [&](const auto &a, const auto &b) { return place(a) < place(b); });
        }
    }
    return {};
}

std::vector<ProjectionWarning> ProjectionRun::warnings() const
{
    std::vector<ProjectionWarning> all;
    for (const auto &lane : m_lanes) {
        for (const ProjectionWarning &warning : lane->fold->warnings()) {
            const auto isSame = [&](const auto &each) { return each.code == warning.code; };
            if (std::none_of(all.begin(), all.end(), isSame))
                all.push_back(warning);
        }
    }
    for (ProjectionWarning &warning : mistypedTypes(m_log, definition(), true))
        all.push_back(std::move(warning));
    if (m_rows > 0 && m_handled == 0 && !m_failure)
        all.push_back(nothingSelected(m_log, definition(), m_rows,
                                      skippedCount(SkipReason::WrongStream) == m_rows));
    return all;
}

ProjectionFold::AfterEvent ProjectionRun::afterEvent() const
{
    return m_options.steps ? ProjectionFold::AfterEvent::Kept
           : m_checks      ? ProjectionFold::AfterEvent::Checked
                           : ProjectionFold::AfterEvent::Nothing;
}

Result<void> ProjectionRun::checkStates(const OnProgress &onProgress, std::stop_token stop)
{
    Result<void> checked;
    for (const auto &lane : m_lanes) {
        if (checked)
            checked = lane->fold->checkStates(stop);
    }
    if (checked || checked.error().code != ErrorCode::Script)
        return checked;
    const std::uint32_t end = m_rows;
    m_options.hosts = 1;
    m_checks = true;
    auto done = beginAnew(stop);
    if (done)
        done = advance(end, onProgress, stop);
    m_checks = false;
    if (!done)
        return done;
    return m_failure ? Result<void>() : checked; // it does not do the same every time
}

Result<std::vector<PartitionText>> ProjectionRun::states(std::uint32_t from, std::stop_token stop)
{
    std::vector<PartitionText> result;
    if (from >= m_partitions.size())
        return result;
    // Those of one host stand in the same order, not always behind each other.
    const Partition &first = m_partitions[from];
    std::uint32_t last = from;
    while (last + 1 < m_partitions.size() && m_partitions[last + 1].lane == first.lane
           && m_partitions[last + 1].index == m_partitions[last].index + 1)
        ++last;
    return m_lanes[first.lane]->fold->states(first.index, last - from + 1, std::move(stop));
}

Result<PartitionText> ProjectionRun::state(std::uint32_t partition, std::stop_token stop)
{
    const Partition &wanted = m_partitions[partition];
    auto texts = m_lanes[wanted.lane]->fold->states(wanted.index, 1, std::move(stop));
    if (!texts)
        return fail(std::move(texts).error());
    if (texts->empty())
        return fail(ErrorCode::Internal, "The state of a partition is not there.");
    return std::move(texts->front());
}

Result<std::string> ProjectionRun::shared(std::stop_token stop)
{
    return definition().biState ? m_lanes.front()->fold->shared(std::move(stop)) : std::string();
}

Result<std::vector<HandlerTime>> ProjectionRun::takeTimes(std::stop_token stop)
{
    std::vector<HandlerTime> all;
    for (const auto &lane : m_lanes) {
        const auto times = lane->fold->takeTimes(stop);
        if (!times)
            return fail(times.error());
        add(all, *times);
    }
    return all;
}

Result<std::shared_ptr<const ProjectionSnapshot>> ProjectionRun::snapshot(std::stop_token stop)
{
    const auto times = takeTimes(std::move(stop));
    if (times)
        add(m_times, *times);
    else if (times.error().code == ErrorCode::Cancelled)
        return fail(times.error());
    auto made = std::make_shared<ProjectionSnapshot>();
    made->definition = definition();
    made->engine = m_options.engine;
    made->rows = m_rows;
    made->handled = m_handled;
    made->skipped = m_skipped;
    made->outcomes.assign(m_outcomes.begin(), m_outcomes.begin() + m_rows);
    made->previous.assign(m_previous.begin(), m_previous.begin() + m_rows);
    made->failure = m_failure;
    made->emitted = m_emitted;
    made->emittedCount = m_emittedCount;
    made->logs = m_logs;
    made->logCount = m_logCount;
    made->warnings = warnings();
    made->times = m_times;
    // Those of several hosts come together chunk by chunk.
    std::vector<std::uint32_t> order(m_partitions.size());
    std::iota(order.begin(), order.end(), 0);
    const auto isFirst = [this](std::uint32_t a, std::uint32_t b) {
        return m_partitions[a].first < m_partitions[b].first;
    };
    const bool inOrder = std::is_sorted(order.begin(), order.end(), isFirst);
    if (!inOrder)
        std::sort(order.begin(), order.end(), isFirst);
    std::vector<std::uint32_t> places(order.size());
    made->partitions.reserve(order.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) {
        const Partition &from = m_partitions[order[place]];
        places[order[place]] = place;
        made->partitions.push_back({*from.key, from.events, from.first, from.last});
    }
    if (!inOrder) {
        for (ProjectionOutcome &outcome : made->outcomes) {
            if (outcome.isHandled())
                outcome = ProjectionOutcome::partition(places[outcome.partition()]);
        }
    }
    made->keysHash = made->hashOfKeys();
    return std::shared_ptr<const ProjectionSnapshot>(std::move(made));
}

Result<std::string> ProjectionRun::stateOf(std::string_view key, std::stop_token stop)
{
    const auto partition = findPartition(key);
    if (!partition)
        return std::string();
    auto texts = state(*partition, std::move(stop));
    if (!texts)
        return fail(std::move(texts).error());
    return std::move(texts->state);
}

} // namespace eventscope
