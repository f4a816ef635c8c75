// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/openprojection.h"

#include "base/newestonly.h"
#include "projection/openrunner.h"
#include "replay/blametree.h"
#include "replay/diff.h"
#include "replay/eventreader.h"
#include "replay/scriptreplay.h"
#include "session/postto.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTick = 100;                        // ms between two looks at the progress
constexpr std::size_t kMostEventsOfKey = 2'000;   // whose state is made only for the table
constexpr std::size_t kMostEventsOfKeys = 20'000; // all of them together

unsigned hostCount()
{
    return std::clamp(std::thread::hardware_concurrency() / 2, 1U, 2U);
}

// The place of the last row up to and including that one; none if all come later.
std::optional<std::uint32_t> ordinalUpTo(const std::vector<Row> &rows, Row row)
{
    const auto after = std::upper_bound(rows.begin(), rows.end(), row);
    if (after == rows.begin())
        return std::nullopt;
    return static_cast<std::uint32_t>(after - rows.begin() - 1);
}

// What every question takes along to its thread.
struct Question {
    std::shared_ptr<const EventLog> log;
    std::shared_ptr<const Store> store;
    std::string file;
    ProjectionEngine engine = ProjectionEngine::V1;
    std::uint64_t run = 0;
    std::shared_ptr<const ProjectionSnapshot> snapshot;
    Row playhead = kNoRow;
};

// The run itself.
struct RunBox {
    std::shared_ptr<const EventLog> log; // which the run reads
    std::unique_ptr<ProjectionRunner> run;
    void close()
    {
        run.reset();
        log.reset();
    }
};

// Folds one partition, to be asked for its state at any of its events.
class FocusBox
{
public:
    void close()
    {
        m_replay.reset();
        m_snapshot.reset();
        m_log.reset();
    }

    Result<std::shared_ptr<OpenProjection::KeyState>> ask(const Question &question,
                                                          std::uint32_t partition,
                                                          Replay::Blaming blaming,
                                                          std::stop_token stop)
    {
        if (question.snapshot->kind == ProjectionSnapshot::Kind::Program)
            return ofProgram(question, partition);
        if (auto opened = open(question, partition, stop); !opened)
            return fail(std::move(opened).error());
        auto answer = std::make_shared<OpenProjection::KeyState>();
        answer->partition = partition;
        answer->sequence = m_replay->sequence();
        const auto ordinal = ordinalUpTo(*m_rows, question.playhead);
        if (!ordinal)
            return std::shared_ptr<OpenProjection::KeyState>();
        auto at = m_replay->stateAt(*ordinal, stop, blaming);
        if (!at)
            return fail(std::move(at).error());
        answer->at = std::move(*at);
        const ProjectionSnapshot &snapshot = *question.snapshot;
        if (snapshot.definition.transforms && !answer->at.failure) {
            const auto result = m_replay->resultAt(*ordinal, stop);
            if (!result)
                return fail(result.error());
            if (auto value = JsonValue::parse(*result))
                answer->result = std::move(*value);
        }
        const ProjectionOutcome outcome = question.playhead.value() < snapshot.rows
                                              ? snapshot.outcomes[question.playhead.value()]
                                              : ProjectionOutcome::failed();
        answer->isOfPlayhead = outcome.isHandled() && outcome.partition() == partition;
        return answer;
    }

private:
    // What the program said of the key; a program cannot be asked again.
    static Result<std::shared_ptr<OpenProjection::KeyState>> ofProgram(const Question &question,
                                                                       std::uint32_t partition)
    {
        const ProjectionSnapshot &snapshot = *question.snapshot;
        const auto &states = snapshot.programStates[partition];
        const auto rows = snapshot.rowsOf(partition);
        const auto ordinal = ordinalUpTo(rows, question.playhead);
        if (!ordinal)
            return std::shared_ptr<OpenProjection::KeyState>();
        auto answer = std::make_shared<OpenProjection::KeyState>();
        answer->partition = partition;
        answer->sequence = Sequence::of(rows);
        answer->isOfPlayhead = rows[*ordinal] == question.playhead;
        answer->at.ordinal = *ordinal;
        const auto valueAt = [&](std::uint32_t at) -> Result<JsonValue> {
            if (!states[at].isKept)
                return fail(ErrorCode::Limit,
                            "What the program said here was not kept: there was no room for all of "
                            "its states.");
            return states[at].state.empty() ? JsonValue() : JsonValue::parse(states[at].state);
        };
        BlameTree blame;
        const bool blames = rows.size() <= kMostEventsOfKey;
        answer->at.blamed = blames;
        for (std::uint32_t at = blames || *ordinal == 0 ? 0 : *ordinal - 1; at <= *ordinal; ++at) {
            auto value = valueAt(at);
            if (!value)
                return fail(std::move(value).error());
            answer->at.before = std::exchange(answer->at.state, std::move(*value));
            if (blames)
                blame.stepped(answer->at.before, answer->at.state, at);
        }
        if (blames)
            answer->at.blame = blame.leaves(answer->at.state);
        answer->at.changes = changedLeaves(answer->at.before, answer->at.state, ArrayMatch::ById);
        return answer;
    }

