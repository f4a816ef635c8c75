// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/programreplay.h"

#include "replay/statepath.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kNear = 64; // states before the one asked for that stay

} // namespace

ProgramReplay::ProgramReplay(const EventLog &log, std::unique_ptr<RecordReader> reader,
                             std::unique_ptr<ProgramFold> program, std::size_t mostBytes)
    : FoldReplay(log, *reader, {.positions = true, .onlyJson = false})
    , m_reader(std::move(reader))
    , m_program(std::move(program))
    , m_mostBytes(mostBytes)
{}

Result<std::unique_ptr<ProgramReplay>> ProgramReplay::open(const EventLog &log,
                                                           std::unique_ptr<RecordReader> reader,
                                                           const std::string &file,
                                                           std::size_t mostBytes,
                                                           const ProgramLimits &limits)
{
    auto program = ProgramFold::open(file, limits);
    if (!program)
        return fail(std::move(program).error());
    return std::unique_ptr<ProgramReplay>(
        new ProgramReplay(log, std::move(reader), std::move(*program), mostBytes));
}

void ProgramReplay::setSequence(Sequence sequence)
{
    const std::uint32_t same = m_events.sequence().commonPrefix(sequence);
    m_events.setSequence(std::move(sequence));
    for (auto kept = m_kept.upper_bound(same); kept != m_kept.end();) {
        m_bytes -= kept->second.bytes;
        kept = m_kept.erase(kept);
    }
    forgetFailureFrom(same);
    if (m_count > same || same == 0)
        m_begun = false;
}

Result<void> ProgramReplay::begin()
{
    m_begun = false;
    m_count = 0;
    m_current = {};
    m_states.clear();
    m_answers.clear();
    auto begun = m_program->begin(
        [this](const ScriptEvent &event, std::string_view key, std::string_view state) {
            m_answers.push_back({event.ordinal, std::string(key), std::string(state)});
        });
    m_begun = begun.has_value();
    return begun;
}

JsonValue ProgramReplay::stateOfStream() const
{
    if (const auto own = m_states.find(m_stream); own != m_states.end())
        return own->second;
    if (m_states.empty())
        return {};
    if (m_states.size() == 1)
        return m_states.begin()->second;
    JsonValue::Members all(m_states.begin(), m_states.end());
    return JsonValue::object(std::move(all));
}

// What was answered to the events before `end`.
Result<void> ProgramReplay::take(std::uint32_t end, std::uint32_t wanted, const Visit &visit)
{
    auto answer = m_answers.begin();
    while (m_count < end) {
        const JsonValue before = m_current.state;
        bool changed = false;
        for (; answer != m_answers.end() && answer->ordinal <= m_count; ++answer) {
            changed = true;
            if (answer->state.empty()) {
                m_states.erase(answer->key);
                continue;
            }
            auto state = JsonValue::parse(answer->state);
            if (!state)
                return fail(std::move(state).error());
            m_states.insert_or_assign(answer->key, std::move(*state));
            m_current.bytes = answer->state.size();
        }
        if (changed) {
            m_current.state = stateOfStream();
            m_current.blame.stepped(before, m_current.state, m_count);
        }
        if (visit)
            visit(m_count, before, m_current.state);
        ++m_count;
        if ((m_count % m_stride == 0 || (m_count <= wanted && wanted - m_count <= kNear))
            && m_kept.try_emplace(m_count, m_current).second) {
            m_bytes += m_current.bytes;
            if (m_bytes > m_mostBytes)
                thinOut(wanted);
        }
    }
    m_answers.clear();
    return {};
}

// Half as many of those that are not near the place, and half of those again, until they are light enough.
void ProgramReplay::thinOut(std::uint32_t wanted)
{
    for (; m_bytes > m_mostBytes / 2 && m_stride < (1U << 30); m_stride *= 2) {
        std::erase_if(m_kept, [&](const auto &kept) {
            const std::uint32_t count = kept.first;
            if (count % (2 * m_stride) == 0 || (count <= wanted && wanted - count <= kNear))
                return false;
            m_bytes -= kept.second.bytes;
            return true;
        });
    }
}

