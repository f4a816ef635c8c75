// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/commands.h"
#include "cli/streamreplay.h"

namespace eventscope::cli {

int runHistory(const HistoryOptions &options, std::stop_token stop)
{
    if (!options.path.empty() && options.path.front() != '/')
        return unusable(Error(ErrorCode::Invalid,
                              "\"" + options.path
                                  + "\" is no JSON pointer; write it like /customer/name."),
                        stop);
    const auto stream = openStreamReplay(options.store, options.stream, options.reducer, stop);
    if (!stream)
        return unusable(stream.error(), stop);
    if (stream->scriptError) {
        printScriptError(*stream->scriptError);
        printLine(R"({"error":)" + scriptErrorJson(*stream, *stream->scriptError, {}) + "}");
        return kNo;
    }
    // Indices mean the elements of the newest state.
    const auto history = stream->replay->history(options.path, stream->events.size() - 1, stop);
    if (!history)
        return unusable(history.error(), stop);
    for (const FieldChange &change : history->changes) {
        std::string json = "{"
                           + eventMembersJson(stream->log(), stream->events.row(change.ordinal));
        json += R"(,"before":)" + change.before.dump() + R"(,"after":)" + change.after.dump();
        printLine(json + "}");
    }
    printAsides(*stream, history->warnings);
    if (history->failure) {
        printScriptError(history->failure->error);
        printLine(R"({"error":)"
                  + scriptErrorJson(*stream, history->failure->error, history->failure->ordinal)
                  + "}");
        return kNo;
    }
    return stream->opened.exitStatus(kFine);
}

int runBisect(const BisectOptions &options, std::stop_token stop)
{
    const auto stream = openStreamReplay(options.store, options.stream, options.reducer, stop);
    if (!stream)
        return unusable(stream.error(), stop);
    constexpr std::string_view kNone = R"({"position":null,"version":null,"type":null,"probes":)";
    if (stream->scriptError) {
        printScriptError(*stream->scriptError);
        printLine(std::string(kNone) + R"(0,"error":)"
                  + scriptErrorJson(*stream, *stream->scriptError, {}) + "}");
        return kNo;
    }
    const auto found = stream->replay->bisect(options.predicate, options.linear, stop);
    if (!found)
        return unusable(found.error(), stop);
    printAsides(*stream, found->warnings);
    const std::string probes = std::to_string(found->probes);
    if (found->ordinal) {
        printLine("{" + eventMembersJson(stream->log(), stream->events.row(*found->ordinal), false)
                  + R"(,"probes":)" + probes + "}");
        return stream->opened.exitStatus(kFine);
    }
    std::string json = std::string(kNone) + probes;
    if (found->failure) {
        printScriptError(found->failure->error);
        json += R"(,"error":)"
                + scriptErrorJson(*stream, found->failure->error, found->failure->ordinal);
    }
    printLine(json + "}");
    return stream->opened.exitStatus(kNo);
}

} // namespace eventscope::cli
