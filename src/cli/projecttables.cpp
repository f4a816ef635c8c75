// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progressline.h"
#include "cli/projectreport.h"
#include "cli/streamreplay.h"
#include "projection/openrunner.h"
#include "projection/readmodelrun.h"
#include "session/recordjson.h"

namespace eventscope::cli {

namespace {

std::string changesJson(const std::vector<ReadModelChange> &changes)
{
    const auto nameOf = [](ReadModelChange::Kind kind) {
        switch (kind) {
        case ReadModelChange::Kind::Inserted:
            return "inserted";
        case ReadModelChange::Kind::Deleted:
            return "deleted";
        case ReadModelChange::Kind::Updated:
            break;
        }
        return "updated";
    };
    std::string json = "[";
    for (const ReadModelChange &change : changes)
        json += (json.size() > 1 ? "," : "") + std::string(R"({"table":)") + jsonQuote(change.table)
                + R"(,"kind":")" + nameOf(change.kind) + R"(","key":)" + change.key.dump()
                + R"(,"before":)" + change.before.dump() + R"(,"after":)" + change.after.dump()
                + '}';
    return json + ']';
}

Result<void> printTables(ReadModelRun &run, const std::vector<ReadModelTable> &tables,
                         std::uint32_t rows, std::stop_token stop)
{
    bool isFirst = true;
    for (const ReadModelTable &table : tables) {
        print((isFirst ? "" : ",") + jsonQuote(table.name) + ":[");
        isFirst = false;
        bool isFirstRow = true;
        const auto each = [&](std::string line) {
            print((isFirstRow ? "" : ",") + line);
            isFirstRow = false;
            return true;
        };
        if (auto printed = run.eachRowAt(rows, table.name, each, stop); !printed)
            return printed;
        print("]");
    }
    return {};
}

} // namespace

// Its output are tables: "tables":{name:[row,…]} stands beside "partitions", which is empty.
int projectIntoTables(const OpenedStore &opened, const ProjectOptions &options, std::uint32_t end,
                      std::stop_token stop)
{
    if (options.partition)
        return unusable(Error(ErrorCode::Invalid,
                              "A SQL read model has no partitions: leave out --partition, its "
                              "tables are what it gives."),
                        stop);
    const EventLog &log = *opened.log;
    const auto run = ReadModelRun::open(
        log, [&] { return opened.store->reader(); }, options.file, {}, stop);
    if (!run && run.error().code == ErrorCode::Unsupported)
        return unusable(definesNothing(options.file), stop);
    if (!run)
        return run.error().code == ErrorCode::Script ? reportInvalid(run.error())
                                                     : unusable(run.error(), stop);
    std::uint32_t printed = 0;
    const auto printSkipped = [&](std::uint32_t upTo, const ProjectionSnapshot *told) {
        for (; printed < upTo; ++printed) {
            if (!told || told->outcomes[printed].isSkipped())
                printLine(untouchedStepJson(log, Row(printed), "skipped", "unhandled"));
        }
    };
    if (options.steps) {
        (*run)->setOnStep([&](Row row, const std::vector<ReadModelChange> &changes) {
            printSkipped(row.value(), nullptr);
            printed = row.value() + 1;
            printLine(R"({"position":)" + positionToJson(log.positionLabel(row))
                      + R"(,"partition":null,"status":"processed","reason":null,"state":null,)"
                        R"("result":null,"shared":null,"emitted":[],"logs":[],"changes":)"
                      + changesJson(changes) + '}');
        });
    }
    {
        Progress progress;
        progress.total = end;
        const ProgressLine line("Projecting", progress, &log);
        const auto onProgress = [&](std::uint32_t rows) { progress.done = rows; };
        if (auto done = (*run)->advanceTo(end, onProgress, stop); !done)
            return unusable(done.error(), stop);
    }
    (*run)->setOnStep({});
    const auto snapshot = (*run)->snapshot(stop);
    if (!snapshot)
        return unusable(snapshot.error(), stop);
    const ProjectionSnapshot &told = **snapshot;
    const std::uint32_t rows = told.failure ? told.failure->row.value() : told.rows;
    if (options.steps) {
        printSkipped(rows, &told);
        if (told.failure)
            printLine(
                untouchedStepJson(log, told.failure->row, "failed", told.failure->error.message));
    }
    print(R"({"valid":true,"source":)" + sourceJson(told.definition) + R"(,"processed":)"
          + std::to_string(told.handled) + R"(,"skipped":)" + skippedJson(told)
          + R"(,"partitions":{},"tables":{)");
    if (auto done = printTables(**run, told.tables, rows, stop); !done) {
        printLine(""); // the object cannot be ended as promised
        return unusable(done.error(), stop);
    }
    std::string logs;
    for (const ProjectionLogLine &line : told.logs)
        logs += (logs.empty() ? "" : ",") + std::string(R"({"position":)")
                + (line.row == kNoRow ? std::string("null")
                                      : positionToJson(log.positionLabel(line.row)))
                + R"(,"message":)" + jsonQuote(line.text) + '}';
    printLine(R"(},"shared":null,"emitted":[],"logs":[)" + logs + R"(],"warnings":)"
              + warningsJson(told.warnings) + R"(,"error":)" + failureJson(log, told.failure)
              + '}');
    if (told.failure) {
        printScriptError(told.failure->error);
        return kNo;
    }
    return opened.exitStatus(kFine);
}

} // namespace eventscope::cli
