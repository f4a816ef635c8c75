// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotcheck.h"

#include "base/process.h"
#include "session/postto.h"
#include "session/snapshotcomparison.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTickMilliseconds = 250;
constexpr std::size_t kMostNamed = 3; // places in a message
// Of the states of one stream so many bytes are read at once; what is more is read one by one.
constexpr std::size_t kMostHeld = 4 * 1024 * 1024;

std::string counted(std::uint64_t count, const char *one, const char *several)
{
    return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::string differenceSentence(const SnapshotMark &mark, const std::vector<LeafChange> &changes)
{
    std::string sentence = "The snapshot of v" + std::to_string(mark.version->value())
                           + " differs from the folded state in "
                           + counted(changes.size(), "place: ", "places: ");
    for (std::size_t i = 0; i < std::min(changes.size(), kMostNamed); ++i)
        sentence += (i == 0 ? "" : ", ")
                    + (changes[i].pointer.empty() ? std::string("all of it") : changes[i].pointer);
    return sentence + (changes.size() > kMostNamed ? ", \u2026" : ".");
}

using Reducers = std::map<std::string, std::string>; // files by stream type

Reducers reducersFor(const EventLog &log, const Workspace &workspace)
{
    Reducers reducers;
    const auto take = [&](const std::string &type) {
        if (std::string file = workspace.runnableReducer(type); !file.empty())
            reducers[type] = std::move(file);
    };
    for (std::uint32_t i = 0; i < log.streamTypeCount(); ++i)
        take(std::string(log.streamTypeName(StreamTypeId(i))));
    take({});
    return reducers;
}

// One run. Streams of one type come together, so that each reducer is loaded once.
class Run
{
public:
    Run(ReplayQuestion question, Reducers reducers, Progress &progress)
        : m_question(std::move(question))
        , m_log(*m_question.log)
        , m_reducers(std::move(reducers))
        , m_progress(progress)
    {}

    Result<SnapshotReport> operator()(const std::stop_token &stop)
    {
        std::map<StreamTypeId, std::map<StreamId, std::uint64_t>> streams;
        const auto listed = m_question.store->snapshots(
            {},
            [&](const Snapshot &snapshot) {
                ++m_report.snapshots;
                const auto stream = m_log.findStream(snapshot.stream);
                if (stream && stream->value() < m_log.streamCount()
                    && m_log.streamSummary(*stream).events > 0)
                    ++streams[m_log.streamSummary(*stream).type][*stream];
                else
                    ++m_report.strange;
                return true;
            },
            stop);
        if (!listed)
            return fail(listed.error());
        m_progress.total = m_report.snapshots;
        m_progress.done = m_report.strange;
        for (const auto &[type, ofType] : streams) {
            m_type = type == kNoStreamType ? std::string()
                                           : std::string(m_log.streamTypeName(type));
            const auto reducer = m_reducers.find(m_type);
            m_question.reducer = reducer == m_reducers.end() ? std::string() : reducer->second;
            for (const auto &[stream, count] : ofType) {
                if (const auto compared = compareStream(stream, stop); !compared)
                    return fail(compared.error());
                m_progress.done += count;
            }
        }
        std::stable_sort(m_report.findings.begin(), m_report.findings.end(),
                         [](const Finding &left, const Finding &right) {
                             return left.row < right.row;
                         });
        return std::move(m_report);
    }

private:
    Result<void> compareStream(StreamId stream, const std::stop_token &stop)
    {
        const auto rows = m_log.streamRows(stream);
        if (rows->empty())
            return {};
        std::vector<Snapshot> snapshots;
        std::size_t held = 0;
        const auto read = m_question.store->snapshots(
            {{std::string(m_log.streamName(stream))}, true},
            [&](Snapshot snapshot) {
                held += snapshot.data.text.size();
                snapshot.data.raw.clear();
                if (held > kMostHeld && snapshot.version && !snapshot.damage)
                    snapshot.data = {};
                snapshots.push_back(std::move(snapshot));
                return true;
            },
            stop);
        if (!read)
            return fail(read.error());
        std::stable_sort(snapshots.begin(), snapshots.end(),
                         [](const auto &left, const auto &right) {
                             return left.version.has_value() != right.version.has_value()
                                        ? left.version.has_value()
                                        : left.version && *left.version < *right.version;
                         });
        // In the same order.
        const std::vector<SnapshotMark> marks = marksOf(m_log, *rows, snapshots);
        m_question.sequence = Sequence::of(rows);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            if (held > kMostHeld && snapshots[i].data.kind == Payload::Kind::Absent) {
                if (const auto again = readAgain(stream, snapshots[i], stop); !again)
                    return again;
            }
            if (const auto compared = compare(stream, marks[i], snapshots[i], stop); !compared)
                return compared;
            snapshots[i].data = {};
        }
        return {};
    }

    Result<void> readAgain(StreamId stream, Snapshot &snapshot, const std::stop_token &stop)
    {
        return m_question.store->snapshots(
            {{std::string(m_log.streamName(stream))}, true, snapshot.version},
            [&](Snapshot again) {
                if (again.table == snapshot.table)
                    snapshot = std::move(again);
                return true;
            },
            stop);
    }

    Result<void> compare(StreamId stream, const SnapshotMark &mark, const Snapshot &snapshot,
                         const std::stop_token &stop)
    {
        using Place = SnapshotMark::Place;
        if (mark.place == Place::Before) {
            ++m_report.cut;
            return {};
        }
        if (mark.isAstray()) {
            ++m_report.astray;
            find(stream, mark.row, 1, astraySentence(mark, m_log));
            return {};
        }
        const auto state = snapshotState(snapshot.data, snapshot.damage);
        if (!state) {
            ++m_report.damaged;
            if (snapshot.damage)
                find(stream, mark.row, 1,
                     "The snapshot of v" + std::to_string(mark.version->value())
                         + " cannot be read: " + snapshot.damage->message);
            return {};
        }
        if (m_question.reducer.empty()) {
            ++m_report.withoutReducer[m_type];
            return {};
        }
        const auto replay = m_box.open(m_question, stop);
        if (stop.stop_requested())
            return fail(Error(ErrorCode::Cancelled, "The check was stopped."));
        Result<StateAt> folded = replay ? (*replay)->stateAt(mark.ordinal, stop,
                                                             Replay::Blaming::Without)
                                        : Result<StateAt>(fail(replay.error()));
        if (!folded && folded.error().code == ErrorCode::Cancelled)
            return fail(folded.error());
        if (!folded || folded->failure) {
            ++m_report.failed[m_type];
            return {};
        }
        const auto changes = snapshotChanges(folded->state, *state);
        const bool agrees = changes.empty();
        ++(agrees ? m_report.agree : m_report.differ);
        m_report.verdicts.push_back(
            {stream, *mark.version,
             agrees ? SnapshotMark::Verdict::Agrees : SnapshotMark::Verdict::Differs});
        if (!agrees)
            find(stream, mark.row, changes.size(), differenceSentence(mark, changes));
        return {};
    }

    void find(StreamId stream, Row row, std::size_t count, std::string message)
    {
        if (m_report.findings.size() < kMostSnapshotFindings)
            m_report.findings.push_back({FindingCode::SnapshotDiffers, Severity::Warning, row,
                                         stream, count, std::move(message)});
    }

    ReplayQuestion m_question;
    const EventLog &m_log;
    Reducers m_reducers;
    Progress &m_progress;
    SnapshotReport m_report;
    std::string m_type;
    ReplayBox m_box;
};

} // namespace

