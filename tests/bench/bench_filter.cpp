// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_filter STORE...: filters on the columns of the log, and on the text of payloads beside grep over the same file.
#include "load.h"
#include "measure.h"
#include "peers.h"
#include "query/filter.h"

#include <filesystem>
#include <utility>

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
    for (
        const auto &[what, text] :
        {std::pair("type", "type = OrderOpened"),
         std::pair("stream and type, wildcards",
                   "stream = \"order-1*\" and not type = \"*Opened\""),
         std::pair("version", "version >= 5 and version < 8"),
         std::pair("time", "time >= 2025-03-01 and time < 2025-03-08"),
         std::pair("correlation", "correlation = 6379fbbe7d8946c7"),
         std::pair(
             "four columns",
             "(streamType = order or streamType = cart) and time > 2025-06-01 and version > 2 and position > 1000")}) {
        std::vector<double> seconds;
        std::size_t rows = 0;
        for (int i = 0; i < arguments.repeat; ++i) {
            const Search done = search(loaded, text);
            seconds.push_back(done.seconds);
            rows = done.rows;
        }
        const double middle = median(seconds);
        print({std::string("filter on ") + what, arguments.at,
               duration(middle) + " (" + std::to_string(rows) + " rows)", "-", "-", "20 ms",
               middle <= kMostColumnSeconds});
    }
}

void payloads(const Load &loaded, const std::string &path, const Arguments &arguments)
{
    const std::string kind = std::filesystem::path(path).extension() == ".db" ? "SQLite"
                                                                              : "JSON Lines";
    for (const auto &[needle, name] :
         {std::pair("SKU-1234", "in few events"), std::pair("SKU-1", "in each ninth"),
          std::pair("quantity", "in all")}) {
        std::size_t rows = 0;
        std::uint64_t lines = 0;
        const Pair times = alternate(
            arguments.repeat,
            [&, text = needle] {
                const Search done = search(loaded, std::string("\"") + text + "\"");
                rows = done.rows;
                return done.seconds;
            },
            [&, text = needle] {
                const PeerRun run = grepCount(path, text);
                lines = run.events;
                return run.seconds;
            });
        if (kind != "SQLite" && rows != lines)
            giveUp(path + ": filter and grep do not find the same number of events.");
        printRatio("filter on payload text " + std::string(name) + ", " + kind, arguments.at,
                   times.ours, times.peer, "grep -c", kMostRatio);
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
