// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/snapshotcomparison.h"

#include "session/postto.h"

#include <algorithm>
#include <set>
#include <utility>

namespace eventscope {

namespace {

// Why no state can be compared with it; empty if one can.
std::string whyNotFolded(const StateQueries &states, const SnapshotMark &mark)
{
    if (mark.place == SnapshotMark::Place::Before)
        return "The events that went into it are not in the store any more.";
    if (mark.place == SnapshotMark::Place::Unknown)
        return "Nobody can say which events went into it.";
    if (!states.reducer().empty())
        return {};
    const std::string &type = states.streamType();
    return "No reducer is chosen for " + (type.empty() ? "these streams" : type + " streams")
           + ": merged payloads are no state to compare it with.";
}

// Why there is none though there is a reducer.
std::string whyNotThere(const StateAt *folded)
{
    if (!folded)
        return "There is no state to compare it with until the reducer can be run.";
    return folded->failure
               ? "The reducer fails before it or at its event, so that there is no state to compare it with."
               : "";
}

// The changes as they may be shown of masked values. What stands in neither of them, since its name was made of a value, is told by what it is in.
std::vector<LeafChange> shownChanges(const std::vector<LeafChange> &changes,
                                     const JsonValue &folded, const JsonValue &snapshot)
{
    std::vector<LeafChange> shown;
    std::set<std::pair<std::string, LeafChange::Kind>> told;
    for (LeafChange change : changes) {
        const JsonValue &standsIn = change.kind == LeafChange::Kind::Removed ? folded : snapshot;
        while (!change.pointer.empty() && !standsIn.at(change.pointer)) {
            change.pointer.erase(change.pointer.rfind('/'));
            change.kind = LeafChange::Kind::Changed;
        }
        if (!told.emplace(change.pointer, change.kind).second)
            continue;
        const auto valueIn = [&](const JsonValue &value, LeafChange::Kind without) {
            const JsonValue *const found = change.kind == without ? nullptr
                                                                  : value.at(change.pointer);
            return found ? *found : JsonValue();
        };
        change.before = valueIn(folded, LeafChange::Kind::Added);
        change.after = valueIn(snapshot, LeafChange::Kind::Removed);
        shown.push_back(std::move(change));
    }
    return shown;
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

// A question on its way to its thread.
struct Job {
    SnapshotMark mark;
    std::size_t others = 0;
    std::uint32_t ordinal = 0;
    std::string name;                                   // of the stream
    std::shared_ptr<const StateQueries::Answer> folded; // what is shown as the state
    std::string whyNot;                                 // it is not to be compared
    ReplayQuestion question;                            // of what is stored
    std::shared_ptr<const Masker> masker;               // null: everything is to be seen
};

// `stored` is the state that the snapshot holds; the answer has it as it may be shown.
void compare(SnapshotComparison::Answer &answer, const Job &job, const JsonValue &stored,
             ReplayBox &box, const std::stop_token &stop)
{
    const StateAt *folded = job.folded ? &job.folded->at : nullptr;
    std::optional<StateAt> anew; // of what is stored, where that is not what is shown
    if (job.masker) {
        folded = nullptr;
        if (const auto replay = box.open(job.question, stop)) {
            auto at = (*replay)->stateAt(job.ordinal, stop, Replay::Blaming::Without);
            if (at) {
                anew = std::move(*at);
                folded = &*anew;
            }
        }
    }
    answer.whyNot = whyNotThere(folded);
    if (!answer.whyNot.empty())
        return;
    auto state = std::make_shared<StateAt>(*answer.state);
    state->changes = snapshotChanges(folded->state, stored);
    answer.differences = state->changes.size();
    if (!job.masker) {
        box.close();
        state->before = folded->state;
    } else {
        if (job.folded)
            state->before = job.folded->at.state;
        state->changes = shownChanges(state->changes, state->before, state->state);
    }
    answer.isCompared = true;
    answer.state = std::move(state);
}

std::shared_ptr<const SnapshotComparison::Answer> answerTo(const Job &job, ReplayBox &box,
                                                           const std::stop_token &stop)
{
    auto answer = std::make_shared<SnapshotComparison::Answer>();
    answer->mark = job.mark;
    answer->others = job.others;
    answer->whyNot = job.whyNot;
    std::optional<Error> error;
    auto snapshot = newestOf(*job.question.store, job.name, job.mark, error, stop);
    if (!snapshot) {
        answer->damage
            = error ? *error
                    : Error(ErrorCode::Changed,
                            "The snapshot is gone: the store has taken another in its place.");
        answer->whyNot = answer->damage->message;
        return answer;
    }
    auto stored = snapshotState(snapshot->data, snapshot->damage);
    if (job.masker)
        maskSnapshot(*snapshot, *job.masker);
    answer->payload = std::move(snapshot->data);
    answer->damage = std::move(snapshot->damage);
    auto shown = job.masker ? snapshotState(answer->payload, answer->damage) : stored;
    if (!stored || !shown) {
        answer->whyNot = (stored ? shown : stored).error().message;
        return answer;
    }
    auto state = std::make_shared<StateAt>();
    state->ordinal = job.ordinal;
    state->state = std::move(*shown);
    state->blamed = false;
    answer->state = std::move(state);
    if (answer->whyNot.empty())
        compare(*answer, job, *stored, box, stop);
    return answer;
}

bool isSame(const SnapshotComparison::Answer &left, const SnapshotComparison::Answer &right)
{
    const auto states = [](const SnapshotComparison::Answer &answer) { return answer.state.get(); };
    if (left.mark.row != right.mark.row || left.mark.version != right.mark.version
        || left.mark.place != right.mark.place || left.others != right.others
        || left.payload.text != right.payload.text || left.isCompared != right.isCompared
        || left.whyNot != right.whyNot || left.differences != right.differences
        || !states(left) != !states(right) || left.damage.has_value() != right.damage.has_value())
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
    connect(&states, &StateQueries::subjectChanged, this, &SnapshotComparison::takeSubject);
}

SnapshotComparison::~SnapshotComparison() = default;

void SnapshotComparison::open(std::shared_ptr<const Store> stored,
                              std::shared_ptr<const MaskSwitch> masks)
{
    m_stored = std::move(stored);
    m_masks = std::move(masks);
    m_masker = m_masks->masker();
}

// Another state is folded from now on, or the same one is masked otherwise.
void SnapshotComparison::takeSubject()
{
    const auto masker = m_masks ? m_masks->masker() : nullptr;
    const bool isMaskedAnew = masker != std::exchange(m_masker, masker);
    if (m_stream == m_states.stream() && !isMaskedAnew)
        m_snapshots.forgetVerdicts();
    m_stream = m_states.stream();
    if (!isMaskedAnew)
        return;
    // What is shown, or on its way, may be what is to be seen no more.
    ++m_request;
    if (std::exchange(m_answer, nullptr))
        Q_EMIT changed();
}

void SnapshotComparison::close()
{
    ++m_request;
    m_worker.cancel();
    m_chosen.reset();
    m_stream.reset();
    m_stored.reset();
    m_masks.reset();
    m_masker.reset();
    m_isWaiting = false;
    m_worker.submit([this](std::stop_token) { m_box.close(); });
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
    Job job;
    job.mark = mark;
    job.others = here.size() - 1;
    job.ordinal = *ordinal;
    job.name = m_snapshots.log()->streamName(*stream);
    job.folded = m_states.answer();
    job.whyNot = whyNotFolded(m_states, mark);
    job.question = m_states.question();
    if (m_masks && (job.masker = m_masks->masker()))
        job.question.store = m_stored;
    m_worker.submit([this, request, stream = *stream, job = std::move(job)](std::stop_token stop) {
        const auto answer = answerTo(job, m_box, stop);
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, stream, answer] {
            if (request != m_request)
                return;
            take(answer);
            if (answer->isCompared)
                m_snapshots.setVerdicts({{stream, answer->mark.table, *answer->mark.version,
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
