// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/programrun.h"

#include "projection/projectionhints.h"

#include <algorithm>
#include <utility>

namespace eventscope {

ProgramRun::ProgramRun(const EventLog &log, std::unique_ptr<RecordReader> reader,
                       std::unique_ptr<ProgramFold> program, const Options &options)
    : m_log(log)
    , m_options(options)
    , m_reader(std::move(reader))
    , m_events(log, *m_reader, {.positions = true, .onlyJson = false, .streamKeys = false})
    , m_program(std::move(program))
{}

Result<std::unique_ptr<ProgramRun>> ProgramRun::open(const EventLog &log,
                                                     const ReaderMaker &makeReader,
                                                     const std::string &file,
                                                     const Options &options)
{
    auto program = ProgramFold::open(file, options.limits);
    if (!program)
        return fail(std::move(program).error());
    auto reader = makeReader();
    if (!reader)
        return fail(std::move(reader).error());
    return std::unique_ptr<ProgramRun>(
        new ProgramRun(log, std::move(*reader), std::move(*program), options));
}

Result<void> ProgramRun::beginAnew()
{
    m_told = {};
    m_told.kind = ProjectionSnapshot::Kind::Program;
    m_told.definition.all = true;
    m_byKey.clear();
    m_stateBytes = 0;
    auto begun = m_program->begin(
        [this](const ScriptEvent &event, std::string_view key, std::string_view state) {
            take(Row(event.ordinal), key, state);
        });
    m_hasBegun = begun.has_value();
    return begun;
}

void ProgramRun::take(Row row, std::string_view key, std::string_view state)
{
    const auto [entry, isNew] = m_byKey.try_emplace(std::string(key),
                                                    static_cast<std::uint32_t>(
                                                        m_told.partitions.size()));
    const std::uint32_t partition = entry->second;
    if (isNew) {
        m_told.partitions.push_back({entry->first, 0, row, row});
        m_told.programStates.emplace_back();
    }
    ProjectionSnapshot::Partition &changed = m_told.partitions[partition];
    auto &states = m_told.programStates[partition];
    if (states.empty() || states.back().row != row) {
        ++changed.events;
        states.emplace_back();
    }
    changed.last = row;
    ProjectionSnapshot::ProgramState &told = states.back();
    told.row = row;
    told.isKept = m_stateBytes + state.size() <= m_options.mostStateBytes;
    told.state = told.isKept ? std::string(state) : std::string();
    m_stateBytes += told.state.size();
    ProjectionOutcome &outcome = m_told.outcomes[row.value()];
    if (!outcome.isHandled()) {
        outcome = ProjectionOutcome::partition(partition);
        ++m_told.handled;
    }
}

Result<void> ProgramRun::advanceTo(std::uint32_t end, const OnProgress &onProgress,
                                   std::stop_token stop)
{
    if (!m_hasBegun) {
        if (auto begun = beginAnew(); !begun)
            return begun;
    }
    end = std::min(end, m_log.rowCount());
    if (m_told.failure || m_told.rows >= end)
        return {};
    m_told.outcomes.resize(end, ProjectionOutcome(SkipReason::Unhandled));
    m_events.setSequence(Sequence::range(Row(0), end));
    const auto failed = [&](const Error &error) -> Result<void> {
        const auto &failure = m_program->failure();
        if (!failure || failure->end == ScriptEnd::Killed || error.code == ErrorCode::Cancelled) {
            m_hasBegun = false;
            return fail(error);
        }
        m_told.failure = failureIn(m_log, *failure);
        m_told.rows = failure->ordinal + 1;
        m_told.outcomes.resize(m_told.rows);
        m_told.outcomes.back() = ProjectionOutcome::failed();
        return {};
    };
    for (std::uint32_t at = m_told.rows; at < end;) {
        const auto part = m_events.read(at, end, stop);
        if (!part) {
            m_hasBegun = false;
            return fail(part.error());
        }
        if (auto applied = m_program->apply(part->events, stop); !applied)
            return failed(applied.error());
        at = part->end;
        if (onProgress)
            onProgress(at);
    }
    if (auto done = m_program->sync(stop); !done)
        return failed(done.error());
    m_told.rows = end;
    return {};
}

Result<std::shared_ptr<const ProjectionSnapshot>> ProgramRun::snapshot(std::stop_token stop)
{
    static_cast<void>(stop);
    auto made = std::make_shared<ProjectionSnapshot>(m_told);
    std::uint64_t handled = 0;
    for (const ProjectionOutcome &outcome : made->outcomes)
        handled += outcome.isHandled() ? 1 : 0;
    made->handled = handled;
    made->keysHash = made->hashOfKeys();
    made->skipped[static_cast<std::size_t>(SkipReason::Unhandled)] = made->rows - handled
                                                                     - (made->failure ? 1 : 0);
    if (made->rows > 0 && handled == 0 && !made->failure)
        made->warnings.push_back({"selects-nothing",
                                  "The program has changed no key at any of the "
                                      + std::to_string(made->rows) + " events.",
                                  0});
    return std::shared_ptr<const ProjectionSnapshot>(std::move(made));
}

Result<std::string> ProgramRun::stateOf(std::string_view key, std::stop_token stop)
{
    static_cast<void>(stop);
    const auto &states = m_program->states();
    const auto found = states.find(std::string(key));
    return found == states.end() ? std::string() : found->second;
}

} // namespace eventscope
