// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/scriptreplay.h"

#include "replay/statepath.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostKnownBytes = 8 << 20; // of states as text
constexpr std::size_t kMostKnown = 512;
constexpr std::uint32_t kStepsBack = 64;        // a jump back that may be the first of many steps
constexpr std::size_t kBehindBytes = 256 << 10; // of the states that are learned along with it
constexpr std::uint32_t kMostBehind = 48;
constexpr std::size_t kMostWarnings = 100;

Result<JsonValue> parsed(const std::string &text)
{
    return JsonValue::parse(text);
}

Result<std::optional<JsonValue>> valueOf(const std::string &text)
{
    if (text.empty())
        return std::optional<JsonValue>();
    auto value = parsed(text);
    if (!value)
        return fail(std::move(value).error());
    return std::optional<JsonValue>(std::move(*value));
}

} // namespace

ScriptReplay::ScriptReplay(const EventLog &log, RecordReader &reader, std::string file,
                           const ScriptOptions &options)
    : FoldReplay(log, reader,
                 {.positions = false,
                  .onlyJson = file.empty(),
                  .streamKeys = options.projection.has_value()})
    , m_file(std::move(file))
    , m_options(options)
{}

ScriptReplay::~ScriptReplay() = default;

Result<std::unique_ptr<ScriptReplay>> ScriptReplay::open(
    const EventLog &log, std::unique_ptr<RecordReader> reader, const std::string &file,
    const ScriptOptions &options, std::stop_token stop, std::vector<std::string> *seen)
{
    auto fold = ScriptFold::open(file, options, std::move(stop), seen);
    if (!fold)
        return fail(std::move(fold).error());
    std::unique_ptr<ScriptReplay> replay(new ScriptReplay(log, *reader, file, options));
    replay->m_ownReader = std::move(reader);
    replay->m_files = (*fold)->files();
    replay->m_spare = std::move(*fold);
    return replay;
}

Result<std::unique_ptr<ScriptReplay>> ScriptReplay::openMerge(const EventLog &log,
                                                              RecordReader &reader,
                                                              std::stop_token stop)
{
    auto fold = ScriptFold::openMerge({}, std::move(stop));
    if (!fold)
        return fail(std::move(fold).error());
    std::unique_ptr<ScriptReplay> replay(new ScriptReplay(log, reader, {}, {}));
    replay->m_spare = std::move(*fold);
    return replay;
}

Result<std::unique_ptr<ScriptFold>> ScriptReplay::takeFold(std::stop_token stop)
{
    if (m_spare)
        return std::move(m_spare);
    return m_file.empty() ? ScriptFold::openMerge(m_options, std::move(stop))
                          : ScriptFold::open(m_file, m_options, std::move(stop));
}

Result<ScriptLane *> ScriptReplay::lane(bool blame, std::stop_token stop)
{
    std::unique_ptr<ScriptLane> &wanted = blame ? m_blames : m_states;
    if (!wanted) {
        auto fold = takeFold(std::move(stop));
        if (!fold)
            return fail(std::move(fold).error());
        wanted = std::make_unique<ScriptLane>(std::move(*fold), m_events, blame,
                                              m_options.limits.memoryBytes / 4);
    }
    return wanted.get();
}

void ScriptReplay::setSequence(Sequence sequence)
{
    const std::uint32_t same = m_events.sequence().commonPrefix(sequence);
    m_events.setSequence(std::move(sequence));
    for (const auto &each : {m_states.get(), m_blames.get()}) {
        if (each)
            each->forgetFrom(same);
    }
    forgetFailureFrom(same);
    m_untold.erase(m_untold.upper_bound(same), m_untold.end());
    std::erase_if(m_known, [&](const Known &each) {
        m_knownBytes -= each.count > same ? each.bytes : 0;
        return each.count > same;
    });
    m_logged = std::min(m_logged, same);
    if (same == 0) { // the stream may be another, and so the initial state
        m_known.clear();
        m_knownBytes = 0;
        m_untold.clear();
        m_warnings.clear();
    }
}

