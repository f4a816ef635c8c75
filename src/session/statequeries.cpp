// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/statequeries.h"

#include "base/newestonly.h"
#include "replay/diff.h"
#include "session/postto.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace eventscope {

namespace {

constexpr int kSoonEnough = 60; // ms in which blame may still come along with the state

// The state at the ordinal, compared with the one at `base`.
Result<StateQueries::Answer> answerAt(Replay &replay, std::uint32_t ordinal,
                                      std::optional<std::uint32_t> base, bool patchWanted,
                                      Replay::Blaming blaming, std::stop_token stop)
{
    JsonValue other;
    if (base) {
        auto at = replay.stateAt(*base, stop, Replay::Blaming::Without);
        if (!at)
            return fail(std::move(at).error());
        other = std::move(at->state);
    }
    auto at = replay.stateAt(ordinal, stop, blaming);
    if (!at)
        return fail(std::move(at).error());
    if (base) {
        at->before = std::move(other);
        at->changes = changedLeaves(at->before, at->state, ArrayMatch::ById);
    }
    StateQueries::Answer answer;
    answer.base = base;
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

struct StateQueries::Delivery {
    Result<Answer> answer = eventscope::fail(ErrorCode::Cancelled, {});
    bool isEarly = false; // blame is still to come
    std::vector<std::string> files;
    std::vector<ReplayLogLine> lines;
};

StateQueries::StateQueries(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_workers(std::make_unique<Workers>())
{
    m_showEarly.setSingleShot(true);
    m_showEarly.setInterval(kSoonEnough);
    connect(&m_showEarly, &QTimer::timeout, this, [this] {
        m_answer = std::exchange(m_early, nullptr);
        Q_EMIT stateReady();
    });
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
    const std::uint32_t events = m_subject.sequence.size();
    m_subject = std::move(subject);
    if (!sameStream) {
        m_type.clear();
        if (m_subject.stream) {
            const StreamTypeId type = m_subject.log->streamSummary(*m_subject.stream).type;
            if (type != kNoStreamType)
                m_type = m_subject.log->streamTypeName(type);
        }
        m_base.reset();
        Q_EMIT streamChanged();
        takeReducer();
    }
    requestState();
    // A long stream arrives a moment after it was selected.
    if (m_subject.sequence.size() != events || !sameStream)
        Q_EMIT sequenceChanged();
}

Row StateQueries::rowOf(std::uint32_t ordinal) const
{
    return ordinal < m_subject.sequence.size() ? m_subject.sequence.row(ordinal) : kNoRow;
}

void StateQueries::takeReducer()
{
    ++m_revision;
    m_answer.reset();
    if (!m_lines.empty()) {
        m_lines.clear();
        Q_EMIT logChanged();
    }
    m_reducer = hasStream() ? m_workspace.runnableReducer(m_type) : std::string();
    // Before the file is read, so that no save goes unseen; what it imports is known afterwards.
    watch({});
    Q_EMIT subjectChanged();
}

void StateQueries::replayAnew()
{
    ++m_saved;
    takeReducer();
    requestState();
}

void StateQueries::setLimits(const ReplayLimits &limits)
{
    if (limits == m_limits)
        return;
    m_limits = limits;
    replayAnew();
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

ReplayQuestion StateQueries::question() const
{
    return {.log = m_subject.log,
            .store = m_subject.store,
            .sequence = m_subject.sequence,
            .reducer = m_reducer,
            .limits = m_limits,
            .saved = m_saved,
            .revision = m_revision};
}

void StateQueries::post(std::uint64_t revision, std::function<void()> answer)
{
    postTo(this, [this, revision, answer = std::move(answer)] {
        if (revision == m_revision)
            answer();
    });
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
    m_showEarly.stop();
    m_early.reset();
    if (!m_subject.stream || !m_subject.ordinal) {
        m_workers->state.cancel();
        m_waiting = false;
        m_answer.reset();
        Q_EMIT stateReady();
        return;
    }
    m_waiting = true;
    m_workers->state.submit([this, request, question = question(), box = &m_workers->stateBox,
                             ordinal = *m_subject.ordinal, base = m_base,
                             patchWanted = m_patchWanted](std::stop_token stop) {
        const auto deliver = [&](std::shared_ptr<Delivery> delivery) {
            post(question.revision, [this, request, delivery] { take(request, delivery); });
        };
        auto delivery = std::make_shared<Delivery>();
        const auto replay = box->open(question, stop, &delivery->files);
        if (!replay) {
            delivery->answer = eventscope::fail(replay.error());
        } else {
            // Merged payloads know their blame at once.
            const bool inTwoSteps = !question.reducer.empty();
            delivery->answer = answerAt(**replay, ordinal, base, patchWanted,
                                        inTwoSteps ? Replay::Blaming::Without
                                                   : Replay::Blaming::With,
                                        stop);
            if (inTwoSteps && delivery->answer && !stop.stop_requested()) {
                delivery->isEarly = true;
                delivery->lines = (*replay)->takeLogs();
                deliver(std::exchange(delivery, std::make_shared<Delivery>()));
                delivery->answer = answerAt(**replay, ordinal, base, patchWanted,
                                            Replay::Blaming::With, stop);
                delivery->files = (*replay)->files();
            }
        }
        if (stop.stop_requested())
            return;
        if (replay)
            delivery->lines = (*replay)->takeLogs();
        deliver(delivery);
    });
}

void StateQueries::take(std::uint64_t request, const std::shared_ptr<Delivery> &delivery)
{
    // Lines are told once, whoever asked.
    takeLogs(std::move(delivery->lines));
    if (request != m_stateRequest)
        return;
    if (!delivery->files.empty())
        watch(delivery->files);
    m_showEarly.stop();
    m_early.reset();
    if (!delivery->answer) {
        m_waiting = false;
        m_answer.reset();
        Q_EMIT stateFailed(delivery->answer.error());
        return;
    }
    const auto answer = std::shared_ptr<const Answer>(delivery, &delivery->answer.value());
    if (delivery->isEarly) {
        m_early = answer;
        m_showEarly.start();
        return;
    }
    m_waiting = false;
    m_answer = answer;
    Q_EMIT stateReady();
}

void StateQueries::takeLogs(std::vector<ReplayLogLine> lines)
{
    if (lines.empty())
        return;
    m_lines.insert(m_lines.end(), std::make_move_iterator(lines.begin()),
                   std::make_move_iterator(lines.end()));
    std::stable_sort(m_lines.begin(), m_lines.end(),
                     [](const ReplayLogLine &left, const ReplayLogLine &right) {
                         return std::pair(!left.loading, left.ordinal)
                                < std::pair(!right.loading, right.ordinal);
                     });
    if (m_lines.size() > kMostLogLines)
        m_lines.erase(m_lines.begin(), m_lines.end() - static_cast<std::ptrdiff_t>(kMostLogLines));
    Q_EMIT logChanged();
}

} // namespace eventscope
