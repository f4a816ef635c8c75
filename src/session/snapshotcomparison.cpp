// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotcomparison.h"

#include "session/postto.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

// What is folded at the event, or why nothing is.
struct Folded {
    JsonValue state;
    std::string whyNot;
};

Folded foldedAt(const StateQueries &states, const SnapshotMark &mark)
{
    if (mark.place == SnapshotMark::Place::Before)
        return {{}, "The events that went into it are not in the store any more."};
    if (mark.place == SnapshotMark::Place::Unknown)
        return {{}, "Nobody can say which events went into it."};
    if (states.reducer().empty()) {
        const std::string &type = states.streamType();
        return {{},
                "No reducer is chosen for " + (type.empty() ? "these streams" : type + " streams")
                    + ": merged payloads are no state to compare it with."};
    }
    const auto answer = states.answer();
    if (!answer)
        return {{}, "There is no state to compare it with until the reducer can be run."};
    if (answer->at.failure)
        return {
            {},
            "The reducer fails before it or at its event, so that there is no state to compare it with."};
    return {answer->at.state, {}};
}

// Of several snapshots of a version in one table the newest is looked at.
std::optional<Snapshot> newestOf(const Store &store, const std::string &stream,
                                 const SnapshotMark &mark, std::optional<Error> &error,
                                 const std::stop_token &stop)
{
    std::optional<Snapshot> found;
    const SnapshotQuestion question{{stream}, true, mark.version};
    const auto read = store.snapshots(
        question,
        [&](Snapshot snapshot) {
            if (snapshot.version == mark.version && snapshot.table == mark.table
                && (!found || !found->time || (snapshot.time && *snapshot.time >= *found->time)))
                found = std::move(snapshot);
            return true;
        },
        stop);
    if (!read)
        error = read.error();
    return found;
}

bool isSame(const SnapshotComparison::Answer &left, const SnapshotComparison::Answer &right)
{
    const auto states = [](const SnapshotComparison::Answer &answer) { return answer.state.get(); };
    if (left.mark.row != right.mark.row || left.mark.version != right.mark.version
        || left.mark.place != right.mark.place || left.others != right.others
        || left.payload.text != right.payload.text || left.isCompared != right.isCompared
        || left.whyNot != right.whyNot || !states(left) != !states(right)
        || left.damage.has_value() != right.damage.has_value())
        return false;
    return !states(left)
           || (left.state->ordinal == right.state->ordinal
               && left.state->state == right.state->state
               && left.state->before == right.state->before);
}

} // namespace

Result<JsonValue> snapshotState(const Payload &payload, const std::optional<Error> &damage)
{
    if (payload.kind == Payload::Kind::Json)
        return JsonValue::parse(payload.text);
    if (damage)
        return fail(*damage);
    return fail(Error(
        ErrorCode::Invalid,
        payload.kind == Payload::Kind::Absent
            ? "The snapshot is empty."
            : "The snapshot is no JSON and no format that is shown as such; the dialect may name its decoders."));
}

SnapshotComparison::SnapshotComparison(Snapshots &snapshots, StateQueries &states, QObject *parent)
    : QObject(parent)
    , m_snapshots(snapshots)
    , m_states(states)
{
    connect(&snapshots, &Snapshots::changed, this, &SnapshotComparison::ask);
    connect(&states, &StateQueries::stateReady, this, &SnapshotComparison::ask);
    connect(&states, &StateQueries::stateFailed, this, &SnapshotComparison::ask);
    // Another state is folded from now on.
    connect(&states, &StateQueries::subjectChanged, this, [this] {
        if (m_stream == m_states.stream())
            m_snapshots.forgetVerdicts();
        m_stream = m_states.stream();
    });
}

SnapshotComparison::~SnapshotComparison() = default;

void SnapshotComparison::close()
{
    ++m_request;
    m_worker.cancel();
    m_chosen.reset();
    m_stream.reset();
    m_isWaiting = false;
    if (std::exchange(m_answer, nullptr))
        Q_EMIT changed();
}

void SnapshotComparison::choose(Version version)
{
    m_chosen = version;
    ask();
}

void SnapshotComparison::ask()
{
    const auto stream = m_states.stream();
    const auto ordinal = m_states.ordinal();
    const auto marks = stream ? m_snapshots.of(*stream) : nullptr;
    const Row row = ordinal ? m_states.rowOf(*ordinal) : kNoRow;
    std::vector<const SnapshotMark *> here;
    for (std::size_t i = 0; marks && row != kNoRow && i < marks->size(); ++i) {
        if ((*marks)[i].row == row)
            here.push_back(&(*marks)[i]);
    }
    const std::uint64_t request = ++m_request;
    if (here.empty()) {
        m_worker.cancel();
        m_isWaiting = false;
        m_chosen.reset();
        if (std::exchange(m_answer, nullptr))
            Q_EMIT changed();
        return;
    }
    // The one that is asked for, else the one of the event itself, else the newest.
    const auto chosen = std::find_if(here.begin(), here.end(), [this](const SnapshotMark *mark) {
        return m_chosen && mark->version == m_chosen;
    });
    const auto own = std::find_if(here.begin(), here.end(),
                                  [](const SnapshotMark *mark) { return !mark->isAstray(); });
    const SnapshotMark mark = chosen != here.end() ? **chosen
                              : own != here.end()  ? **own
                                                   : *here.back();
    const bool isFolding = !m_states.reducer().empty()
                           && (m_states.isWaiting()
                               || (m_states.answer() && m_states.answer()->at.ordinal != *ordinal));
    m_isWaiting = true;
    if (isFolding && mark.place != SnapshotMark::Place::Before)
        return; // asked again when it is there
    m_worker.submit([this, request, mark, others = here.size() - 1, ordinal = *ordinal,
                     stream = *stream, folded = foldedAt(m_states, mark),
                     name = std::string(m_snapshots.log()->streamName(*stream)),
                     store = m_states.question().store](std::stop_token stop) {
        auto answer = std::make_shared<Answer>();
        answer->mark = mark;
        answer->others = others;
        answer->whyNot = folded.whyNot;
        std::optional<Error> error;
        if (auto snapshot = newestOf(*store, name, mark, error, stop)) {
            answer->payload = std::move(snapshot->data);
            answer->damage = std::move(snapshot->damage);
            auto value = snapshotState(answer->payload, answer->damage);
            if (value) {
                auto state = std::make_shared<StateAt>();
                state->ordinal = ordinal;
                state->state = std::move(*value);
                state->blamed = false;
                if (answer->whyNot.empty()) {
                    state->before = folded.state;
                    state->changes = snapshotChanges(state->before, state->state);
                    answer->isCompared = true;
                }
                answer->state = std::move(state);
            } else {
                answer->whyNot = value.error().message;
            }
        } else {
            answer->damage
                = error ? *error
                        : Error(ErrorCode::Changed,
                                "The snapshot is gone: the store has taken another in its place.");
            answer->whyNot = answer->damage->message;
        }
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, stream, answer] {
            if (request != m_request)
                return;
            take(answer);
            if (answer->isCompared)
                m_snapshots.setVerdicts({{stream, *answer->mark.version,
                                          answer->agrees() ? SnapshotMark::Verdict::Agrees
                                                           : SnapshotMark::Verdict::Differs}});
        });
    });
}

void SnapshotComparison::take(std::shared_ptr<const Answer> answer)
{
    m_isWaiting = false;
    if (m_answer && isSame(*m_answer, *answer))
        return; // what one has opened in it stays open
    m_answer = std::move(answer);
    Q_EMIT changed();
}

} // namespace eventscope