void ScriptReplay::setPartition(const std::string &partition, Sequence sequence)
{
    m_options.projection->partition = partition;
    for (ScriptFold *const fold :
         {m_spare.get(), m_scans.get(), m_states ? &m_states->fold() : nullptr,
          m_blames ? &m_blames->fold() : nullptr}) {
        if (fold)
            fold->setPartition(partition);
    }
    setSequence({}); // the events may be the same, and the state another one all the same
    setSequence(std::move(sequence));
}

Result<std::string> ScriptReplay::resultAt(std::uint32_t ordinal, std::stop_token stop)
{
    auto along = lane(false, stop);
    if (!along)
        return fail(std::move(along).error());
    if (auto moved = (*along)->moveTo(ordinal + 1, m_failure, stop); !moved)
        return fail(std::move(moved).error());
    if ((*along)->count() != ordinal + 1)
        return std::string();
    return (*along)->fold().result(std::move(stop));
}

void ScriptReplay::listen(ScriptFold &fold)
{
    for (std::string &warning : fold.takeWarnings()) {
        if (m_warnings.size() < kMostWarnings
            && std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(std::move(warning));
    }
    // An event's lines come together, and again whenever it is folded again.
    std::uint32_t logged = m_logged;
    bool loading = false;
    for (ScriptLogLine &line : fold.takeLogs()) {
        loading = loading || line.loading;
        if (line.loading ? m_loadingLogged : line.ordinal < m_logged)
            continue;
        if (!line.loading)
            logged = std::max(logged, line.ordinal + 1);
        m_logs.push_back({line.ordinal, line.loading, std::move(line.text)});
    }
    m_logged = logged;
    m_loadingLogged = m_loadingLogged || loading;
}

std::vector<ReplayLogLine> ScriptReplay::takeLogs()
{
    return std::exchange(m_logs, {});
}

ScriptReplay::Known *ScriptReplay::known(std::uint32_t count)
{
    const auto found = std::find_if(m_known.begin(), m_known.end(),
                                    [&](const Known &each) { return each.count == count; });
    if (found == m_known.end())
        return nullptr;
    std::rotate(found, found + 1, m_known.end());
    return &m_known.back();
}

// The lane goes there and tells its state; where the script fails before, it goes as far as it can.
Result<void> ScriptReplay::learn(ScriptLane &lane, std::uint32_t count, bool blame,
                                 std::stop_token stop)
{
    auto learned = learnOnce(lane, count, blame, stop);
    // A host that someone ended while it rested is noticed only now. Once: one that is ended again and again is somebody's wish.
    if (!learned && lane.fold().endedBy() == ScriptEnd::Killed)
        learned = learnOnce(lane, count, blame, std::move(stop));
    return learned;
}

Result<void> ScriptReplay::learnOnce(ScriptLane &lane, std::uint32_t count, bool blame,
                                     std::stop_token stop)
{
    auto moved = lane.moveTo(count, m_failure, std::move(stop));
    listen(lane.fold());
    if (!moved)
        return moved;
    Known *there = known(lane.count());
    if (!there) {
        if (const auto untold = m_untold.find(lane.count()); untold != m_untold.end())
            return fail(untold->second);
        Known made;
        made.count = lane.count();
        const auto text = lane.state();
        listen(lane.fold());
        if (!text && lane.fold().endedBy() == ScriptEnd::Limit)
            m_untold.emplace(made.count, text.error());
        // The initial state may fail with the first event.
        if (!text && !(m_failure && made.count == 0))
            return fail(text.error());
        if (text) {
            auto state = parsed(*text);
            if (!state)
                return fail(std::move(state).error());
            made.state = std::move(*state);
            made.bytes = text->size();
        }
        m_knownBytes += made.bytes;
        m_known.push_back(std::move(made));
        while (m_known.size() > 2
               && (m_knownBytes > kMostKnownBytes || m_known.size() > kMostKnown)) {
            m_knownBytes -= m_known.front().bytes;
            m_known.pop_front();
        }
        there = &m_known.back();
    }
    if (blame && !there->blame) {
        auto leaves = lane.blame();
        if (!leaves)
            return fail(std::move(leaves).error());
        there->blame.emplace(leaves->begin(), leaves->end());
    }
    return {};
}

Result<const ScriptReplay::Known *> ScriptReplay::at(std::uint32_t count, bool blame,
                                                     std::stop_token stop)
{
    const Known *there = known(reachable(count));
    if (there && (!blame || there->blame))
        return there;
    auto ready = lane(blame, stop);
    if (!ready)
        return fail(std::move(ready).error());
    ScriptLane &along = **ready;
    // Who steps back once does it again: the states on the way there are learned as well.
    const std::uint32_t target = reachable(count);
    if (along.count() > target && along.count() - target <= kStepsBack && !m_known.empty()) {
        const std::size_t size = std::max<std::size_t>(m_known.back().bytes, 1);
        const auto behind = std::min({kMostBehind, target,
                                      static_cast<std::uint32_t>(kBehindBytes / size),
                                      along.distanceTo(target)});
        for (std::uint32_t i = target - behind; i < target; ++i) {
            if (!learn(along, i, blame, stop))
                break;
        }
    }
    if (auto learned = learn(along, count, blame, stop); !learned)
        return fail(std::move(learned).error());
    there = known(reachable(count));
    if (!there)
        return fail(ErrorCode::Internal, "The fold did not get to its event.");
    return there;
}

Result<void> ScriptReplay::tellStates(StateAt &answer, std::stop_token stop)
{
    const std::uint32_t ordinal = answer.ordinal;
    const bool blame = answer.blamed;
    // The state before from the fold that will give the blame, unless it is known: one host is enough for both.
    if (known(reachable(ordinal)) == nullptr || blame) {
        auto ready = lane(blame, stop);
        if (!ready)
            return fail(std::move(ready).error());
    }
    const bool beforeIsKnown = known(reachable(ordinal)) != nullptr;
    const auto before = at(ordinal, blame && !beforeIsKnown, stop);
    if (!before)
        return fail(before.error());
    answer.before = (*before)->state;
    const auto after = at(ordinal + 1, blame, stop);
    if (!after)
        return fail(after.error());
    answer.state = (*after)->state;
    if (blame)
        answer.blame = *(*after)->blame;
    answer.warnings = m_warnings;
    return {};
}

// Folds the whole sequence anew in m_scans, up to the failure.
Result<void> ScriptReplay::scan(const ScriptTracking &tracking, bool untilTrue,
                                std::optional<ReplayFailure> &failure, std::stop_token stop)
{
    if (!m_scans) {
        auto fold = takeFold(stop);
        if (!fold)
            return fail(std::move(fold).error());
        m_scans = std::move(*fold);
    }
    while (true) {
        auto done = m_scans->begin(tracking);
        const std::uint32_t end = failure ? failure->ordinal : m_events.size();
        for (std::uint32_t i = 0; done && i < end;) {
            const auto part = m_events.read(i, end, stop);
            if (!part)
                return fail(part.error());
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "The replay was stopped.");
            if (m_watch && untilTrue)
                m_watch({i, i, end - 1});
            done = m_scans->apply(part->events);
            i = part->end;
            if (m_scans->failure(0) || (untilTrue && m_scans->firstTrue()))
                break;
        }
        if (done)
            done = m_scans->sync();
        listen(*m_scans);
        const ScriptFailure *const failed = m_scans->failure(0);
        if (failed)
            failure = ReplayFailure{failed->ordinal, failed->error, failed->end};
        // A host that was ended took with it what it had found.
        if (done || !failed)
            return done;
    }
}

