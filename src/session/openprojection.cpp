// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/openprojection.h"

#include "base/newestonly.h"
#include "projection/openrunner.h"
#include "projection/readmodelrun.h"
#include "session/hashedfile.h"
#include "session/postto.h"
#include "session/projectionboxes.h"
#include "session/reducerfile.h"
#include "session/workspacetrust.h"

#include <QFileInfo>

#include <algorithm>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTick = 100; // ms between two looks at the progress

unsigned hostCount()
{
    return std::clamp(std::thread::hardware_concurrency() / 2, 1U, 2U);
}

// The program as it is now, by its path and content; empty: nobody can vouch for it. On the run's thread.
QString idOfProgram(const QString &file, const std::stop_token &stop)
{
    const auto content = HashedFile::of(file.toStdString(), stop);
    return content ? WorkspaceTrust::idOf({"projection", file.toUtf8(), content->hash}) : QString();
}

Error unreadableProgram(const QString &file)
{
    if (!QFileInfo::exists(file))
        return Error(ErrorCode::NotFound, "There is no file " + file.toStdString() + ".")
            .at(file.toStdString());
    return Error(ErrorCode::Unreadable, file.toStdString()
                                            + " cannot be read, so nobody can be asked to trust "
                                              "it, and it is not run.")
        .at(file.toStdString());
}

Error heldProgram(const QString &file)
{
    return Error(ErrorCode::Changed,
                 file.toStdString()
                     + " is a program that nobody has allowed to run as it is now: run it to be "
                       "asked.")
        .at(file.toStdString());
}

} // namespace

