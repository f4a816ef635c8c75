// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progressline.h"
#include "cli/projectreport.h"
#include "cli/streamreplay.h"
#include "projection/programrun.h"
#include "session/recordjson.h"

#include <algorithm>

namespace eventscope::cli {

namespace {

// A line for each key that an event changed, in the order of the events.
void printSteps(const EventLog &log, const ProjectionSnapshot &told, const ProjectOptions &options)
{
    struct Change {
        std::uint32_t row = 0;
        std::uint32_t partition = 0;
        const ProjectionSnapshot::ProgramState *state = nullptr;
    };
    std::vector<Change> changes;
    for (std::uint32_t i = 0; i < told.partitions.size(); ++i) {
        if (options.partition && *options.partition != told.partitions[i].key)
            continue;
        for (const ProjectionSnapshot::ProgramState &state : told.programStates[i])
            changes.push_back({state.row.value(), i, &state});
    }
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Change &a, const Change &b) { return a.row < b.row; });
    bool isAllKept = true;
    auto next = changes.begin();
    for (std::uint32_t row = 0; row < told.rows; ++row) {
        for (; next != changes.end() && next->row == row; ++next) {
            const std::string state = orNull(next->state->state);
            isAllKept = isAllKept && next->state->isKept;
            printLine(R"({"position":)" + positionToJson(log.positionLabel(Row(row)))
                      + R"(,"partition":)" + jsonQuote(told.partitions[next->partition].key)
                      + R"(,"status":"processed","reason":null,"state":)" + state + R"(,"result":)"
                      + state + R"(,"shared":null,"emitted":[],"logs":[]})");
        }
        if (told.outcomes[row].isSkipped() && !options.partition)
            printLine(untouchedStepJson(log, Row(row), "skipped", "unhandled"));
    }
    if (told.failure)
        printLine(untouchedStepJson(log, told.failure->row, "failed", told.failure->error.message));
    if (!isAllKept)
        printError(
            Error(ErrorCode::Limit,
                  "There was no room for all that the program said: where a state is null it "
                  "may be one of those that were not kept. Ask for less with --partition."));
}

} // namespace

// A program says of every event which keys it changed; nothing is known of what it reads.
int projectWithProgram(const OpenedStore &opened, const ProjectOptions &options, std::uint32_t end,
                       std::stop_token stop)
{
    const EventLog &log = *opened.log;
    const auto run = ProgramRun::open(log, [&] { return opened.store->reader(); }, options.file,
                                      {});
    if (!run)
        return unusable(run.error(), stop);
    {
        Progress progress;
        progress.total = end;
        const ProgressLine line("Projecting", progress, &log);
        const auto onProgress = [&](std::uint32_t rows) { progress.done = rows; };
        if (auto done = (*run)->advanceTo(end, onProgress, stop); !done)
            return unusable(done.error(), stop);
    }
    const auto snapshot = (*run)->snapshot(stop);
    if (!snapshot)
        return unusable(snapshot.error(), stop);
    const ProjectionSnapshot &told = **snapshot;
    if (options.steps)
        printSteps(log, told, options);
    print(R"({"valid":true,"source":)" + sourceJson(told.definition) + R"(,"processed":)"
          + std::to_string(told.handled) + R"(,"skipped":)" + skippedJson(told)
          + R"(,"partitions":{)");
    bool isFirst = true;
    for (const ProjectionSnapshot::Partition &partition : told.partitions) {
        if (options.partition && *options.partition != partition.key)
            continue;
        const auto state = (*run)->stateOf(partition.key, stop);
        if (!state || state->empty()) // the program has taken it away
            continue;
        print((isFirst ? "" : ",") + jsonQuote(partition.key) + R"(:{"state":)" + *state
              + R"(,"result":)" + *state + '}');
        isFirst = false;
    }
    printLine(R"(},"shared":null,"emitted":[],"logs":[],"warnings":)" + warningsJson(told.warnings)
              + R"(,"error":)" + failureJson(log, told.failure) + '}');
    if (told.failure) {
        printScriptError(told.failure->error);
        return kNo;
    }
    if (options.partition && isFirst)
        return reportNoPartition(*options.partition, told.partitions.size(),
                                 told.partitions.empty() ? "" : told.partitions.front().key);
    return opened.exitStatus(kFine);
}

} // namespace eventscope::cli
