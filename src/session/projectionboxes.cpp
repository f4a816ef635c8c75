// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/projectionboxes.h"

#include "replay/blametree.h"
#include "replay/diff.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostEventsOfKey = 2'000;   // whose state is made only for a list
constexpr std::size_t kMostEventsOfKeys = 20'000; // all of them together

// The place of the last row up to and including that one; none if all come later.
std::optional<std::uint32_t> ordinalUpTo(const std::vector<Row> &rows, Row row)
{
    const auto after = std::upper_bound(rows.begin(), rows.end(), row);
    if (after == rows.begin())
        return std::nullopt;
    return static_cast<std::uint32_t>(after - rows.begin() - 1);
}

// What the program said of the key; a program cannot be asked again.
Result<std::shared_ptr<OpenProjection::KeyState>> keyOfProgram(const ProjectionQuestion &question,
                                                               std::uint32_t partition)
{
    const ProjectionSnapshot &snapshot = *question.snapshot;
    const auto &states = snapshot.programStates[partition];
    const auto rows = snapshot.rowsOf(partition);
    const auto ordinal = ordinalUpTo(rows, question.playhead);
    if (!ordinal)
        return std::shared_ptr<OpenProjection::KeyState>();
    auto answer = std::make_shared<OpenProjection::KeyState>();
    answer->partition = partition;
    answer->sequence = Sequence::of(rows);
    answer->isOfPlayhead = rows[*ordinal] == question.playhead;
    answer->at.ordinal = *ordinal;
    const auto valueAt = [&](std::uint32_t at) -> Result<JsonValue> {
        if (!states[at].isKept)
            return fail(ErrorCode::Limit,
                        "What the program said here was not kept: there was no room for all of "
                        "its states.");
        return states[at].state.empty() ? JsonValue() : JsonValue::parse(states[at].state);
    };
    BlameTree blame;
    const bool blames = rows.size() <= kMostBlamedAtOnce;
    answer->at.blamed = blames;
    for (std::uint32_t at = blames || *ordinal == 0 ? 0 : *ordinal - 1; at <= *ordinal; ++at) {
        auto value = valueAt(at);
        if (!value)
            return fail(std::move(value).error());
        answer->at.before = std::exchange(answer->at.state, std::move(*value));
        if (blames)
            blame.stepped(answer->at.before, answer->at.state, at);
    }
    if (blames)
        answer->at.blame = blame.leaves(answer->at.state);
    answer->at.changes = changedLeaves(answer->at.before, answer->at.state, ArrayMatch::ById);
    return answer;
}

std::vector<OpenProjection::KeyText> textsOfProgram(const ProjectionQuestion &question,
                                                    const std::vector<std::uint32_t> &partitions)
{
    std::vector<OpenProjection::KeyText> texts;
    for (const std::uint32_t partition : partitions) {
        const auto &states = question.snapshot->programStates[partition];
        const auto after = std::partition_point(states.begin(), states.end(),
                                                [&](const auto &each) {
                                                    return each.row <= question.playhead;
                                                });
        texts.push_back(
            {partition, after == states.begin() ? std::string() : std::prev(after)->state});
    }
    return texts;
}

} // namespace

void ProjectionFocusBox::close()
{
    m_replay.reset();
    m_snapshot.reset();
    m_log.reset();
}

Result<std::shared_ptr<OpenProjection::KeyState>> ProjectionFocusBox::ask(
    const ProjectionQuestion &question, std::uint32_t partition, Replay::Blaming blaming,
    std::stop_token stop)
{
    if (question.snapshot->kind == ProjectionSnapshot::Kind::Program)
        return keyOfProgram(question, partition);
    if (auto opened = open(question, partition, stop); !opened)
        return fail(std::move(opened).error());
    auto answer = std::make_shared<OpenProjection::KeyState>();
    answer->partition = partition;
    answer->sequence = m_replay->sequence();
    const auto ordinal = ordinalUpTo(*m_rows, question.playhead);
    if (!ordinal)
        return std::shared_ptr<OpenProjection::KeyState>();
    auto at = m_replay->stateAt(*ordinal, stop, blaming);
    if (!at)
        return fail(std::move(at).error());
    answer->at = std::move(*at);
    const ProjectionSnapshot &snapshot = *question.snapshot;
    if (snapshot.definition.transforms && !answer->at.failure) {
        const auto result = m_replay->resultAt(*ordinal, stop);
        if (!result)
            return fail(result.error());
        if (auto value = JsonValue::parse(*result))
            answer->result = std::move(*value);
    }
    const ProjectionOutcome outcome = question.playhead.value() < snapshot.rows
                                          ? snapshot.outcomes[question.playhead.value()]
                                          : ProjectionOutcome::failed();
    answer->isOfPlayhead = outcome.isHandled() && outcome.partition() == partition;
    return answer;
}

