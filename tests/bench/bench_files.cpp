// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_files STORE.jsonl: indexing a JSON Lines file of makebig's beside one pass of simdjson over it, and its first rows.
#include "load.h"
#include "measure.h"
#include "peers.h"

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr double kMostRatio = 1.3;

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    for (const std::string &path : arguments.files) {
        warm(path);
        load(path); // the first one meets memory that the kernel has yet to find
        FirstRows first;
        std::uint64_t rows = 0;
        std::uint64_t parsed = 0;
        const Pair times = alternate(
            arguments.repeat,
            [&] {
                const Load loaded = load(path);
                first.add(loaded);
                rows = loaded.log->rowCount();
                return loaded.seconds;
            },
            [&] {
                const PeerRun run = parseJsonLines(path);
                parsed = run.events;
                return run.seconds;
            });
        if (rows != parsed)
            giveUp(path + ": the log and the pass do not hold the same number of events.");
        printRatio("index JSON Lines", arguments.at, times.ours, times.peer, "simdjson",
                   kMostRatio);
        first.print("first rows on screen, JSON Lines", arguments.at);
    }
    return 0;
}
