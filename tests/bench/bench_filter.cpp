// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_filter STORE...: filters on the columns of the log, and on the text of payloads beside grep over the same file.
#include "load.h"
#include "measure.h"
#include "peers.h"
#include "query/filter.h"

#include <filesystem>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr double kMostColumnSeconds = 0.02;
constexpr double kMostRatio = 2;

struct Search {
    double seconds = 0;
    std::size_t rows = 0;
};

Search search(const Load &loaded, const std::string &text)
{
    const Stopwatch watch;
    const auto filter = Filter::compile(text);
    if (!filter)
        giveUp(filter.error().message);
    const auto rows = filter->rows(*loaded.log, [&] { return loaded.store->reader(); }, Row(0),
                                   Row(loaded.log->rowCount()), {});
    if (!rows)
        giveUp(rows.error().message);
    return {watch.seconds(), rows->size()};
}

void columns(const Load &loaded, const Arguments &arguments)
{
    // One of each kind: names, wildcards, numbers, times, hashes, and all of them together.
    for (const char *const text :
         {"type = OrderOpened", "stream = \"order-1*\" and not type = \"*Opened\"", "version >= 5 and version < 8",
          "time >= 2025-03-01 and time < 2025-03-02", "correlation = 6379fbbe7d8946c7",
          "(streamType = order or streamType = cart) and time > 2025-06-01 and version > 2 and position > 1000"}) {
        std::vector<double> seconds;
        std::size_t rows = 0;
        for (int i = 0; i < arguments.repeat; ++i) {
            const Search done = search(loaded, text);
            seconds.push_back(done.seconds);
            rows = done.rows;
        }
        const double middle = median(seconds);
        print({std::string("filter: ") + text, arguments.at, duration(middle) + " (" + std::to_string(rows) + " rows)",
               "-", "-", "20 ms", middle <= kMostColumnSeconds});
    }
}

void payloads(const Load &loaded, const std::string &path, const Arguments &arguments)
{
    const std::string kind = std::filesystem::path(path).extension() == ".db" ? "SQLite" : "JSON Lines";
    for (const auto &[needle, name] :
         {std::pair("SKU-1234", "rare"), std::pair("SKU-1", "in every ninth"), std::pair("quantity", "in every event")}) {
        std::size_t rows = 0;
        std::uint64_t lines = 0;
        const Pair times = alternate(
            arguments.repeat,
            [&] {
                const Search done = search(loaded, std::string("\"") + needle + "\"");
                rows = done.rows;
                return done.seconds;
            },
            [&] {
                const PeerRun run = grepCount(path, needle);
                lines = run.events;
                return run.seconds;
            });
        if (kind != "SQLite" && rows != lines)
            giveUp(path + ": filter and grep do not find the same number of events.");
        printRatio("filter: payload text, " + std::string(name) + ", " + kind, arguments.at, times.ours, times.peer,
                   "grep -c", kMostRatio);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    bool first = true;
    for (const std::string &path : arguments.files) {
        warm(path);
        const Load loaded = load(path);
        if (std::exchange(first, false))
            columns(loaded, arguments);
        payloads(loaded, path, arguments);
    }
    return 0;
}
