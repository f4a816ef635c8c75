// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "base/disposal.h"
#include "script/sourcefile.h"
#include "session/postto.h"
#include "session/previews.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace eventscope {

namespace {

// Streams up to this long are walked in the GUI thread (a millisecond); longer ones on a thread of their own.
constexpr std::uint32_t kWalkAtOnce = 20'000;
constexpr std::size_t kMostEffects = 1000;
constexpr std::size_t kMostCorrelated = 10'000;
constexpr int kPollMilliseconds = 60;

template<typename Rows>
void keepAtMost(Rows &rows, std::size_t most)
{
    if (rows.size() > most)
        rows.resize(most);
}

Result<Session::EventDetails> readDetails(RecordReader &reader, const EventLog &log, Row row,
                                          const std::stop_token &stop)
{
    auto record = reader.read(log.locator(row), stop);
    if (!record)
        return fail(std::move(record).error());
    Session::EventDetails details;
    details.row = row;
    details.causes = log.rowsByIdHash(log.causationHash(row));
    details.effects = log.rowsByCausationHash(log.idHash(row));
    details.correlated = log.rowsByCorrelationHash(log.correlationHash(row));
    // Some frameworks let an event that nothing caused name itself.
    std::erase(details.causes, row);
    std::erase(details.effects, row);
    keepAtMost(details.causes, kMostEffects);
    keepAtMost(details.effects, kMostEffects);
    keepAtMost(details.correlated, kMostCorrelated);
    details.record = std::move(*record);
    return details;
}

} // namespace

// The threads. Each box is touched only by the jobs of its own queue.
struct Session::Workers {
    struct ReaderBox {
        std::uint64_t generation = 0;
        std::unique_ptr<RecordReader> reader;

        Result<RecordReader *> readerFor(std::uint64_t wanted, const Store &store)
        {
            if (!reader || generation != wanted) {
                reader.reset();
                auto made = store.reader();
                if (!made)
                    return eventscope::fail(std::move(made).error());
                reader = std::move(*made);
                generation = wanted;
            }
            return reader.get();
        }
    };
    ReaderBox detailsBox;
    ReaderBox previewsBox;

    NewestOnly opening;
    NewestOnly stream;
    NewestOnly details;
    NewestOnly previews;
};

Session::Session(QObject *parent)
    : QObject(parent)
    , m_workers(std::make_unique<Workers>())
{
    connect(&m_shown, &ShownEvents::filterChanged, this, [this] {
        m_correlation.setFilter(m_shown.filterText());
        Q_EMIT filterChanged();
    });
    connect(&m_shown, &ShownEvents::shownChanged, this, &Session::shownEventsChanged);
    connect(&m_types, &TypeVisibility::changed, this,
            [this] { m_shown.setHidden(m_types.mask()); });
    // What one selects belongs to the place where one is; a jump sets the selection before it is at its own.
    connect(&m_selectedEvents, &EventSelection::changed, this, &Session::updatePlace);
    connect(&m_states, &StateQueries::stateReady, this, &Session::stateReady);
    connect(&m_states, &StateQueries::stateFailed, this, &Session::stateFailed);
    connect(&m_catalogue, &Catalogue::changed, this,
            [this] { m_seenFields.takeCatalogue(m_catalogue.contents()); });
    connect(&m_masking, &Masking::changed, this, &Session::takeMasks);
    connect(&m_snapshotCheck, &SnapshotCheck::changed, this, [this] {
        const auto report = m_snapshotCheck.report();
        m_findings.add(FindingCode::SnapshotDiffers,
                       report ? report->findings : std::vector<Finding>(),
                       report ? report->findings.size() : 0);
        if (report)
            m_snapshots.setVerdicts(report->verdicts);
    });
    connect(&m_decoders, &Decoders::changed, this, &Session::takeDecoders);
    connect(&m_workspace, &Workspace::reducerChanged, this, &Session::takeUpcasters);
    connect(&m_workspace, &Workspace::heldChanged, this, &Session::takeUpcasters);
    m_poll.setInterval(kPollMilliseconds);
    connect(&m_poll, &QTimer::timeout, this, &Session::poll);
}