Result<FieldHistory> ScriptReplay::history(const std::string &pointer,
                                           std::optional<std::uint32_t> at, std::stop_token stop)
{
    beginQuestion();
    ScriptTracking tracking;
    tracking.field = plainSteps(pointer);
    const bool hasIndex = std::any_of(tracking.field->begin(), tracking.field->end(),
                                      [](const auto &step) {
                                          return !step.token.empty()
                                                 && step.token.find_first_not_of("0123456789")
                                                        == std::string::npos;
                                      });
    if (at && hasIndex) {
        const auto there = stateAt(*at, stop, Blaming::Without);
        if (!there)
            return fail(there.error());
        tracking.field = stepsTo(there->state, pointer);
    }
    if (auto done = scan(tracking, false, m_failure, stop); !done)
        return fail(std::move(done).error());
    FieldHistory history;
    for (const ScriptChange &change : m_scans->takeFieldChanges()) {
        auto before = valueOf(change.before);
        auto after = valueOf(change.after);
        if (!before || !after)
            return fail(before ? after.error() : before.error());
        history.changes.push_back(
            fieldChange(change.ordinal, std::move(*before), std::move(*after)));
    }
    history.failure = m_failure;
    history.warnings = m_warnings;
    return history;
}

Result<std::vector<std::vector<LeafChange>>> ScriptReplay::leavesChanged(std::uint32_t first,
                                                                         std::uint32_t end,
                                                                         std::stop_token stop)
{
    auto ready = lane(false, stop);
    if (!ready)
        return fail(std::move(ready).error());
    const auto changed = (*ready)->changes(first, end, m_failure, stop);
    listen((*ready)->fold());
    if (!changed)
        return fail(changed.error());
    const std::uint32_t reached = reachable(end);
    std::vector<std::vector<LeafChange>> all(reached > first ? reached - first : 0);
    for (const ScriptChange &change : *changed) {
        if (change.ordinal < first || change.ordinal - first >= all.size())
            continue;
        auto before = valueOf(change.before);
        auto after = valueOf(change.after);
        if (!before || !after)
            return fail(before ? after.error() : before.error());
        FieldChange field = fieldChange(change.ordinal, std::move(*before), std::move(*after));
        all[change.ordinal - first].push_back(
            {change.pointer, field.kind, std::move(field.before), std::move(field.after)});
    }
    return all;
}

