// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/readmodelrun.h"

#include "projection/projectionhints.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kChunk = 1U << 14; // rows that are chosen at once
constexpr std::size_t kMostLines = 100'000;
constexpr std::uint32_t kNear = 20'000; // rows that are handled again sooner than one sees

} // namespace

ReadModelRun::ReadModelRun(const EventLog &log, std::unique_ptr<RecordReader> reader,
                           std::unique_ptr<ReadModelFold> fold)
    : m_log(log)
    , m_reader(std::move(reader))
    , m_events(log, *m_reader, {.positions = false, .onlyJson = false, .streamKeys = true})
    , m_fold(std::move(fold))
{}

Result<std::unique_ptr<ReadModelRun>> ReadModelRun::open(
    const EventLog &log, const ReaderMaker &makeReader, const std::string &file,
    const ReadModelOptions &options, std::stop_token stop, std::vector<std::string> *seen)
{
    auto fold = ReadModelFold::open(file, options, std::move(stop), seen);
    if (!fold)
        return fail(std::move(fold).error());
    auto reader = makeReader();
    if (!reader)
        return fail(std::move(reader).error());
    return std::unique_ptr<ReadModelRun>(
        new ReadModelRun(log, std::move(*reader), std::move(*fold)));
}

// Known of types that have come once.
bool ReadModelRun::isSkipped(Row row)
{
    const TypeId type = m_log.type(row);
    if (type.value() >= m_skipped.size())
        m_skipped.resize(std::max<std::size_t>(type.value() + 1, m_log.typeCount()), 0);
    return m_skipped[type.value()] != 0;
}

void ReadModelRun::takeFailure()
{
    const ScriptFailure *const failed = m_fold->failure();
    if (failed && !m_failure)
        m_failure = failureIn(m_log, *failed);
}