Session::~Session()
{
    m_workers.reset();
    letGoOfLog();
}

// What is last of a large log takes a while to end.
void Session::letGoOfLog()
{
    struct Gone {
        std::shared_ptr<EventLog> log;
        std::unique_ptr<LogLoader> loader; // ends first: it fills the log
    };
    if (m_loader)
        m_loader->stop();
    disposeElsewhere(std::make_shared<Gone>(Gone{std::move(m_log), std::move(m_loader)}));
}

const SourceInfo &Session::info() const
{
    return m_store->info();
}

double Session::loadFraction() const
{
    if (m_phase == Phase::Opening)
        return m_opening->fraction();
    return m_loader ? m_loader->progress().fraction() : -1;
}

bool Session::isIdle() const
{
    return m_phase != Phase::Opening && m_phase != Phase::Loading && m_workers->opening.idle()
           && m_workers->stream.idle() && m_workers->details.idle() && m_states.isIdle()
           && m_histories.isIdle() && m_trends.isIdle() && m_changesOfEvents.isIdle()
           && m_shown.isIdle() && m_findings.isIdle() && m_catalogue.isIdle() && m_lag.isIdle()
           && m_snapshots.isIdle() && m_snapshotComparison.isIdle() && m_snapshotCheck.isIdle()
           && m_chains.isIdle() && m_correlation.isIdle() && m_decoders.isIdle()
           && m_projection.isIdle() && m_workers->previews.idle();
}

void Session::post(std::uint64_t generation, std::function<void()> answer)
{
    postTo(this, [this, generation, answer = std::move(answer)] {
        if (generation == m_generation)
            answer();
    });
}

void Session::setPhase(Phase phase)
{
    if (m_phase == phase)
        return;
    m_phase = phase;
    Q_EMIT phaseChanged();
}

namespace {

struct Opened {
    OpenOptions options;
    Result<std::shared_ptr<Store>> store;
};

// Where several frameworks keep their events in one database, the workspace file remembers which of them was chosen.
Opened openAsSettled(const QString &location, const OpenOptions &options, const QString &file,
                     const Opening &opening)
{
    Opened opened{options, openStore(location.toStdString(), options, opening)};
    const bool isAsked = options.mapping || !options.dialect.empty() || !options.table.empty();
    if (isAsked || opened.store || opened.store.error().code != ErrorCode::Ambiguous)
        return opened;
    const auto settled = readWorkspace(file);
    if (!settled || (settled->store.dialect.isEmpty() && settled->store.table.isEmpty()))
        return opened;
    OpenOptions chosen = options;
    chosen.dialect = settled->store.dialect.toStdString();
    chosen.table = settled->store.table.toStdString();
    // What was chosen then may be there no more: that is to be chosen again.
    if (auto store = openStore(location.toStdString(), chosen, opening))
        return {std::move(chosen), std::move(store)};
    return opened;
}

} // namespace

void Session::open(const QString &location, const OpenOptions &options,
                   const QString &workspaceFile)
{
    // A projection is of its store. The same store again runs it again; but a program only if it was running.
    const bool isReload = location == m_location && m_phase != Phase::Empty;
    const bool ran = m_projection.phase() == OpenProjection::Phase::Running
                     || m_projection.phase() == OpenProjection::Phase::Ready;
    if (!isReload || (!ran && !isScriptFile(m_projection.file().toStdString())))
        m_projection.close();
    close();
    m_location = location;
    m_options = options;
    m_workspaceFile = workspaceFile;
    m_opening = std::make_shared<Progress>();
    m_openingSeen = -1;
    setPhase(Phase::Opening);
    m_poll.start();
    m_workers->opening.submit([this, generation = m_generation, location, options, workspaceFile,
                               progress = m_opening,
                               folder = m_workspace.folder()](std::stop_token stop) {
        const auto opened = std::make_shared<Opened>(
            openAsSettled(location, options,
                          workspaceFile.isEmpty() ? eventscope::workspaceFile(folder, location)
                                                  : workspaceFile,
                          {stop, progress.get()}));
        if (stop.stop_requested())
            return;
        post(generation, [this, opened] {
            m_options = opened->options;
            takeStore(std::move(opened->store));
        });
    });
}