// Runs the program on to where that many events are in, or to where it fails.
Result<void> ProgramReplay::foldTo(std::uint32_t count, std::uint32_t wanted, const Visit &visit,
                                   std::stop_token stop)
{
    if (!m_begun) {
        if (auto begun = begin(); !begun)
            return begun;
    }
    while (m_count < reachable(count)) {
        const auto part = m_events.read(m_count, reachable(count), stop);
        if (!part)
            return fail(part.error());
        m_stream = part->events.front().stream;
        auto done = m_program->apply(part->events, stop);
        if (done)
            done = m_program->sync(stop);
        std::uint32_t end = part->end;
        if (!done) {
            m_begun = false;
            if (!m_program->failure())
                return done;
            const ScriptFailure &failed = *m_program->failure();
            end = failed.ordinal;
            m_failure = ReplayFailure{end, failed.error, failed.end};
        }
        if (auto taken = take(end, wanted, visit); !taken)
            return taken;
    }
    return {};
}

Result<const ProgramReplay::Fold *> ProgramReplay::at(std::uint32_t count, std::stop_token stop)
{
    static const Fold kNothing;
    while (true) {
        const std::uint32_t target = reachable(count);
        if (target == 0)
            return &kNothing;
        if (const auto kept = m_kept.find(target); kept != m_kept.end())
            return &kept->second;
        if (m_begun && m_count == target)
            return &m_current;
        if (m_count > target)
            m_begun = false; // a program cannot go back
        if (auto done = foldTo(target, target, {}, stop); !done)
            return fail(std::move(done).error());
    }
}

Result<void> ProgramReplay::tellStates(StateAt &answer, std::stop_token stop)
{
    const auto before = at(answer.ordinal, stop);
    if (!before)
        return fail(before.error());
    answer.before = (*before)->state;
    const auto after = at(answer.ordinal + 1, stop);
    if (!after)
        return fail(after.error());
    answer.state = (*after)->state;
    if (answer.blamed)
        answer.blame = (*after)->blame.leaves(answer.state);
    return {};
}

Result<FieldHistory> ProgramReplay::history(const std::string &pointer,
                                            std::optional<std::uint32_t> at, std::stop_token stop)
{
    beginQuestion();
    std::vector<ScriptFieldStep> steps = plainSteps(pointer);
    if (at) {
        const auto there = stateAt(*at, stop, Blaming::Without);
        if (!there)
            return fail(there.error());
        steps = stepsTo(there->state, pointer);
    }
    FieldHistory history;
    const auto field = [&](std::uint32_t ordinal, const JsonValue &state) {
        // Before the first event there is nothing, not even null.
        const JsonValue *const value = ordinal == 0 ? nullptr : valueAt(state, steps);
        return value ? std::optional(*value) : std::nullopt;
    };
    const auto visit = [&](std::uint32_t ordinal, const JsonValue &before, const JsonValue &after) {
        auto was = field(ordinal, before);
        auto is = field(ordinal + 1, after);
        if (was != is)
            history.changes.push_back(fieldChange(ordinal, std::move(was), std::move(is)));
    };
    m_begun = false;
    if (auto done = foldTo(m_events.size(), at.value_or(0), visit, stop); !done)
        return fail(std::move(done).error());
    history.failure = m_failure;
    return history;
}

Result<std::vector<std::vector<LeafChange>>> ProgramReplay::leavesChanged(std::uint32_t first,
                                                                          std::uint32_t end,
                                                                          std::stop_token stop)
{
    std::vector<std::vector<LeafChange>> all;
    for (std::uint32_t i = first; i < reachable(end); ++i) {
        const auto before = at(i, stop);
        if (!before)
            return fail(before.error());
        const JsonValue from = (*before)->state;
        const auto after = at(i + 1, stop);
        if (!after)
            return fail(after.error());
        if (i < reachable(end))
            all.push_back(changedLeaves(from, (*after)->state, ArrayMatch::ById));
    }
    return all;
}

Result<Bisection> ProgramReplay::bisect(const std::string &, bool, std::stop_token)
{
    return fail(ErrorCode::Unsupported,
                "A predicate needs a reducer in JavaScript or TypeScript: the states of "
                    + m_program->file() + " cannot be searched.");
}

} // namespace eventscope
