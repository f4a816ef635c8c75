// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/openedstore.h"
#include "replay/replay.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace eventscope::cli {

// What the commands that fold a stream begin with: the store, the stream's events, and a replay of them through the reducer.
struct StreamReplay {
    OpenedStore opened;
    Sequence events;
    std::unique_ptr<Replay> replay;
    // The reducer does not load: the answer is "no", and this is why.
    std::optional<Error> scriptError;

    const EventLog &log() const { return *opened.log; }
};
Result<StreamReplay> openStreamReplay(const StoreOptions &store, const std::string &stream,
                                      const std::string &reducer, std::stop_token stop);

// What a script wrote to its console, and the sentences it is warned of, on standard error.
void printAsides(const StreamReplay &stream, const std::vector<std::string> &warnings);

// Prints the error and gives the exit status: that of an interruption if there was one.
int unusable(const Error &error, std::stop_token stop);

// `{"position","message","line","column"}` of a reducer that failed, at an event or while it was loaded.
std::string scriptErrorJson(const StreamReplay &stream, const Error &error,
                            std::optional<std::uint32_t> ordinal);
// The same on standard error, with the place in the file and the line that it names.
void printScriptError(const Error &error);

// `"version":2,"position":7,"type":"ItemAdded","time":"2025-…"`
std::string eventMembersJson(const EventLog &log, Row row, bool withTime = true);
std::string versionJson(const EventLog &log, Row row);

} // namespace eventscope::cli
