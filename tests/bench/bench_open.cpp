// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_open STORE.db: opening a SQLite store of makebig's until it is fully indexed, its first rows, and the memory of its log.
#include "load.h"
#include "measure.h"
#include "peers.h"

#include <cstdio>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr double kMostRatio = 1.6;
constexpr double kMostBytes = 96; // of columns and indexes, an event
constexpr double kLeastForMemory
    = 5e6; // events; in small logs the beginnings of chunks and tables weigh too much

void printMemory(const std::string &at, const Load &loaded, std::size_t grown)
{
    const EventLog::Memory memory = loaded.log->memory();
    const double events = loaded.log->rowCount();
    const auto perEvent = [&](std::size_t bytes) {
        return figure(static_cast<double>(bytes) / events);
    };
    const double bytes = static_cast<double>(memory.columns + memory.indexes) / events;
    print({"memory, names apart", at,
           figure(bytes) + " bytes an event (columns " + perEvent(memory.columns) + ", indexes "
               + perEvent(memory.indexes) + "), names " + perEvent(memory.names),
           "process grew by " + perEvent(grown), "-", "96 bytes an event", bytes <= kMostBytes});
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    for (const std::string &path : arguments.files) {
        warm(path);
        FirstRows first;
        {
            // The memory of the process can be told only in the first load: later ones reuse what it freed.
            const std::size_t before = anonymousMemory();
            const Load loaded = load(path);
            const std::size_t after = anonymousMemory();
            if (loaded.log->rowCount() >= kLeastForMemory)
                printMemory(arguments.at, loaded, after - before);
        }
        std::uint64_t rows = 0;
        std::uint64_t scanned = 0;
        const Pair times = alternate(
            arguments.repeat,
            [&] {
                const Load loaded = load(path);
                first.add(loaded);
                rows = loaded.log->rowCount();
                return loaded.seconds;
            },
            [&] {
                const PeerRun run = scanSqlite(path);
                scanned = run.events;
                return run.seconds;
            });
        if (rows != scanned)
            giveUp(path + ": the log and the scan do not hold the same number of events.");
        printRatio("open SQLite to fully indexed", arguments.at, times.ours, times.peer,
                   "sqlite3_step", kMostRatio);
        first.print("first rows on screen", arguments.at);
        FirstRows cold;
        for (int i = 0; i < arguments.repeat && evict(path); ++i)
            cold.add(load(path));
        cold.print("first rows, file not in memory", arguments.at);
    }
    return 0;
}