void Session::reopen()
{
    const QString location = m_location;
    const OpenOptions options = m_options;
    const QString workspaceFile = m_workspace.isNamed() ? m_workspace.file() : m_workspaceFile;
    open(location, options, workspaceFile);
}

void Session::close()
{
    if (m_log)
        Q_EMIT closing();
    ++m_generation;
    m_poll.stop();
    m_workers->opening.cancel();
    m_workers->stream.cancel();
    // Their connections to the store go with it.
    m_workers->details.submit([box = &m_workers->detailsBox](std::stop_token) { *box = {}; });
    m_workers->previews.submit([box = &m_workers->previewsBox](std::stop_token) { *box = {}; });
    if (m_log)
        Q_EMIT closed();
    m_shown.close(); // first: it shows nothing of what goes
    m_types.close();
    letGoOfLog();
    m_store.reset();
    m_stored.reset();
    m_states.close();
    m_histories.close();
    m_trends.close();
    m_changesOfEvents.close();
    m_bisector.close();
    m_bookmarks.close();
    m_findings.close();
    m_lag.close();
    m_snapshotComparison.close();
    m_snapshotCheck.close();
    m_snapshots.close();
    m_seenFields.close();
    m_catalogue.close();
    m_chains.close();
    m_correlation.close();
    m_projection.setStore({}, {});
    m_workspace.close();
    m_decoders.close();
    m_masking.close();
    m_details.reset();
    m_rowsSeen = 0;
    m_playhead = kNoRow;
    m_playheadChosen = false;
    m_stream.reset();
    m_streamType.reset();
    m_streamSequence = {};
    m_streamOrdinal.reset();
    m_selectedEvents.clear();
    m_onlyStream = false;
    m_placeFilter.clear();
    m_places.clear();
    setPhase(Phase::Empty);
}

void Session::takeStore(Result<std::shared_ptr<Store>> store)
{
    if (!store)
        return fail(std::move(store).error());
    // The loader sees what is stored, searches also what decoders make of it; all others only what is to be seen.
    const std::shared_ptr<Store> undecoded = std::move(*store);
    const std::shared_ptr<Store> stored = decodedStore(undecoded, m_decoders.shared());
    m_stored = stored;
    m_store = maskedStore(stored, m_masking.masks());
    EventLog::Options options;
    options.countVersions = m_store->info().versionsCounted;
    m_log = std::make_shared<EventLog>(options);
    m_loader = std::make_unique<LogLoader>(undecoded, *m_log);
    m_loader->setFollowing(m_following && m_store->info().canFollow);
    m_loader->start(true);
    m_poll.start();
    m_shown.open(m_log, stored);
    m_workspace.open({m_location, QString::fromStdString(m_options.dialect),
                      QString::fromStdString(m_options.table)},
                     m_workspaceFile);
    m_decoders.open(m_location, undecoded);
    m_masking.open();
    m_types.open(m_log.get());
    m_bookmarks.open(m_log);
    setPhase(Phase::Loading);
    m_correlation.open(m_log);
    m_chains.open(m_log, m_store); // works while the log loads
    Q_EMIT opened();
}

void Session::fail(Error error)
{
    m_error = std::move(error);
    if (!m_loader)
        m_poll.stop();
    setPhase(Phase::Failed);
    Q_EMIT failed(m_error);
}

void Session::cancelLoading()
{
    if (m_phase == Phase::Opening)
        close();
    else if (m_loader && m_phase == Phase::Loading)
        m_loader->stop();
}

void Session::setFollowing(bool following)
{
    if (m_following == following)
        return;
    m_following = following;
    m_lag.setFollowing(following);
    if (m_loader)
        m_loader->setFollowing(following && m_store->info().canFollow);
    Q_EMIT followingChanged();
}

