// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::cli {

// Exit statuses of every command.
inline constexpr int kFine = 0;
inline constexpr int kNo = 1;       // the question was answered with "no"
inline constexpr int kUnusable = 2; // usage, input
inline constexpr int kInterrupted = 130;

struct StoreOptions {
    std::string location;
    std::string dialect;
    std::string table;
    std::vector<std::string>
        decoders; // TYPES=COMMAND each; the first one that fits reads a payload
};

// A store whose events are all in the log, or as many as could be read.
struct OpenedStore {
    std::shared_ptr<Store> store;
    std::unique_ptr<EventLog> log;
    std::optional<Error> problem; // why reading ended early; the events before it are there

    // What a command ends with when it has done its work.
    int exitStatus(int status) const { return problem ? kUnusable : status; }
};

// Opens and loads, with progress on standard error if that is a terminal. A problem after the first event is printed and kept.
Result<OpenedStore> openAndLoad(const StoreOptions &options, std::stop_token stop);

// `eventscope-cli: message` on standard error, in one line.
void printError(const Error &error);

// Writes to standard output, and ends the program quietly when its reader has gone.
void print(std::string_view text);
void printLine(std::string_view text);

} // namespace eventscope::cli