Result<void> ReadModelRun::feedOneByOne(std::span<const ScriptEvent> events, std::stop_token stop)
{
    for (const ScriptEvent &event : events) {
        auto applied = m_fold->apply({&event, 1}, stop);
        if (applied)
            applied = m_fold->sync(stop);
        if (!applied)
            return applied;
        if (m_fold->failure())
            return {};
        if (m_fold->skippedTypes().contains(event.type))
            continue;
        const auto changes = m_fold->lastChanges(1'000, stop);
        if (!changes)
            return fail(changes.error());
        m_onStep(Row(event.ordinal), *changes);
    }
    return {};
}

// Hands over the rows of [from, to), which the tables do not hold yet.
Result<void> ReadModelRun::feed(std::uint32_t from, std::uint32_t to, const OnProgress &onProgress,
                                std::stop_token stop)
{
    std::vector<ScriptEvent> batch;
    for (std::uint32_t at = from; at < to && !m_fold->failure();) {
        const std::uint32_t end = at + std::min(to - at, kChunk);
        std::vector<Row> chosen;
        for (; at < end; ++at) {
            if (!isSkipped(Row(at)))
                chosen.emplace_back(at);
        }
        const auto rows = std::make_shared<const Sequence::Rows>(std::move(chosen));
        m_events.setSequence(Sequence::of(rows));
        for (std::uint32_t i = 0; i < m_events.size() && !m_fold->failure();) {
            const auto part = m_events.read(i, m_events.size(), stop);
            if (!part)
                return fail(part.error());
            batch.assign(part->events.begin(), part->events.end());
            for (ScriptEvent &event : batch)
                event.ordinal = (*rows)[event.ordinal].value();
            auto applied = m_onStep ? feedOneByOne(batch, stop) : m_fold->apply(batch, stop);
            if (!applied)
                return applied;
            i = part->end;
        }
        learnSkipped();
        if (onProgress)
            onProgress(at);
    }
    auto done = m_fold->sync(std::move(stop));
    learnSkipped();
    return done;
}

void ReadModelRun::learnSkipped()
{
    for (const std::string &name : m_fold->skippedTypes()) {
        const auto type = m_log.findType(name);
        if (!type)
            continue;
        m_skipped.resize(std::max<std::size_t>(m_skipped.size(), type->value() + 1), 0);
        m_skipped[type->value()] = 1;
    }
}

// The tables as they were after so many rows.
Result<void> ReadModelRun::bringTo(std::uint32_t rows, std::stop_token stop)
{
    if (m_hasBegun && m_at == rows)
        return {};
    // Whoever steps quickly stops each question; beginning anew for that would cost far more than the question.
    if (m_hasBegun && (rows > m_at ? rows - m_at : m_at - rows) < kNear)
        stop = {};
    std::uint32_t from = 0;
    if (m_hasBegun) {
        const auto reached = m_fold->seek(rows, stop);
        if (!reached) {
            m_hasBegun = false;
            return fail(reached.error());
        }
        from = *reached;
    } else {
        if (auto begun = m_fold->begin(stop); !begun)
            return begun;
        m_hasBegun = true;
    }
    if (auto fed = feed(from, rows, {}, std::move(stop)); !fed) {
        m_hasBegun = false;
        return fed;
    }
    m_at = rows;
    return {};
}

Result<void> ReadModelRun::advanceTo(std::uint32_t end, const OnProgress &onProgress,
                                     std::stop_token stop)
{
    end = std::min(end, m_log.rowCount());
    if (m_failure || (m_hasBegun && m_rows >= end))
        return {};
    const OnStep onStep = std::exchange(m_onStep, {}); // those were told before
    auto there = bringTo(m_rows, stop);
    m_onStep = onStep;
    if (!there)
        return there;
    auto fed = feed(m_rows, end, onProgress, std::move(stop));
    takeFailure();
    for (ScriptLogLine &line : m_fold->takeLogs()) {
        if (m_logs.size() < kMostLines && (line.loading ? m_logged == 0 : line.ordinal >= m_logged))
            m_logs.push_back({line.loading ? kNoRow : Row(line.ordinal), std::move(line.text)});
    }
    for (std::string &warning : m_fold->takeWarnings()) {
        if (std::find(m_warnings.begin(), m_warnings.end(), warning) == m_warnings.end())
            m_warnings.push_back(std::move(warning));
    }
    if (m_failure && m_failure->end == ScriptEnd::Killed)
        m_failure.reset();
    if (!m_failure && !fed) {
        m_hasBegun = false;
        return fed;
    }
    if (m_failure) {
        // Its event changed nothing; a host that was ended took its tables along.
        m_rows = m_failure->row.value() + 1;
        m_logged = m_rows;
        m_hasBegun = fed.has_value() && m_fold->place() == m_failure->row.value();
        m_at = m_failure->row.value();
        return {};
    }
    m_rows = end;
    m_logged = end;
    m_at = end;
    return {};
}

Result<std::shared_ptr<const ProjectionSnapshot>> ReadModelRun::snapshot(std::stop_token stop)
{
    auto made = std::make_shared<ProjectionSnapshot>();
    made->kind = ProjectionSnapshot::Kind::ReadModel;
    made->definition.all = true;
    made->definition.allEvents = m_fold->definition().any;
    made->definition.events = m_fold->definition().types;
    made->rows = m_rows;
    made->failure = m_failure;
    made->outcomes.resize(m_rows);
    made->previous.resize(m_rows, ProjectionSnapshot::kNoPrevious);
    ProjectionSnapshot::Partition all;
    for (std::uint32_t i = 0; i < m_rows; ++i) {
        const Row row(i);
        if (m_failure && row == m_failure->row)
            continue;
        if (isSkipped(row)) {
            made->outcomes[i] = ProjectionOutcome(SkipReason::Unhandled);
            ++made->skipped[static_cast<std::size_t>(SkipReason::Unhandled)];
            continue;
        }
        made->outcomes[i] = ProjectionOutcome::partition(0);
        if (all.last != kNoRow)
            made->previous[i] = all.last.value();
        else
            all.first = row;
        all.last = row;
        ++all.events;
    }
    made->handled = all.events;
    if (all.events > 0)
        made->partitions.push_back(std::move(all));
    auto tables = tablesAt(m_failure ? m_failure->row.value() : m_rows, stop);
    if (!tables)
        return fail(std::move(tables).error());
    made->tables = std::move(*tables);
    if (const auto times = m_fold->takeTimes(stop)) {
        for (const HandlerTime &time : *times)
            addTime(m_times, time);
    }
    made->times = m_times;
    made->logs = m_logs;
    made->logCount = m_logs.size();
    for (const std::string &warning : m_warnings)
        made->warnings.push_back({"read-model", warning, 0});
    for (ProjectionWarning &warning : mistypedTypes(m_log, made->definition, false))
        made->warnings.push_back(std::move(warning));
    if (m_rows > 0 && made->handled == 0 && !m_failure)
        made->warnings.push_back(nothingSelected(m_log, made->definition, m_rows, false));
    if (made->tables.empty() && (made->handled > 0 || m_failure)) {
        // Reducers have the same forms as handlers; they are taken for some until it shows that they make no tables.
        constexpr std::string_view kNoTables
            = "No table was made: handlers with a SQL read model make theirs with db.exec('CREATE TABLE …'); "
              "a reducer is tied to a stream type, or given as --reducer.";
        made->warnings.push_back({"no-tables", std::string(kNoTables), 0});
        if (made->failure)
            made->failure->error.message.append(" ").append(kNoTables);
    }
    return std::shared_ptr<const ProjectionSnapshot>(std::move(made));
}

Result<std::vector<ReadModelTable>> ReadModelRun::tablesAt(std::uint32_t rows, std::stop_token stop)
{
    if (auto there = bringTo(rows, stop); !there)
        return fail(std::move(there).error());
    return m_fold->tables(std::move(stop));
}

Result<ReadModelPage> ReadModelRun::pageAt(std::uint32_t rows, const ReadModelPageRequest &request,
                                           std::stop_token stop)
{
    if (auto there = bringTo(rows, stop); !there)
        return fail(std::move(there).error());
    return m_fold->page(request, std::move(stop));
}

Result<std::vector<ReadModelChange>> ReadModelRun::changesAt(std::uint32_t rows,
                                                             std::stop_token stop)
{
    std::vector<ReadModelChange> none;
    if (rows == 0 || isSkipped(Row(rows - 1)) || (m_failure && m_failure->row == Row(rows - 1)))
        return none;
    // From the place before it, so that what it did is known.
    if (!m_hasBegun || m_at != rows) {
        if (auto there = bringTo(rows - 1, stop); !there)
            return fail(std::move(there).error());
    }
    if (auto there = bringTo(rows, stop); !there)
        return fail(std::move(there).error());
    return m_fold->lastChanges(1'000, std::move(stop));
}

Result<void> ReadModelRun::eachRowAt(std::uint32_t rows, const std::string &table,
                                     const std::function<bool(std::string line)> &line,
                                     std::stop_token stop)
{
    if (auto there = bringTo(rows, stop); !there)
        return there;
    return m_fold->eachRow(table, line, std::move(stop));
}

} // namespace eventscope
