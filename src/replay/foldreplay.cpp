// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/foldreplay.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace eventscope {

FoldReplay::FoldReplay(const EventLog &log, RecordReader &reader, EventReader::Options options)
    : m_events(log, reader, options)
{}

void FoldReplay::beginQuestion()
{
    if (m_failure && m_failure->end == ScriptEnd::Killed)
        m_failure.reset();
}

void FoldReplay::forgetFailureFrom(std::uint32_t same)
{
    if (m_failure && m_failure->ordinal >= same)
        m_failure.reset();
}

std::uint32_t FoldReplay::reachable(std::uint32_t count) const
{
    return m_failure ? std::min(count, m_failure->ordinal) : count;
}

Result<StateAt> FoldReplay::stateAt(std::uint32_t ordinal, std::stop_token stop, Blaming blaming)
{
    assert(ordinal < m_events.size());
    beginQuestion();
    StateAt answer;
    answer.ordinal = ordinal;
    answer.blamed = blaming == Blaming::With;
    if (auto told = tellStates(answer, std::move(stop)); !told)
        return fail(std::move(told).error());
    if (m_failure && m_failure->ordinal <= ordinal) {
        answer.failure = m_failure;
        answer.before = answer.state;
    }
    answer.changes = changedLeaves(answer.before, answer.state, ArrayMatch::ById);
    answer.problems = newestProblems(m_events.problems(), ordinal);
    return answer;
}

Result<std::vector<EventChanges>> FoldReplay::changes(std::uint32_t first, std::uint32_t count,
                                                      std::stop_token stop)
{
    beginQuestion();
    std::vector<EventChanges> all;
    if (first >= m_events.size())
        return all;
    const std::uint32_t end = first + std::min(count, m_events.size() - first);
    auto changed = leavesChanged(first, end, std::move(stop));
    if (!changed)
        return fail(std::move(changed).error());
    for (std::vector<LeafChange> &leaves : *changed) {
        EventChanges &event = all.emplace_back();
        event.ordinal = first + static_cast<std::uint32_t>(all.size() - 1);
        event.changes = std::move(leaves);
        const auto problem = m_events.problems().find(event.ordinal);
        if (problem != m_events.problems().end())
            event.problem = problem->second;
    }
    if (m_failure && m_failure->ordinal >= first && m_failure->ordinal < end)
        all.push_back({m_failure->ordinal, {}, m_failure->error});
    return all;
}

} // namespace eventscope