    Result<void> open(const Question &question, std::uint32_t partition, std::stop_token stop)
    {
        const ProjectionSnapshot &snapshot = *question.snapshot;
        const std::string &key = snapshot.partitions[partition].key;
        const bool isOther = m_log != question.log || m_run != question.run;
        if (!m_replay || isOther) {
            close();
            auto reader = question.store->reader();
            if (!reader)
                return fail(std::move(reader).error());
            ScriptOptions options;
            options.projection = ProjectionFocus{std::string(engineName(question.engine)), key};
            auto replay = ScriptReplay::open(*question.log, std::move(*reader), question.file,
                                             options, std::move(stop));
            if (!replay)
                return fail(std::move(replay).error());
            m_replay = std::move(*replay);
            m_log = question.log;
            m_run = question.run;
        }
        if (m_snapshot == question.snapshot && m_key == key)
            return {};
        m_rows = std::make_shared<const Sequence::Rows>(
            snapshot.definition.biState && snapshot.rows > 0
                ? snapshot.handledRows(Row(snapshot.rows - 1))
                : snapshot.rowsOf(partition));
        if (m_snapshot && m_key == key)
            m_replay->setSequence(Sequence::of(m_rows)); // the same with more events
        else
            m_replay->setPartition(key, Sequence::of(m_rows));
        m_key = key;
        m_snapshot = question.snapshot;
        return {};
    }

    std::shared_ptr<const EventLog> m_log;
    std::uint64_t m_run = 0;
    std::shared_ptr<const ProjectionSnapshot> m_snapshot;
    std::string m_key;
    std::shared_ptr<const Sequence::Rows> m_rows;
    std::unique_ptr<ScriptReplay> m_replay;
};

// Folds the few events of keys that are shown.
class ListBox
{
public:
    void close()
    {
        m_fold.reset();
        m_events.reset();
        m_reader.reset();
        m_log.reset();
    }

    Result<std::vector<OpenProjection::KeyText>> ask(const Question &question,
                                                     const std::vector<std::uint32_t> &partitions,
                                                     std::stop_token stop)
    {
        const ProjectionSnapshot &snapshot = *question.snapshot;
        if (snapshot.kind == ProjectionSnapshot::Kind::Program)
            return ofProgram(question, partitions);
        if (auto opened = open(question, stop); !opened)
            return fail(std::move(opened).error());
        std::vector<Row> rows;
        if (snapshot.definition.biState) {
            if (snapshot.handled <= kMostEventsOfKeys)
                rows = snapshot.handledRows(question.playhead);
        } else {
            for (const std::uint32_t partition : partitions) {
                if (snapshot.partitions[partition].events > kMostEventsOfKey
                    || rows.size() > kMostEventsOfKeys)
                    continue;
                const auto own = snapshot.rowsOf(partition, question.playhead);
                rows.insert(rows.end(), own.begin(), own.end());
            }
            std::sort(rows.begin(), rows.end());
        }
        if (auto begun = m_fold->begin(false, stop); !begun)
            return fail(std::move(begun).error());
        if (auto fed = feed(rows, stop); !fed)
            return fail(std::move(fed).error());
        return texts(snapshot, partitions, std::move(stop));
    }

private:
    static std::vector<OpenProjection::KeyText> ofProgram(
        const Question &question, const std::vector<std::uint32_t> &partitions)
    {
        std::vector<OpenProjection::KeyText> texts;
        for (const std::uint32_t partition : partitions) {
            const auto &states = question.snapshot->programStates[partition];
            const auto after = std::partition_point(states.begin(), states.end(),
                                                    [&](const auto &each) {
                                                        return each.row <= question.playhead;
                                                    });
            texts.push_back(
                {partition, after == states.begin() ? std::string() : std::prev(after)->state});
        }
        return texts;
    }

