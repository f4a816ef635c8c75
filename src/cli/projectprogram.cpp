// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progressline.h"
#include "cli/projectreport.h"
#include "cli/streamreplay.h"
#include "projection/programrun.h"
#include "session/recordjson.h"

#include <algorithm>

namespace eventscope::cli {

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
    const auto positionOf = [&](Row row) { return positionToJson(log.positionLabel(row)); };
    if (options.steps) {
        for (std::uint32_t row = 0; row < told.rows; ++row) {
            std::string lines;
            for (std::uint32_t i = 0; told.outcomes[row].isHandled() && i < told.partitions.size();
                 ++i) {
                const auto &states = told.programStates[i];
                const auto found = std::lower_bound(states.begin(), states.end(), Row(row),
                                                    [](const auto &each, Row wanted) {
                                                        return each.row < wanted;
                                                    });
                if (found == states.end() || found->row != Row(row)
                    || (options.partition && *options.partition != told.partitions[i].key))
                    continue;
                const std::string state = orNull(found->state);
                lines += R"({"position":)" + positionOf(Row(row)) + R"(,"partition":)"
                         + jsonQuote(told.partitions[i].key)
                         + R"(,"status":"processed","reason":null,"state":)" + state
                         + R"(,"result":)" + state + R"(,"shared":null,"emitted":[],"logs":[]})"
                         + "\n";
            }
            if (told.outcomes[row].isSkipped() && !options.partition)
                lines = untouchedStepJson(log, Row(row), "skipped", "unhandled") + "\n";
            print(lines);
        }
    }
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