Result<Bisection> ScriptReplay::bisect(const std::string &predicate, bool linear,
                                       std::stop_token stop)
{
    beginQuestion();
    Bisection answer;
    if (m_events.size() == 0)
        return answer;
    // A predicate that does not end is no failure of the script's.
    std::optional<ReplayFailure> failure = m_failure;
    if (linear) {
        ScriptTracking tracking;
        tracking.predicate = predicate;
        if (auto done = scan(tracking, true, failure, stop); !done)
            return fail(std::move(done).error());
        answer.ordinal = m_scans->firstTrue();
        answer.probes = answer.ordinal ? *answer.ordinal + 1
                        : failure      ? failure->ordinal
                                       : m_events.size();
    } else {
        auto ready = lane(false, stop);
        if (!ready)
            return fail(std::move(ready).error());
        ScriptLane &along = **ready;
        std::uint32_t low = 0;
        std::uint32_t high = m_events.size() - 1;
        const auto isTrueAfter = [&](std::uint32_t ordinal) {
            if (m_watch)
                m_watch({answer.probes, low, high});
            ++answer.probes;
            auto found = along.isTrueAfter(ordinal, predicate, failure, stop);
            listen(along.fold());
            return found;
        };
        // The last state that there is: the failure may be met on the way there.
        if (auto there = along.moveTo(m_events.size(), m_failure, stop); !there)
            return fail(std::move(there).error());
        failure = m_failure;
        if (const std::uint32_t states = reachable(m_events.size()); states > 0) {
            high = states - 1;
            auto found = isTrueAfter(high);
            if (found && *found) {
                while (found && low < high) {
                    const std::uint32_t middle = low + (high - low) / 2;
                    found = isTrueAfter(middle);
                    if (found)
                        (*found ? high : low) = *found ? middle : middle + 1;
                }
                answer.ordinal = high;
            }
            if (!found)
                return fail(std::move(found).error());
        }
    }
    if (!answer.ordinal)
        answer.failure = failure;
    answer.warnings = m_warnings;
    return answer;
}

} // namespace eventscope