// Carries what the loader did into the window, a few times a second and always in the GUI thread.
void Session::poll()
{
    if (m_phase == Phase::Opening) {
        if (const double part = loadFraction(); part != m_openingSeen) {
            m_openingSeen = part;
            Q_EMIT openingWentOn();
        }
        return;
    }
    const LogLoader::State state = m_loader->state();
    const std::uint32_t rows = m_log->rowCount();
    const bool grew = rows != m_rowsSeen;
    m_rowsSeen = rows;
    if (grew) {
        if (m_stream && m_log->streamSummary(*m_stream).events != m_streamSequence.size())
            updateStreamSequence();
        m_types.grow();
        m_shown.grow();
        m_bookmarks.grow();
        m_findings.grew();
        m_lag.grew();
        m_snapshots.grew();
        m_correlation.grow();
        m_projection.logGrew();
    }
    if (grew || m_phase == Phase::Loading)
        Q_EMIT rowsChanged();
    if (grew && !m_playheadChosen && m_playhead == kNoRow)
        followEnd(Row(rows - 1));

    if (m_phase != Phase::Loading) {
        if (m_phase == Phase::Ready && state == LogLoader::State::Replaced)
            fail(m_loader->error().value_or(Error()));
        else if (m_phase == Phase::Ready && state == LogLoader::State::Failed)
            fail(m_loader->error().value_or(Error()));
        return;
    }
    if (state == LogLoader::State::Loading)
        return;
    // The states are set after the last row: one more look, so that "loaded" means that everything has been shown.
    if (m_log->rowCount() != m_rowsSeen)
        return poll();
    if (!m_playheadChosen && rows > 0) {
        // Nobody has chosen a place yet: the newest event, with its stream and state, is a better start than empty panels.
        choose(m_log->stream(Row(rows - 1)) == kNoStream
                   ? std::nullopt
                   : std::optional(m_log->stream(Row(rows - 1))));
        followEnd(Row(rows - 1));
        remember();
    }
    openFindings();
    m_lag.open(m_log, m_store);
    m_snapshots.open(m_log, m_store);
    m_snapshotComparison.open(m_stored, m_masking.masks());
    takeUpcasters();
    m_projection.setTrustFolder(m_workspace.folder());
    m_projection.setStore(m_log, m_store);
    m_projection.setPlayhead(m_playhead);
    m_catalogue.open(m_log, m_store);
    m_seenFields.open(m_log, m_store);
    if (state == LogLoader::State::Loaded || state == LogLoader::State::Stopped)
        setPhase(Phase::Ready);
    else
        fail(m_loader->error().value_or(Error()));
}

// --- the selected stream ---

void Session::updateStreamSequence()
{
    if (!m_stream)
        return takeStreamSequence({});
    if (m_log->streamSummary(*m_stream).events <= kWalkAtOnce)
        return takeStreamSequence(Sequence::of(m_log->streamRows(*m_stream)));
    if (!m_streamSequence.empty() && m_log->stream(m_streamSequence.row(0)) != *m_stream)
        takeStreamSequence({});
    m_workers->stream.submit(
        [this, generation = m_generation, log = m_log, stream = *m_stream](std::stop_token stop) {
            Sequence sequence = Sequence::of(log->streamRows(stream));
            if (stop.stop_requested())
                return;
            post(generation, [this, stream, sequence = std::move(sequence)] {
                if (m_stream == stream)
                    takeStreamSequence(sequence);
            });
        });
}

void Session::takeStreamSequence(Sequence sequence)
{
    m_streamSequence = std::move(sequence);
    updateOrdinal();
    Q_EMIT streamSequenceChanged();
    if (m_onlyStream)
        showStream();
    requestState();
}

// Those of the reducers that are run.
void Session::takeUpcasters()
{
    std::map<std::string, std::string> upcasters;
    for (std::uint32_t i = 0; m_log && i < m_log->streamTypeCount(); ++i) {
        const std::string type(m_log->streamTypeName(StreamTypeId(i)));
        std::string file = m_workspace.runnableReducer(type);
        if (isScriptFile(file))
            upcasters.emplace(type, std::move(file));
    }
    m_projection.setUpcasters(std::move(upcasters));
}