    Result<void> open(const Question &question, std::stop_token stop)
    {
        if (m_fold && m_log == question.log && m_run == question.run)
            return {};
        close();
        auto reader = question.store->reader();
        if (!reader)
            return fail(std::move(reader).error());
        auto fold = ProjectionFold::open(question.file, {{}, question.engine}, std::move(stop));
        if (!fold)
            return fail(std::move(fold).error());
        m_log = question.log;
        m_run = question.run;
        m_reader = std::move(*reader);
        m_events = std::make_unique<EventReader>(*m_log, *m_reader,
                                                 EventReader::Options{false, false, true});
        m_fold = std::move(*fold);
        return {};
    }

    Result<void> feed(std::vector<Row> rows, std::stop_token stop)
    {
        m_events->setSequence(Sequence::of(std::move(rows)));
        for (std::uint32_t at = 0; at < m_events->size();) {
            const auto part = m_events->read(at, m_events->size(), stop);
            if (!part)
                return fail(part.error());
            if (auto applied = m_fold->apply(part->events, stop); !applied)
                return applied;
            at = part->end;
        }
        return m_fold->sync(std::move(stop));
    }

    Result<std::vector<OpenProjection::KeyText>> texts(const ProjectionSnapshot &snapshot,
                                                       const std::vector<std::uint32_t> &partitions,
                                                       std::stop_token stop)
    {
        std::vector<PartitionText> states;
        const std::vector<std::string> &keys = m_fold->keys();
        while (states.size() < keys.size()) {
            const auto from = static_cast<std::uint32_t>(states.size());
            auto more = m_fold->states(from, static_cast<std::uint32_t>(keys.size()) - from, stop);
            if (!more)
                return fail(std::move(more).error());
            if (more->empty())
                break;
            std::move(more->begin(), more->end(), std::back_inserter(states));
        }
        std::vector<OpenProjection::KeyText> result;
        for (const std::uint32_t partition : partitions) {
            const auto found = std::find(keys.begin(), keys.end(),
                                         snapshot.partitions[partition].key);
            const auto index = static_cast<std::size_t>(found - keys.begin());
            result.push_back({partition, index < states.size() ? std::move(states[index].state)
                                                               : std::string()});
        }
        return result;
    }

    std::shared_ptr<const EventLog> m_log;
    std::uint64_t m_run = 0;
    std::unique_ptr<RecordReader> m_reader;
    std::unique_ptr<EventReader> m_events;
    std::unique_ptr<ProjectionFold> m_fold;
};

} // namespace

// The threads. Each box is touched only by the jobs of its own queue.
struct OpenProjection::Workers {
    RunBox runBox;
    FocusBox focusBox;
    ListBox listBox;
    NewestOnly runs;
    NewestOnly states;
    NewestOnly lists;
};

OpenProjection::OpenProjection(QObject *parent)
    : QObject(parent)
    , m_progress(std::make_shared<Progress>())
    , m_workers(std::make_unique<Workers>())
{
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const double seconds = static_cast<double>(m_clock.elapsed()) / 1000;
        if (seconds > 0)
            m_eventsPerSecond = static_cast<double>(m_progress->done.load()) / seconds;
        Q_EMIT progressChanged();
    });
    connect(&m_watch, &FileWatch::changed, this, &OpenProjection::run);
}

OpenProjection::~OpenProjection()
{
    m_workers.reset();
}

bool OpenProjection::isIdle() const
{
    return m_workers->runs.idle() && m_workers->states.idle() && m_workers->lists.idle();
}

void OpenProjection::post(std::uint64_t run, std::function<void()> answer)
{
    postTo(this, [this, run, answer = std::move(answer)] {
        if (run == m_run)
            answer();
    });
}

void OpenProjection::setPhase(Phase phase)
{
    m_phase = phase;
    if (phase == Phase::Running)
        m_tick.start();
    else
        m_tick.stop();
    Q_EMIT phaseChanged();
}

