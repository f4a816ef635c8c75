// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/openrunner.h"
#include "projection/projectionrun.h"

#include "cli/commands.h"
#include "cli/progressline.h"
#include "cli/projectreport.h"
#include "cli/selection.h"
#include "cli/streamreplay.h"
#include "script/sourcefile.h"
#include "session/recordjson.h"

#include <algorithm>
#include <thread>

namespace eventscope::cli {

namespace {

// What is printed as it comes, so that no output is held twice.
class Report
{
public:
    Report(const EventLog &log, const ProjectOptions &options)
        : m_log(log)
        , m_options(options)
    {}

    std::string positionOf(Row row) const
    {
        return row == kNoRow ? std::string("null") : positionToJson(m_log.positionLabel(row));
    }

    std::string emittedJson(const EmittedEvent &event) const
    {
        return R"({"position":)" + positionOf(Row(event.ordinal)) + R"(,"streamId":)"
               + jsonQuote(event.streamId) + R"(,"eventType":)" + jsonQuote(event.eventType)
               + R"(,"data":)" + (event.isJson ? event.data : jsonQuote(event.data))
               + R"(,"metadata":)" + orNull(event.metadata) + '}';
    }

    // A line for each row up to that one that no line was printed for yet.
    void printSkipped(const ProjectionRun &run, std::uint32_t end)
    {
        for (; m_printed < end; ++m_printed) {
            const ProjectionOutcome outcome = run.outcome(Row(m_printed));
            if (outcome.isSkipped() && !m_options.partition)
                printLine(stepStart(Row(m_printed), "null", "skipped",
                                    jsonQuote(skipReasonName(outcome.reason())))
                          + R"(,"state":null,"result":null,"shared":null,"emitted":[],"logs":[]})");
        }
    }

    void printStep(const ProjectionRun &run, const ProjectionRun::Step &step)
    {
        printSkipped(run, step.row.value());
        const ProjectionOutcome outcome = run.outcome(step.row);
        if (!outcome.isHandled())
            return; // printed with the others
        m_printed = step.row.value() + 1;
        const std::string_view key = run.key(outcome.partition());
        if (m_options.partition && key != *m_options.partition)
            return;
        std::string json = stepStart(step.row, jsonQuote(key), "processed", "null") + R"(,"state":)"
                           + orNull(step.left.texts.state) + R"(,"result":)"
                           + orNull(step.left.texts.result) + R"(,"shared":)"
                           + orNull(step.left.shared) + R"(,"emitted":[)";
        for (const EmittedEvent &event : step.emitted)
            json += (json.back() == '[' ? "" : ",") + emittedJson(event);
        json += R"(],"logs":)" + namesJson(step.logs) + '}';
        printLine(json);
    }

    void printFailed(const ProjectionRun &run)
    {
        printSkipped(run, std::min(run.failure()->row.value(), run.rowCount()));
        printLine(
            stepStart(run.failure()->row, "null", "failed", jsonQuote(run.failure()->error.message))
            + R"(,"state":null,"result":null,"shared":null,"emitted":[],"logs":[]})");
    }

private:
    std::string stepStart(Row row, const std::string &partition, const std::string &status,
                          const std::string &reason) const
    {
        return R"({"position":)" + positionOf(row) + R"(,"partition":)" + partition
               + R"(,"status":")" + status + R"(","reason":)" + reason;
    }

