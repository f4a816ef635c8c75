// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshots.h"

#include "base/process.h"
#include "session/postto.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

// A snapshot is mostly written a moment after its event.
constexpr qint64 kLeastWaitMilliseconds = 1000;
constexpr qint64 kMostWaitMilliseconds = 600'000;
constexpr qint64 kWaitForEachMillisecond = 9; // reading takes a tenth of the time at most

qint64 now()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace

struct Snapshots::Answer {
    bool areThere = false;
    std::map<StreamId, std::shared_ptr<const Marks>> marks;
    std::optional<Error> error;
    qint64 took = 0;
};

Snapshots::Snapshots(QObject *parent)
    : QObject(parent)
{
    m_again.setSingleShot(true);
    // A store that grows all the time must not end each reading with the next.
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_worker.idle())
            read();
        else
            m_again.start(kLeastWaitMilliseconds);
    });
}

Snapshots::~Snapshots() = default;

void Snapshots::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    if (!m_store->dialect().snapshots.empty())
        read();
}

void Snapshots::close()
{
    ++m_run;
    m_worker.cancel();
    m_again.stop();
    m_log.reset();
    m_store.reset();
    m_wanted.clear();
    m_marks.clear();
    m_verdicts.clear();
    m_error.reset();
    m_areThere = false;
    m_took = 0;
    Q_EMIT changed();
}

void Snapshots::grew()
{
    if (!m_store || m_store->dialect().snapshots.empty() || m_again.isActive())
        return;
    m_again.start(
        static_cast<int>(std::clamp<qint64>(m_took * kWaitForEachMillisecond,
                                            kLeastWaitMilliseconds, kMostWaitMilliseconds)));
}

void Snapshots::want(std::vector<StreamId> streams)
{
    std::sort(streams.begin(), streams.end());
    streams.erase(std::unique(streams.begin(), streams.end()), streams.end());
    if (streams == m_wanted)
        return;
    m_wanted = std::move(streams);
    const bool isKnown = std::all_of(m_wanted.begin(), m_wanted.end(),
                                     [this](StreamId stream) { return m_marks.contains(stream); });
    if (!isKnown && m_areThere)
        read();
}

std::shared_ptr<const Snapshots::Marks> Snapshots::of(StreamId stream) const
{
    const auto found = m_marks.find(stream);
    return found == m_marks.end() ? nullptr : found->second;
}

void Snapshots::read()
{
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store,
                     streams = m_wanted](std::stop_token stop) {
        setHaste(Haste::Gather);
        const qint64 started = now();
        auto answer = std::make_shared<Answer>();
        const auto tables = store->snapshotTables();
        if (!tables)
            answer->error = tables.error();
        answer->areThere = !tables || !tables->empty();
        SnapshotQuestion question;
        for (const StreamId stream : streams)
            question.streams.emplace_back(log->streamName(stream));
        std::unordered_map<std::string, std::vector<Snapshot>> byStream;
        if (tables && answer->areThere && !streams.empty()) {
            const auto read = store->snapshots(
                question,
                [&](Snapshot snapshot) {
                    byStream[snapshot.stream].push_back(std::move(snapshot));
                    return true;
                },
                stop);
            if (!read)
                answer->error = read.error();
        }
        for (std::size_t i = 0; i < streams.size() && !answer->error; ++i) {
            const auto rows = log->streamRows(streams[i]);
            auto marks = std::make_shared<Marks>();
            if (const auto found = byStream.find(question.streams[i]);
                found != byStream.end() && !rows->empty())
                *marks = marksOf(*log, *rows, std::move(found->second));
            answer->marks[streams[i]] = std::move(marks);
        }
        if (stop.stop_requested())
            return;
        answer->took = now() - started;
        postTo(this, [this, run, answer] {
            if (run == m_run)
                take(*answer);
        });
    });
}

void Snapshots::take(Answer &answer)
{
    m_areThere = answer.areThere;
    m_error = std::move(answer.error);
    m_took = answer.took;
    if (!m_error) {
        for (auto &[stream, marks] : answer.marks) {
            auto judged = std::make_shared<Marks>(*marks);
            for (SnapshotMark &mark : *judged) {
                const auto verdict = mark.version ? m_verdicts.find(
                                         std::tuple(stream, mark.table, *mark.version))
                                                  : m_verdicts.end();
                if (verdict != m_verdicts.end())
                    mark.verdict = verdict->second;
            }
            m_marks[stream] = std::move(judged);
        }
        // Those of other streams would be old when somebody looks at them again.
        std::erase_if(m_marks, [this](const auto &known) {
            return !std::binary_search(m_wanted.begin(), m_wanted.end(), known.first);
        });
    }
    Q_EMIT changed();
    // Those that were asked for meanwhile.
    if (m_areThere && !m_error
        && std::any_of(m_wanted.begin(), m_wanted.end(),
                       [this](StreamId stream) { return !m_marks.contains(stream); }))
        read();
}

void Snapshots::setVerdicts(const std::vector<Verdict> &verdicts)
{
    std::map<StreamId, std::shared_ptr<Marks>> judged;
    for (const Verdict &one : verdicts) {
        m_verdicts[std::tuple(one.stream, one.table, one.version)] = one.verdict;
        const auto found = m_marks.find(one.stream);
        if (found == m_marks.end())
            continue;
        for (std::size_t i = 0; i < found->second->size(); ++i) {
            const SnapshotMark &mark = (*found->second)[i];
            if (mark.version != one.version || mark.table != one.table
                || mark.verdict == one.verdict)
                continue;
            std::shared_ptr<Marks> &marks = judged[one.stream];
            if (!marks)
                marks = std::make_shared<Marks>(*found->second);
            (*marks)[i].verdict = one.verdict;
        }
    }
    for (auto &[stream, marks] : judged)
        m_marks[stream] = std::move(marks);
    if (!judged.empty())
        Q_EMIT changed();
}

void Snapshots::forgetVerdicts()
{
    if (m_verdicts.empty())
        return;
    m_verdicts.clear();
    for (auto &[stream, known] : m_marks) {
        auto marks = std::make_shared<Marks>(*known);
        for (SnapshotMark &mark : *marks)
            mark.verdict = SnapshotMark::Verdict::NotCompared;
        known = std::move(marks);
    }
    Q_EMIT changed();
}

} // namespace eventscope
