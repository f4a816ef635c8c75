// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/openedstore.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::cli {

// One function a command; each returns the exit status. What the options mean is said where main.cpp declares them.

struct InfoOptions {
    StoreOptions store;
    bool json = false;
};
int runInfo(const InfoOptions &options, std::stop_token stop);

struct StreamsOptions {
    StoreOptions store;
    std::optional<std::string> type;
    std::string sort = "name"; // "events", "last" or "name"
    std::optional<std::uint64_t> limit;
    bool json = false;
};
int runStreams(const StreamsOptions &options, std::stop_token stop);

struct EventsOptions {
    StoreOptions store;
    std::optional<std::string> stream;
    std::optional<std::string> where;
    std::optional<std::string> from;
    std::optional<std::string> to;
    std::optional<std::uint64_t> limit;
    bool reverse = false;
};
int runEvents(const EventsOptions &options, std::stop_token stop);

struct StateOptions {
    StoreOptions store;
    std::string stream;
    std::optional<std::int64_t> atVersion;
    std::optional<std::string> atPosition;
    std::optional<std::string> atTime;
    std::optional<std::int64_t> diffVersion;
    bool blame = false;
    std::string reducer; // file; empty: payloads are merged
};
int runState(const StateOptions &options, std::stop_token stop);

struct ProjectOptions {
    StoreOptions store;
    std::string file;
    std::string engine = "v1";
    std::optional<std::string> at;
    std::optional<std::string> partition;
    bool steps = false;
};
int runProject(const ProjectOptions &options, std::stop_token stop);

struct HistoryOptions {
    StoreOptions store;
    std::string stream;
    std::string path;
    std::string reducer;
};
int runHistory(const HistoryOptions &options, std::stop_token stop);

struct BisectOptions {
    StoreOptions store;
    std::string stream;
    std::string predicate;
    std::string reducer;
    bool linear = false;
};
int runBisect(const BisectOptions &options, std::stop_token stop);

struct LagOptions {
    StoreOptions store;
};
int runLag(const LagOptions &options, std::stop_token stop);

struct CheckCommandOptions {
    StoreOptions store;
};
int runCheck(const CheckCommandOptions &options, std::stop_token stop);

struct DialectTestOptions {
    std::string dialect; // path of a file, or the name of a known one
    std::string store;
};
int runDialectTest(const DialectTestOptions &options, std::stop_token stop);

struct DialectExportOptions {
    std::string dialect; // likewise
    bool postgresql = false;
};
int runDialectExport(const DialectExportOptions &options);

struct ExportOptions {
    StoreOptions store;
    std::string format; // "jsonl" or "csv"
    std::string out;    // "-" is standard output
    std::optional<std::string> where;
    std::vector<std::string> masks; // paths: /data/email
};
int runExport(const ExportOptions &options, std::stop_token stop);

} // namespace eventscope::cli