    const EventLog &m_log;
    const ProjectOptions &m_options;
    std::uint32_t m_printed = 0;
};

Result<void> printPartitions(ProjectionRun &run, const ProjectOptions &options,
                             std::stop_token stop)
{
    bool isFirst = true;
    const auto printOne = [&](std::string_view key, const PartitionText &texts) {
        print((isFirst ? "" : ",") + jsonQuote(key) + R"(:{"state":)" + texts.state
              + R"(,"result":)" + texts.result + '}');
        isFirst = false;
    };
    if (options.partition) {
        const auto index = run.findPartition(*options.partition);
        if (!index)
            return {};
        const auto texts = run.state(*index, stop);
        if (!texts)
            return fail(texts.error());
        printOne(*options.partition, *texts);
        return {};
    }
    for (std::uint32_t i = 0; i < run.partitionCount();) {
        const auto texts = run.states(i, stop);
        if (!texts)
            return fail(texts.error());
        if (texts->empty())
            return fail(ErrorCode::Internal, "The states of the partitions are not there.");
        for (const PartitionText &each : *texts)
            printOne(run.key(i++), each);
    }
    return {};
}

// Such a position is a fair question with an answer, but most often a slip.
void printWhereOutside(const EventLog &log, const std::string &position, std::uint32_t end)
{
    const std::uint32_t count = log.rowCount();
    if (count == 0)
        return;
    if (end == 0)
        printError(Error(ErrorCode::NotFound,
                         "Position " + position + " is before the first event, which is at "
                             + log.positionLabel(Row(0)) + ": no event was looked at."));
    else if (const std::string newest = log.positionLabel(Row(count - 1));
             end == count && !log.hasTextPositions() && compareNumbers(newest, position) < 0)
        printError(Error(ErrorCode::NotFound, "Position " + position
                                                  + " is after the newest event, which is at "
                                                  + newest + ": every event was looked at."));
}

} // namespace

int runProject(const ProjectOptions &options, std::stop_token stop)
{
    const auto opened = openAndLoad(options.store, stop);
    if (!opened)
        return unusable(opened.error(), stop);
    const EventLog &log = *opened->log;
    std::uint32_t end = log.rowCount();
    if (options.at) {
        const auto last = lastRowAt(log, *options.at);
        if (!last)
            return unusable(last.error(), stop);
        end = *last ? (*last)->value() + 1 : 0;
        printWhereOutside(log, *options.at, end);
    }

    if (!isScriptFile(options.file))
        return projectWithProgram(*opened, options, end, stop);
    if (!isKurrentDbProjection(options.file))
        return projectIntoTables(*opened, options, end, stop);
    ProjectionRun::Options how;
    how.engine = options.engine == "v2" ? ProjectionEngine::V2 : ProjectionEngine::V1;
    how.steps = options.steps;
    how.hosts = std::max(1U, std::min(2U, std::thread::hardware_concurrency() / 2));
    const auto run = ProjectionRun::open(
        log, [&] { return opened->store->reader(); }, options.file, how, stop);
    if (!run)
        return run.error().code == ErrorCode::Script ? reportInvalid(run.error())
                                                     : unusable(run.error(), stop);
    ProjectionRun &projection = **run;

    Report report(log, options);
    {
        Progress progress;
        progress.total = end;
        const ProgressLine line("Projecting", progress, &log);
        const auto onProgress = [&](std::uint32_t rows) { progress.done = rows; };
        ProjectionRun::OnStep onStep;
        if (options.steps)
            onStep = [&](const ProjectionRun::Step &step) { report.printStep(projection, step); };
        if (auto done = projection.advance(end, onProgress, stop, onStep); !done)
            return unusable(done.error(), stop);
        if (auto done = projection.checkStates(onProgress, stop); !done)
            return unusable(done.error(), stop);
    }
    const auto &failure = projection.failure();
    if (options.steps && failure)
        report.printFailed(projection);
    else if (options.steps)
        report.printSkipped(projection, projection.rowCount());

    print(R"({"valid":true,"source":)" + sourceJson(projection.definition()) + R"(,"processed":)"
          + std::to_string(projection.handledCount()) + R"(,"skipped":{)");
    bool isFirst = true;
    for (std::size_t i = 0; i < kSkipReasons; ++i) {
        const auto reason = static_cast<SkipReason>(i);
        if (const std::uint64_t count = projection.skippedCount(reason)) {
            print((isFirst ? "" : ",") + jsonQuote(skipReasonName(reason)) + ':'
                  + std::to_string(count));
            isFirst = false;
        }
    }
    print(R"(},"partitions":{)");
    // Whatever comes, what is printed is an object as promised.
    std::optional<Error> problem;
    if (auto printed = printPartitions(projection, options, stop); !printed)
        problem = printed.error();
    auto shared = problem ? Result<std::string>(std::string()) : projection.shared(stop);
    if (!shared) {
        problem = shared.error();
        shared = std::string();
    }
    print(R"(},"shared":)" + orNull(*shared) + R"(,"emitted":[)");
    isFirst = true;
    for (const EmittedEvent &event : projection.emitted()) {
        print((isFirst ? "" : ",") + report.emittedJson(event));
        isFirst = false;
    }
    print(R"(],"logs":[)");
    isFirst = true;
    for (const ProjectionLogLine &line : projection.logs()) {
        print((isFirst ? R"({"position":)" : R"(,{"position":)") + report.positionOf(line.row)
              + R"(,"message":)" + jsonQuote(line.text) + '}');
        isFirst = false;
    }
    printLine(R"(],"warnings":)" + warningsJson(projection.warnings()) + R"(,"error":)"
              + (failure   ? errorJson(failure->error, report.positionOf(failure->row))
                 : problem ? errorJson(*problem, "null")
                           : std::string("null"))
              + '}');
    if (projection.emittedCount() > projection.emitted().size())
        printError(Error(ErrorCode::Limit, "Only the first "
                                               + std::to_string(projection.emitted().size())
                                               + " of " + std::to_string(projection.emittedCount())
                                               + " events that would be emitted are listed."));
    if (failure) {
        printScriptError(failure->error);
        return kNo;
    }
    if (problem)
        return problem->code == ErrorCode::Script ? (printScriptError(*problem), kNo)
                                                  : unusable(*problem, stop);
    if (options.partition && !projection.findPartition(*options.partition))
        return reportNoPartition(*options.partition, projection.partitionCount(),
                                 projection.partitionCount() > 0 ? projection.key(0) : "");
    return opened->exitStatus(kFine);
}

} // namespace eventscope::cli