void OpenProjection::setStore(std::shared_ptr<const EventLog> log,
                              std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    m_playhead = kNoRow;
    m_snapshot.reset();
    m_partition.reset();
    m_key.clear();
    m_keyState.reset();
    m_isWaiting = false;
    Q_EMIT snapshotChanged();
    Q_EMIT partitionChanged();
    Q_EMIT stateReady();
    run();
}

void OpenProjection::open(const QString &file, ProjectionEngine engine)
{
    const bool isOther = file != m_file;
    m_file = file;
    m_engine = engine;
    if (isOther) {
        m_snapshot.reset();
        m_partition.reset();
        m_key.clear();
        m_keyState.reset();
        m_watch.setFiles(file.isEmpty() ? QStringList() : QStringList{file});
        Q_EMIT snapshotChanged();
        Q_EMIT partitionChanged();
        Q_EMIT stateReady();
    }
    Q_EMIT fileChanged();
    run();
}

void OpenProjection::run()
{
    ++m_run;
    m_workers->states.cancel();
    m_workers->lists.cancel();
    m_isWaiting = false;
    if (!m_log || m_file.isEmpty()) {
        // Their connections to the store go with them.
        m_workers->runs.submit([box = &m_workers->runBox](std::stop_token) { box->close(); });
        m_workers->states.submit([box = &m_workers->focusBox](std::stop_token) { box->close(); });
        m_workers->lists.submit([box = &m_workers->listBox](std::stop_token) { box->close(); });
        setPhase(Phase::Empty);
        return;
    }
    start(true);
}

void OpenProjection::stop()
{
    if (m_phase != Phase::Running)
        return;
    ++m_run;
    m_workers->runs.cancel();
    m_error = Error(ErrorCode::Cancelled, "The run was stopped.");
    setPhase(Phase::Stopped);
}

void OpenProjection::logGrew()
{
    if (m_phase == Phase::Ready && m_log && m_snapshot && !m_snapshot->failure
        && m_snapshot->rows < m_log->rowCount())
        start(false);
}

void OpenProjection::start(bool anew)
{
    m_progress = std::make_shared<Progress>();
    m_progress->total = m_log->rowCount();
    if (anew) {
        m_eventsPerSecond = 0;
        m_clock.start();
        setPhase(Phase::Running);
    }
    RunnerOptions options;
    options.engine = m_engine;
    options.hosts = hostCount();
    m_workers->runs.submit([this, box = &m_workers->runBox, log = m_log, store = m_store,
                            file = m_file.toStdString(), options, anew, run = m_run,
                            progress = m_progress](std::stop_token stop) {
        std::vector<std::string> seen;
        const auto work = [&]() -> Result<std::shared_ptr<const ProjectionSnapshot>> {
            if (anew || !box->run || box->log != log) {
                box->close();
                auto opened = openRunner(
                    *log, [store] { return store->reader(); }, file, options, stop, &seen);
                if (!opened)
                    return fail(std::move(opened).error());
                box->run = std::move(*opened);
                box->log = log;
            }
            const auto onProgress = [&](std::uint32_t rows) { progress->done = rows; };
            if (auto done = box->run->advanceTo(log->rowCount(), onProgress, stop); !done)
                return fail(std::move(done).error());
            return box->run->snapshot(stop);
        };
        auto snapshot = std::make_shared<Result<std::shared_ptr<const ProjectionSnapshot>>>(work());
        if (stop.stop_requested())
            return;
        const bool wasLoaded = box->run != nullptr;
        post(run, [this, run, snapshot, wasLoaded, seen] {
            takeRun(run, std::move(*snapshot), wasLoaded, seen);
        });
    });
}

void OpenProjection::takeRun(std::uint64_t run,
                             Result<std::shared_ptr<const ProjectionSnapshot>> snapshot,
                             bool wasLoaded, std::vector<std::string> files)
{
    if (run != m_run)
        return;
    if (!files.empty()) {
        QStringList watched;
        for (const std::string &file : files)
            watched.append(QString::fromStdString(file));
        if (!watched.contains(m_file))
            watched.append(m_file);
        m_watch.setFiles(watched);
    }
    if (!snapshot) {
        m_error = std::move(snapshot).error();
        setPhase(wasLoaded ? Phase::Stopped : Phase::Refused);
        return;
    }
    if (m_clock.isValid() && m_phase == Phase::Running) {
        const double seconds = static_cast<double>(std::max<qint64>(m_clock.elapsed(), 1)) / 1000;
        m_eventsPerSecond = static_cast<double>((*snapshot)->rows) / seconds;
    }
    m_snapshot = std::move(*snapshot);
    // The same key, which may stand elsewhere now.
    if (m_partition)
        m_partition = m_snapshot->findPartition(m_key);
    setPhase(Phase::Ready);
    Q_EMIT snapshotChanged();
    Q_EMIT partitionChanged();
    requestState();
    logGrew();
}

