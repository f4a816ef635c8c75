// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotcheck.h"

#include "base/process.h"
#include "session/postto.h"
#include "session/snapshotcomparison.h"

#include <QTemporaryFile>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace eventscope {

namespace {

constexpr int kTickMilliseconds = 250;
constexpr std::size_t kMostNamed = 3; // places in a message

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

// What was read of the snapshots, so that the store is read once, in its own order, and the snapshots are compared in that of their streams. The
// states lie in a file without a name: they may be more than memory holds, and go with the process.
class Shelf
{
public:
    struct Entry {
        StreamTypeId type = kNoStreamType;
        StreamId stream = kNoStream;
        std::optional<Version> version;
        std::uint32_t table = 0; // of m_tables
        Payload::Kind kind = Payload::Kind::Absent;
        qint64 at = 0;
        qint64 size = 0;
        std::shared_ptr<const Error> damage;
    };

    Result<void> put(StreamTypeId type, StreamId stream, const Snapshot &snapshot)
    {
        Entry entry;
        entry.type = type;
        entry.stream = stream;
        entry.version = snapshot.version;
        if (m_tables.empty() || m_tables.back() != snapshot.table)
            m_tables.push_back(snapshot.table);
        entry.table = static_cast<std::uint32_t>(m_tables.size() - 1);
        entry.kind = snapshot.data.kind;
        entry.at = m_end;
        entry.size = static_cast<qint64>(snapshot.data.text.size());
        if (snapshot.damage)
            entry.damage = std::make_shared<const Error>(*snapshot.damage);
        if (!m_file.isOpen() && !m_file.open())
            return fail(trouble());
        if (m_file.write(snapshot.data.text.data(), entry.size) != entry.size)
            return fail(trouble());
        m_end += entry.size;
        m_entries.push_back(std::move(entry));
        return {};
    }

    // By type, stream and version; those without one last.
    void sort()
    {
        const auto key = [](const Entry &entry) {
            return std::tuple(entry.type, entry.stream, !entry.version.has_value(),
                              entry.version.value_or(Version(0)));
        };
        std::stable_sort(m_entries.begin(), m_entries.end(),
                         [&](const Entry &a, const Entry &b) { return key(a) < key(b); });
    }
    const std::vector<Entry> &entries() const { return m_entries; }

    // Without its state.
    Snapshot snapshot(const Entry &entry) const
    {
        Snapshot snapshot;
        snapshot.table = m_tables[entry.table];
        snapshot.version = entry.version;
        if (entry.damage)
            snapshot.damage = *entry.damage;
        return snapshot;
    }
    Result<Payload> state(const Entry &entry)
    {
        Payload payload;
        payload.kind = entry.kind;
        payload.text.resize(static_cast<std::size_t>(entry.size));
        if (!m_file.seek(entry.at) || m_file.read(payload.text.data(), entry.size) != entry.size)
            return fail(trouble());
        return payload;
    }

private:
    Error trouble() const
    {
        return Error(ErrorCode::Unreadable,
                     "The snapshots cannot be put aside in the folder for temporary files ("
                         + m_file.errorString().toStdString() + "); make room there.");
    }

    QTemporaryFile m_file;
    qint64 m_end = 0;
    std::vector<Entry> m_entries;
    std::vector<std::string> m_tables;
};

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
        if (const auto read = readAll(stop); !read)
            return fail(read.error());
        m_shelf.sort();
        m_progress.total = m_report.snapshots;
        m_progress.done = m_report.strange;
        const auto &entries = m_shelf.entries();
        for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
            while (end < entries.size() && entries[end].stream == entries[begin].stream)
                ++end;
            if (begin == 0 || entries[begin].type != entries[begin - 1].type)
                takeType(entries[begin].type);
            const auto compared = compareStream(std::span(entries).subspan(begin, end - begin),
                                                stop);
            if (!compared)
                return fail(compared.error());
        }
        std::stable_sort(m_report.findings.begin(), m_report.findings.end(),
                         [](const Finding &left, const Finding &right) {
                             return left.row < right.row;
                         });
        return std::move(m_report);
    }

private:
    Result<void> readAll(const std::stop_token &stop)
    {
        Result<void> kept;
        const auto read = m_question.store->snapshots(
            {{}, true},
            [&](const Snapshot &snapshot) {
                ++m_report.snapshots;
                const auto stream = m_log.findStream(snapshot.stream);
                if (stream && stream->value() < m_log.streamCount()
                    && m_log.streamSummary(*stream).events > 0)
                    kept = m_shelf.put(m_log.streamSummary(*stream).type, *stream, snapshot);
                else
                    ++m_report.strange;
                return kept.has_value();
            },
            stop);
        return kept ? read : kept;
    }

    void takeType(StreamTypeId type)
    {
        m_type = type == kNoStreamType ? std::string() : std::string(m_log.streamTypeName(type));
        const auto reducer = m_reducers.find(m_type);
        m_question.reducer = reducer == m_reducers.end() ? std::string() : reducer->second;
    }

    Result<void> compareStream(std::span<const Shelf::Entry> entries, const std::stop_token &stop)
    {
        const StreamId stream = entries.front().stream;
        const auto rows = m_log.streamRows(stream);
        if (rows->empty())
            return {};
        std::vector<Snapshot> snapshots;
        for (const Shelf::Entry &entry : entries)
            snapshots.push_back(m_shelf.snapshot(entry));
        // In the same order.
        const std::vector<SnapshotMark> marks = marksOf(m_log, *rows, snapshots);
        m_question.sequence = Sequence::of(rows);
        for (std::size_t i = 0; i < marks.size(); ++i) {
            auto state = m_shelf.state(entries[i]);
            if (!state)
                return fail(state.error());
            snapshots[i].data = std::move(*state);
            if (const auto compared = compare(stream, marks[i], snapshots[i], stop); !compared)
                return compared;
            snapshots[i].data = {};
            ++m_progress.done;
        }
        return {};
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
            {stream, mark.table, *mark.version,
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
    Shelf m_shelf;
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
    const auto notCompared = [&](std::uint64_t count, const std::string &why) {
        part(count, "is not compared, since " + why, "are not compared, since " + why);
    };
    const auto named = [](const std::string &type) {
        return type.empty() ? std::string("streams without a type") : type;
    };
    for (const auto &[type, count] : failed)
        notCompared(count, "the reducer of " + named(type) + " fails");
    for (const auto &[type, count] : withoutReducer)
        notCompared(count, "no reducer is chosen for " + named(type));
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