// The threads. Each box is touched only by the jobs of its own queue.
struct OpenProjection::Workers {
    ProjectionRunBox runBox;
    ProjectionFocusBox focusBox;
    ProjectionListBox listBox;
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
        if (run == m_run || (run == m_snapshotRun && m_snapshot))
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
    m_snapshotRun = 0; // answers that are on their way are about another store
    ++m_stateRequest;
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
    if (m_chosen != file)
        m_chosen.clear();
    m_engine = engine;
    if (isOther) {
        m_schema.clear();
        m_snapshotRun = 0;
        ++m_stateRequest;
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

void OpenProjection::setSchema(const std::string &sql)
{
    if (sql == m_schema)
        return;
    m_schema = sql;
    Q_EMIT fileChanged();
    run();
}

void OpenProjection::setUpcasters(std::map<std::string, std::string> upcasters)
{
    if (upcasters == m_upcasters)
        return;
    m_upcasters = std::move(upcasters);
    run();
}

void OpenProjection::run()
{
    ++m_run;
    m_isAdvancing = false;
    m_held.clear();
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
    m_isAdvancing = false;
    m_workers->runs.cancel();
    m_error = Error(ErrorCode::Cancelled, "The run was stopped.");
    setPhase(Phase::Stopped);
    requestState(); // run() has cut short what was under way
}

void OpenProjection::hold(std::uint64_t run, const QString &held, Error error)
{
    if (run != m_run)
        return;
    m_isAdvancing = false;
    m_held = held;
    m_chosen.clear();
    m_error = std::move(error);
    setPhase(Phase::Refused);
    if (!held.isEmpty())
        Q_EMIT consentWanted();
}

void OpenProjection::allow(const QString &held)
{
    if (held.isEmpty() || held != m_held)
        return;
    if (m_trustFolder.isEmpty())
        m_chosenAsTheyWere.insert(held);
    else
        WorkspaceTrust(m_trustFolder).keep(held, true);
    run();
}

void OpenProjection::logGrew()
{
    if (m_phase == Phase::Ready && !m_isAdvancing && m_log && m_snapshot && !m_snapshot->failure
        && m_snapshot->rows < m_log->rowCount())
        start(false);
}

void OpenProjection::start(bool anew)
{
    m_isAdvancing = true;
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
    options.schema = m_schema;
    options.upcasters = m_upcasters;
    // Whether this program may start, as it is now: on the run's thread, since large ones take a while to look at.
    const auto mayStart = [this, file = m_file, isChosen = m_chosen == m_file,
                           chosen = m_chosenAsTheyWere, folder = m_trustFolder,
                           run = m_run](const std::stop_token &stop) {
        const QString id = idOfProgram(file, stop);
        if (stop.stop_requested())
            return false;
        if (id.isEmpty()) {
            postTo(this, [this, run, file] { hold(run, {}, unreadableProgram(file)); });
            return false;
        }
        if (isChosen) {
            postTo(this, [this, file, id] {
                m_chosenAsTheyWere.insert(id);
                if (m_chosen == file)
                    m_chosen.clear();
            });
        }
        const bool isAllowed = isChosen || chosen.contains(id)
                               || (!folder.isEmpty()
                                   && WorkspaceTrust(folder).choice(id).value_or(false));
        if (!isAllowed)
            postTo(this, [this, run, file, id] { hold(run, id, heldProgram(file)); });
        return isAllowed;
    };
    m_workers->runs.submit([this, box = &m_workers->runBox, log = m_log, store = m_store,
                            file = m_file.toStdString(), options, anew, run = m_run, mayStart,
                            progress = m_progress](std::stop_token stop) {
        std::vector<std::string> seen;
        if ((anew || !box->run || box->log != log) && !isScriptFile(QString::fromStdString(file))) {
            box->close(); // one that ran before it was changed ends here
            if (!mayStart(stop))
                return;
        }
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
    m_isAdvancing = false;
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
        requestState(); // of what is still there: run() has cut short what was under way
        return;
    }
    if (m_clock.isValid() && m_phase == Phase::Running) {
        const double seconds = static_cast<double>(std::max<qint64>(m_clock.elapsed(), 1)) / 1000;
        m_eventsPerSecond = static_cast<double>((*snapshot)->rows) / seconds;
    }
    m_snapshot = std::move(*snapshot);
    m_snapshotRun = run;
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
    if (partition == m_partition || (partition && !m_snapshot))
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
                         && m_snapshot->kind != ProjectionSnapshot::Kind::ReadModel
                         && m_snapshot->partitions[*m_partition].first <= m_playhead;
    if (!isThere) {
        m_workers->states.cancel();
        m_isWaiting = false;
        m_keyState.reset();
        Q_EMIT stateReady();
        return;
    }
    m_isWaiting = true;
    const ProjectionQuestion
        question{m_log,         m_store,    m_file.toStdString(), m_snapshot->engine,
                 m_snapshotRun, m_snapshot, m_playhead,           m_upcasters};
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
        if (question.snapshot->partitions[partition].events > kMostBlamedAtOnce) {
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
    if (!m_snapshot || m_playhead == kNoRow || partitions.empty()
        || m_snapshot->kind == ProjectionSnapshot::Kind::ReadModel)
        return;
    const ProjectionQuestion
        question{m_log,         m_store,    m_file.toStdString(), m_snapshot->engine,
                 m_snapshotRun, m_snapshot, m_playhead,           m_upcasters};
    const auto deliver = [this, question](Result<std::vector<KeyText>> texts) {
        auto kept = std::make_shared<Result<std::vector<KeyText>>>(std::move(texts));
        post(question.run,
             [this, kept, playhead = question.playhead, snapshot = question.snapshot] {
                 if (*kept && playhead == m_playhead && snapshot == m_snapshot)
                     Q_EMIT statesReady(playhead, **kept);
             });
    };
    const bool atTheirEnd = std::all_of(partitions.begin(), partitions.end(), [&](std::uint32_t i) {
        return m_snapshot->partitions[i].last <= m_playhead;
    });
    if (atTheirEnd && m_phase == Phase::Ready && !m_isAdvancing) {
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

void OpenProjection::requestTable(ReadModelPageRequest request)
{
    if (!m_snapshot || m_snapshot->kind != ProjectionSnapshot::Kind::ReadModel || m_isAdvancing
        || m_phase != Phase::Ready || m_playhead == kNoRow)
        return;
    const std::uint32_t end = m_snapshot->failure ? m_snapshot->failure->row.value()
                                                  : m_snapshot->rows;
    m_workers->runs.submit([this, box = &m_workers->runBox, run = m_run, playhead = m_playhead,
                            snapshot = m_snapshot, rows = std::min(end, m_playhead.value() + 1),
                            request = std::move(request)](std::stop_token stop) {
        auto *const model = dynamic_cast<ReadModelRun *>(box->run.get());
        if (!model)
            return;
        const auto work = [&]() -> Result<std::shared_ptr<const TableView>> {
            auto view = std::make_shared<TableView>();
            view->playhead = playhead;
            view->request = request;
            // What the event did is known only once it has been done again: before anything else.
            if (rows == playhead.value() + 1) {
                auto changes = model->changesAt(rows, stop);
                if (!changes)
                    return fail(std::move(changes).error());
                view->changes = std::move(*changes);
            }
            auto tables = model->tablesAt(rows, stop);
            if (!tables)
                return fail(std::move(tables).error());
            view->tables = std::move(*tables);
            const bool isThere = std::any_of(view->tables.begin(), view->tables.end(),
                                             [&](const auto &each) {
                                                 return each.name == request.table;
                                             });
            if (isThere) {
                auto page = model->pageAt(rows, request, stop);
                if (!page)
                    return fail(std::move(page).error());
                view->page = std::move(*page);
            }
            return std::shared_ptr<const TableView>(std::move(view));
        };
        auto view = std::make_shared<Result<std::shared_ptr<const TableView>>>(work());
        if (stop.stop_requested())
            return;
        post(run, [this, view, snapshot] {
            if (snapshot != m_snapshot)
                return;
            if (*view)
                Q_EMIT tableReady(**view);
            else
                Q_EMIT tableFailed(view->error());
        });
    });
}

} // namespace eventscope