void OpenProjection::setPlayhead(Row row)
{
    if (row == m_playhead)
        return;
    m_playhead = row;
    Q_EMIT playheadChanged();
    requestState();
}

void OpenProjection::setPartition(std::optional<std::uint32_t> partition)
{
    if (partition == m_partition)
        return;
    m_partition = partition;
    m_key = partition ? m_snapshot->partitions[*partition].key : std::string();
    Q_EMIT partitionChanged();
    requestState();
}

void OpenProjection::requestState()
{
    const std::uint64_t request = ++m_stateRequest;
    const bool isThere = m_snapshot && m_partition && m_playhead != kNoRow
                         && m_snapshot->partitions[*m_partition].first <= m_playhead;
    if (!isThere) {
        m_workers->states.cancel();
        m_isWaiting = false;
        m_keyState.reset();
        Q_EMIT stateReady();
        return;
    }
    m_isWaiting = true;
    const Question question{m_log,      m_store,   m_file.toStdString(), m_engine, m_run,
                            m_snapshot, m_playhead};
    m_workers->states.submit([this, box = &m_workers->focusBox, question, request,
                              partition = *m_partition](std::stop_token stop) {
        const auto deliver = [&](Result<std::shared_ptr<KeyState>> answer, bool isLast) {
            if (stop.stop_requested())
                return;
            auto kept = std::make_shared<Result<std::shared_ptr<KeyState>>>(std::move(answer));
            post(question.run, [this, kept, request, isLast] {
                if (request != m_stateRequest)
                    return;
                m_isWaiting = !isLast;
                if (*kept) {
                    m_keyState = std::move(**kept);
                    Q_EMIT stateReady();
                } else {
                    m_keyState.reset();
                    Q_EMIT stateFailed(kept->error());
                }
            });
        };
        // Blame takes a pass of its own: of many events, the state comes first.
        if (question.snapshot->partitions[partition].events > kMostEventsOfKey) {
            auto early = box->ask(question, partition, Replay::Blaming::Without, stop);
            const bool failed = !early;
            deliver(std::move(early), failed);
            if (failed)
                return;
        }
        deliver(box->ask(question, partition, Replay::Blaming::With, stop), true);
    });
}

void OpenProjection::requestStates(std::vector<std::uint32_t> partitions)
{
    if (!m_snapshot || m_playhead == kNoRow || partitions.empty())
        return;
    const Question question{m_log,      m_store,   m_file.toStdString(), m_engine, m_run,
                            m_snapshot, m_playhead};
    const auto deliver = [this, question](Result<std::vector<KeyText>> texts) {
        auto kept = std::make_shared<Result<std::vector<KeyText>>>(std::move(texts));
        post(question.run, [this, kept, playhead = question.playhead] {
            if (*kept && playhead == m_playhead)
                Q_EMIT statesReady(playhead, **kept);
        });
    };
    const bool atTheirEnd = std::all_of(partitions.begin(), partitions.end(), [&](std::uint32_t i) {
        return m_snapshot->partitions[i].last <= m_playhead;
    });
    if (atTheirEnd && m_phase == Phase::Ready) {
        m_workers->runs.submit([box = &m_workers->runBox, snapshot = m_snapshot,
                                partitions = std::move(partitions), deliver](std::stop_token stop) {
            if (!box->run)
                return;
            std::vector<KeyText> texts;
            for (const std::uint32_t partition : partitions) {
                auto state = box->run->stateOf(snapshot->partitions[partition].key, stop);
                if (!state)
                    return;
                texts.push_back({partition, std::move(*state)});
            }
            deliver(std::move(texts));
        });
        return;
    }
    m_workers->lists.submit([box = &m_workers->listBox, question,
                             partitions = std::move(partitions), deliver](std::stop_token stop) {
        auto texts = box->ask(question, partitions, stop);
        if (!stop.stop_requested())
            deliver(std::move(texts));
    });
}

} // namespace eventscope