// What is on the way was read under the old rules: it is asked for anew, and what is there goes.
void Session::takeMasks()
{
    if (!m_log || m_phase == Phase::Opening || m_phase == Phase::Empty)
        return;
    ++m_previewRound;
    m_details.reset();
    if (m_playhead != kNoRow)
        requestDetails();
    m_states.replayAnew();
    m_lag.masksChanged();
    m_projection.run();
    if (m_phase == Phase::Ready) {
        const bool wanted = m_catalogue.contents() || m_catalogue.isMaking();
        m_catalogue.close();
        m_catalogue.open(m_log, m_store);
        if (wanted)
            m_catalogue.want();
        // What filters are completed with holds values, too.
        m_seenFields.close();
        m_seenFields.open(m_log, m_store);
    }
    Q_EMIT payloadsChanged();
}

// Of what is stored: a masked state differs from a masked snapshot where nothing is wrong. Findings name fields and no values.
void Session::checkSnapshots()
{
    if (!m_log || m_phase == Phase::Opening || m_phase == Phase::Loading)
        return;
    m_snapshotCheck.check(m_log, m_stored, m_workspace, m_states.question().limits);
}

void Session::takeDecoders()
{
    if (!m_log || m_phase == Phase::Opening || m_phase == Phase::Empty)
        return;
    takeMasks();
    m_shown.searchAnew();
    if (m_phase == Phase::Ready) {
        m_findings.close();
        openFindings();
        if (m_snapshotCheck.report())
            checkSnapshots();
    }
}

// Of what is stored: findings name fields and kinds, but no values, and a masked value is another kind. A decoder is a program of the user's:
// it is not made to read millions of payloads that nobody has asked for.
void Session::openFindings()
{
    constexpr std::uint32_t kMostDecoded = 200'000; // events
    const bool areDecoded = m_log->rowCount() <= kMostDecoded;
    m_findings.open(m_log, areDecoded ? m_stored : m_decoders.undecoded());
}

// --- answers that take a moment ---

void Session::requestDetails()
{
    const std::uint64_t request = ++m_detailsRequest;
    m_workers->details.submit([this, request, generation = m_generation,
                               box = &m_workers->detailsBox, log = m_log, store = m_store,
                               row = m_playhead](std::stop_token stop) {
        auto reader = box->readerFor(generation, *store);
        Result<EventDetails> details = reader
                                           ? readDetails(**reader, *log, row, stop)
                                           : Result<EventDetails>(eventscope::fail(reader.error()));
        if (stop.stop_requested())
            return;
        auto answer = std::make_shared<const Result<EventDetails>>(std::move(details));
        post(generation, [this, request, answer] {
            if (request != m_detailsRequest)
                return;
            if (!*answer) {
                m_details.reset();
                Q_EMIT eventFailed(answer->error());
                return;
            }
            m_details = std::shared_ptr<const EventDetails>(answer, &answer->value());
            Q_EMIT eventReady();
        });
    });
}

void Session::requestState()
{
    m_states.setSubject({.log = m_log,
                         .store = m_store,
                         .stream = m_stream,
                         .sequence = m_streamSequence,
                         .ordinal = m_streamOrdinal});
}

std::shared_ptr<const StateAt> Session::stateAt() const
{
    const auto answer = m_states.answer();
    return answer ? std::shared_ptr<const StateAt>(answer, &answer->at) : nullptr;
}

void Session::requestPreviews(std::vector<Row> rows)
{
    if (!m_log)
        return;
    m_workers->previews.submit([this, generation = m_generation, round = m_previewRound,
                                box = &m_workers->previewsBox, log = m_log, store = m_store,
                                rows = std::move(rows)](std::stop_token stop) mutable {
        auto reader = box->readerFor(generation, *store);
        if (!reader)
            return;
        const auto ready = [&](std::vector<Preview> previews, bool isWhole) {
            post(generation, [this, round, isWhole, previews = std::move(previews)] {
                if (round == m_previewRound)
                    Q_EMIT previewsReady(previews, isWhole);
            });
        };
        readPreviews(**reader, *log, std::move(rows), ready, stop);
    });
}

} // namespace eventscope