Result<void> ProjectionFocusBox::open(const ProjectionQuestion &question, std::uint32_t partition,
                                      std::stop_token stop)
{
    const ProjectionSnapshot &snapshot = *question.snapshot;
    const std::string &key = snapshot.partitions[partition].key;
    const bool isOther = m_log != question.log || m_run != question.run;
    if (!m_replay || isOther) {
        close();
        auto reader = question.store->reader();
        if (!reader)
            return fail(std::move(reader).error());
        ScriptOptions options;
        options.upcasters = question.upcasters;
        options.projection = ProjectionFocus{std::string(engineName(question.engine)), key};
        auto replay = ScriptReplay::open(*question.log, std::move(*reader), question.file, options,
                                         std::move(stop));
        if (!replay)
            return fail(std::move(replay).error());
        m_replay = std::move(*replay);
        m_log = question.log;
        m_run = question.run;
    }
    if (m_snapshot == question.snapshot && m_key == key)
        return {};
    m_rows = std::make_shared<const Sequence::Rows>(
        snapshot.definition.biState && snapshot.rows > 0
            ? snapshot.handledRows(Row(snapshot.rows - 1))
            : snapshot.rowsOf(partition));
    if (m_snapshot && m_key == key)
        m_replay->setSequence(Sequence::of(m_rows)); // the same with more events
    else
        m_replay->setPartition(key, Sequence::of(m_rows));
    m_key = key;
    m_snapshot = question.snapshot;
    return {};
}

void ProjectionListBox::close()
{
    m_fold.reset();
    m_events.reset();
    m_reader.reset();
    m_log.reset();
}

Result<std::vector<OpenProjection::KeyText>> ProjectionListBox::ask(
    const ProjectionQuestion &question, const std::vector<std::uint32_t> &partitions,
    std::stop_token stop)
{
    const ProjectionSnapshot &snapshot = *question.snapshot;
    if (snapshot.kind == ProjectionSnapshot::Kind::Program)
        return textsOfProgram(question, partitions);
    if (auto opened = open(question, stop); !opened)
        return fail(std::move(opened).error());
    std::vector<Row> rows;
    if (snapshot.definition.biState) {
        if (snapshot.handled <= kMostEventsOfKeys)
            rows = snapshot.handledRows(question.playhead);
    } else {
        for (const std::uint32_t partition : partitions) {
            if (snapshot.partitions[partition].events > kMostEventsOfKey
                || rows.size() > kMostEventsOfKeys)
                continue;
            const auto own = snapshot.rowsOf(partition, question.playhead);
            rows.insert(rows.end(), own.begin(), own.end());
        }
        std::sort(rows.begin(), rows.end());
    }
    if (auto begun = m_fold->begin(ProjectionFold::AfterEvent::Nothing, stop); !begun)
        return fail(std::move(begun).error());
    if (auto fed = feed(rows, stop); !fed)
        return fail(std::move(fed).error());
    return texts(snapshot, partitions, std::move(stop));
}

Result<void> ProjectionListBox::open(const ProjectionQuestion &question, std::stop_token stop)
{
    if (m_fold && m_log == question.log && m_run == question.run)
        return {};
    close();
    auto reader = question.store->reader();
    if (!reader)
        return fail(std::move(reader).error());
    ScriptOptions script;
    script.upcasters = question.upcasters;
    auto fold = ProjectionFold::open(question.file, {script, question.engine}, std::move(stop));
    if (!fold)
        return fail(std::move(fold).error());
    m_log = question.log;
    m_run = question.run;
    m_reader = std::move(*reader);
    m_events = std::make_unique<EventReader>(*m_log, *m_reader,
                                             EventReader::Options{false, false, true});
    m_fold = std::move(*fold);
    return {};
}

Result<void> ProjectionListBox::feed(std::vector<Row> rows, std::stop_token stop)
{
    m_events->setSequence(Sequence::of(std::move(rows)));
    for (std::uint32_t at = 0; at < m_events->size();) {
        const auto part = m_events->read(at, m_events->size(), stop);
        if (!part)
            return fail(part.error());
        if (auto applied = m_fold->apply(part->events, stop); !applied)
            return applied;
        at = part->end;
    }
    return m_fold->sync(std::move(stop));
}

Result<std::vector<OpenProjection::KeyText>> ProjectionListBox::texts(
    const ProjectionSnapshot &snapshot, const std::vector<std::uint32_t> &partitions,
    std::stop_token stop)
{
    std::vector<PartitionText> states;
    const std::vector<std::string> &keys = m_fold->keys();
    while (states.size() < keys.size()) {
        const auto from = static_cast<std::uint32_t>(states.size());
        auto more = m_fold->states(from, static_cast<std::uint32_t>(keys.size()) - from, stop);
        if (!more)
            return fail(std::move(more).error());
        if (more->empty())
            break;
        std::move(more->begin(), more->end(), std::back_inserter(states));
    }
    std::vector<OpenProjection::KeyText> result;
    for (const std::uint32_t partition : partitions) {
        const auto found = std::find(keys.begin(), keys.end(), snapshot.partitions[partition].key);
        const auto index = static_cast<std::size_t>(found - keys.begin());
        result.push_back(
            {partition, index < states.size() ? std::move(states[index].state) : std::string()});
    }
    return result;
}

} // namespace eventscope
