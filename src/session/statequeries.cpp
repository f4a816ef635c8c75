// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/statequeries.h"

#include "base/newestonly.h"
#include "replay/diff.h"
#include "session/replaybox.h"

#include <utility>

namespace eventscope {

namespace {

// The state at the ordinal, compared with the one at `base`.
Result<StateQueries::Answer> answerAt(Replay &replay, std::uint32_t ordinal,
                                      std::optional<std::uint32_t> base, bool patchWanted,
                                      std::stop_token stop)
{
    StateQueries::Answer answer;
    answer.base = base;
    if (base) {
        auto other = replay.stateAt(*base, stop);
        if (!other)
            return fail(std::move(other).error());
        answer.at.before = std::move(other->state);
    }
    auto at = replay.stateAt(ordinal, stop);
    if (!at)
        return fail(std::move(at).error());
    if (base) {
        at->before = std::move(answer.at.before);
        at->changes = changedLeaves(at->before, at->state);
    }
    answer.at = std::move(*at);
    if (patchWanted)
        answer.patch = jsonPatch(answer.at.before, answer.at.state).dump(2);
    return answer;
}

} // namespace

// The threads. Each box is touched only by the jobs of its own queue.
struct StateQueries::Workers {
    ReplayBox stateBox;
    NewestOnly state;
};

// What every question takes along to its thread.
struct StateQueries::Job {
    std::uint64_t revision;
    ReplayBox::Source source;
    Sequence sequence;
};

StateQueries::StateQueries(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_workers(std::make_unique<Workers>())
{
    connect(&m_watch, &FileWatch::changed, this, &StateQueries::replayAnew);
    connect(&m_workspace, &Workspace::reducerChanged, this, [this](const std::string &type) {
        if (hasStream() && type == m_type)
            replayAnew();
    });
}

StateQueries::~StateQueries()
{
    m_workers.reset();
}

bool StateQueries::isIdle() const
{
    return m_workers->state.idle();
}

void StateQueries::close()
{
    setSubject({});
    // Its connection to the store goes with it.
    m_workers->state.submit([box = &m_workers->stateBox](std::stop_token) { box->close(); });
}

void StateQueries::setSubject(Subject subject)
{
    const bool sameStream = subject.log == m_subject.log && subject.stream == m_subject.stream;
    m_subject = std::move(subject);
    if (!sameStream) {
        m_type.clear();
        if (m_subject.stream) {
            const StreamTypeId type = m_subject.log->streamSummary(*m_subject.stream).type;
            if (type != kNoStreamType)
                m_type = m_subject.log->streamTypeName(type);
        }
        m_base.reset();
        takeReducer();
    }
    requestState();
}

void StateQueries::takeReducer()
{
    ++m_revision;
    m_answer.reset();
    m_reducer = hasStream() ? m_workspace.reducer(m_type) : std::string();
    // Before the file is read, so that no save goes unseen; what it imports is known afterwards.
    watch({});
    Q_EMIT subjectChanged();
}

void StateQueries::replayAnew()
{
    ++m_reducerRevision;
    takeReducer();
    requestState();
}

void StateQueries::watch(const std::vector<std::string> &files)
{
    QStringList paths;
    if (!m_reducer.empty())
        paths.append(QString::fromStdString(m_reducer));
    for (const std::string &file : files)
        paths.append(QString::fromStdString(file));
    paths.removeDuplicates();
    m_watch.setFiles(paths);
}

StateQueries::Job StateQueries::job() const
{
    return {.revision = m_revision,
            .source = {.log = m_subject.log,
                       .store = m_subject.store,
                       .reducer = m_reducer,
                       .revision = m_reducerRevision},
            .sequence = m_subject.sequence};
}

void StateQueries::post(std::uint64_t revision, std::function<void()> answer)
{
    QMetaObject::invokeMethod(
        this,
        [this, revision, answer = std::move(answer)] {
            if (revision == m_revision)
                answer();
        },
        Qt::QueuedConnection);
}

// --- the state at the playhead ---

void StateQueries::setBase(std::optional<std::uint32_t> ordinal)
{
    if (ordinal && *ordinal >= m_subject.sequence.size())
        ordinal.reset();
    if (ordinal == m_base)
        return;
    m_base = ordinal;
    Q_EMIT baseChanged();
    requestState();
}

void StateQueries::setPatchWanted(bool wanted)
{
    if (wanted == m_patchWanted)
        return;
    m_patchWanted = wanted;
    if (wanted)
        requestState();
}

void StateQueries::requestState()
{
    const std::uint64_t request = ++m_stateRequest;
    if (!m_subject.stream || !m_subject.ordinal) {
        m_workers->state.cancel();
        m_waiting = false;
        m_answer.reset();
        Q_EMIT stateReady();
        return;
    }
    m_waiting = true;
    m_workers->state.submit([this, request, job = job(), box = &m_workers->stateBox,
                             ordinal = *m_subject.ordinal, base = m_base,
                             patchWanted = m_patchWanted](std::stop_token stop) {
        auto answer = std::make_shared<Result<Answer>>(fail(ErrorCode::Cancelled, {}));
        const auto replay = box->open(job.source, stop);
        if (replay) {
            (*replay)->setSequence(job.sequence);
            *answer = answerAt(**replay, ordinal, base, patchWanted, stop);
        } else {
            *answer = fail(replay.error());
        }
        if (stop.stop_requested())
            return;
        post(job.revision, [this, request, answer] {
            if (request != m_stateRequest)
                return;
            m_waiting = false;
            if (!*answer) {
                m_answer.reset();
                Q_EMIT stateFailed(answer->error());
                return;
            }
            m_answer = std::shared_ptr<const Answer>(answer, &answer->value());
            Q_EMIT stateReady();
        });
    });
}

} // namespace eventscope