std::string SnapshotReport::sentence() const
{
    if (snapshots == 0)
        return "The store holds no snapshots.";
    std::string text = counted(snapshots, "snapshot: ", "snapshots: ");
    std::vector<std::string> parts;
    const auto part = [&](std::uint64_t count, const std::string &one, const std::string &several) {
        if (count > 0)
            parts.push_back(std::to_string(count) + " " + (count == 1 ? one : several));
    };
    part(agree, "agrees with the folded state", "agree with the folded state");
    const std::string state = agree > 0 ? "it" : "the folded state";
    part(differ, "differs from " + state, "differ from " + state);
    part(astray, "is ahead of its stream or between events",
         "are ahead of their streams or between events");
    part(damaged, "cannot be read", "cannot be read");
    part(cut, "is older than the first event of its stream",
         "are older than the first events of their streams");
    part(strange, "is of a stream without events", "are of streams without events");
    for (const auto &[type, count] : failed)
        part(count, "is not compared, since the reducer of " + type + " fails",
             "are not compared, since the reducer of " + type + " fails");
    for (const auto &[type, count] : withoutReducer) {
        const std::string of = type.empty() ? "streams without a type" : type;
        part(count, "is not compared, since no reducer is chosen for " + of,
             "are not compared, since no reducer is chosen for " + of);
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
        text += (i == 0 ? "" : ", ") + parts[i];
    return text + ".";
}

SnapshotCheck::SnapshotCheck(QObject *parent)
    : QObject(parent)
{
    m_tick.setInterval(kTickMilliseconds);
    connect(&m_tick, &QTimer::timeout, this, &SnapshotCheck::progressed);
}

SnapshotCheck::~SnapshotCheck() = default;

void SnapshotCheck::close()
{
    cancel();
    m_error.reset();
    if (std::exchange(m_report, nullptr))
        Q_EMIT changed();
}

void SnapshotCheck::cancel()
{
    ++m_run;
    m_worker.cancel();
    m_tick.stop();
    if (std::exchange(m_isChecking, false))
        Q_EMIT progressed();
}

void SnapshotCheck::check(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store,
                          const Workspace &workspace, const ReplayLimits &limits)
{
    Reducers reducers = reducersFor(*log, workspace);
    m_error.reset();
    m_isChecking = true;
    m_progress = std::make_shared<Progress>();
    m_tick.start();
    Q_EMIT progressed();
    ReplayQuestion question;
    question.log = std::move(log);
    question.store = std::move(store);
    question.limits = limits;
    m_worker.submit([this, run = ++m_run, question, reducers = std::move(reducers),
                     progress = m_progress](std::stop_token stop) {
        setHaste(Haste::Gather);
        auto report = std::make_shared<Result<SnapshotReport>>(
            Run(question, reducers, *progress)(stop));
        if (stop.stop_requested())
            return;
        postTo(this, [this, run, report] {
            if (run != m_run)
                return;
            m_isChecking = false;
            m_tick.stop();
            if (*report)
                m_report = std::make_shared<const SnapshotReport>(std::move(**report));
            else
                m_error = report->error();
            Q_EMIT changed();
            Q_EMIT progressed();
        });
    });
}

} // namespace eventscope
