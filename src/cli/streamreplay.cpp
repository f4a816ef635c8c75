// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/streamreplay.h"

#include "cli/selection.h"
#include "cli/table.h"
#include "replay/openreplay.h"
#include "script/eventbatch.h"
#include "session/recordjson.h"

#include <cstdio>

namespace eventscope::cli {

Result<StreamReplay> openStreamReplay(const StoreOptions &store, const std::string &stream,
                                      const std::string &reducer, std::stop_token stop)
{
    auto opened = openAndLoad(store, stop);
    if (!opened)
        return fail(std::move(opened).error());
    StreamReplay result;
    result.opened = std::move(*opened);
    const auto id = findStream(result.opened, stream);
    if (!id)
        return fail(id.error());
    result.events = Sequence::of(result.log().streamRows(*id));
    auto reader = result.opened.store->reader();
    if (!reader)
        return fail(std::move(reader).error());
    ReducerChoice choice;
    choice.file = reducer;
    auto replay = openReplay(result.log(), std::move(*reader), choice, stop);
    if (replay) {
        result.replay = std::move(*replay);
        result.replay->setSequence(result.events);
    } else if (replay.error().code == ErrorCode::Script) {
        result.scriptError = std::move(replay).error();
    } else {
        return fail(std::move(replay).error());
    }
    return result;
}

int unusable(const Error &error, std::stop_token stop)
{
    if (stop.stop_requested())
        return kInterrupted;
    printError(error);
    return kUnusable;
}

void printAsides(const StreamReplay &stream, const std::vector<std::string> &warnings)
{
    const EventLog &log = stream.log();
    for (const ReplayLogLine &line : stream.replay->takeLogs()) {
        std::string text = line.text;
        if (!line.loading) {
            const Row row = stream.events.row(line.ordinal);
            text = eventName(log.version(row), line.ordinal, log.typeName(log.type(row))) + ": "
                   + text;
        }
        std::fprintf(stderr, "%s\n", printable(text).c_str());
    }
    for (const std::string &warning : warnings)
        std::fprintf(stderr, "eventscope-cli: %s\n", printable(warning).c_str());
}

std::string scriptErrorJson(const StreamReplay &stream, const Error &error,
                            std::optional<std::uint32_t> ordinal)
{
    const auto number = [](std::int64_t value) {
        return value > 0 ? std::to_string(value) : std::string("null");
    };
    return R"({"position":)"
           + (ordinal ? positionToJson(stream.log().positionLabel(stream.events.row(*ordinal)))
                      : std::string("null"))
           + R"(,"message":)" + jsonQuote(error.message) + R"(,"line":)" + number(error.line)
           + R"(,"column":)" + number(error.column) + "}";
}

void printScriptError(const Error &error)
{
    printError(error);
    if (!error.detail.empty())
        std::fprintf(stderr, "%s\n", error.detail.c_str());
}

std::string versionJson(const EventLog &log, Row row)
{
    const Version version = log.version(row);
    return version == kNoVersion ? "null" : std::to_string(version.value());
}

std::string eventMembersJson(const EventLog &log, Row row, bool withTime)
{
    const Time time = log.time(row);
    std::string json = R"("version":)" + versionJson(log, row) + R"(,"position":)"
                       + positionToJson(log.positionLabel(row)) + R"(,"type":)"
                       + jsonQuote(log.typeName(log.type(row)));
    if (withTime)
        json += R"(,"time":)"
                + (time == kNoTime ? std::string("null") : jsonQuote(formatIsoTime(time)));
    return json;
}

} // namespace eventscope::cli
