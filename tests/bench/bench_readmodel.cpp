// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_readmodel EVENTS.jsonl: handlers that insert or update a row an event, beside better-sqlite3 in Node with the same handlers; steps
// back and forth in the tables. better-sqlite3 is looked for in the folder that EVENTSCOPE_BENCH_NODE names (npm install better-sqlite3).
#include "load.h"
#include "measure.h"
#include "replay/eventreader.h"
#include "script/readmodelfold.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr const char *kInsert
    = R"(export const schema = 'CREATE TABLE changes (stream TEXT, version INTEGER, type TEXT, total REAL, at TEXT)';
export default (db) => {
    const insert = db.prepare('INSERT INTO changes (stream, version, type, total, at) VALUES (?, ?, ?, ?, ?)');
    return {
        handle(event) {
            insert.run(event.aggregateId, event.version, event.type, event.data.total ?? 0, event.timestamp);
        },
    };
};
)";
constexpr const char *kUpdate
    = R"(export const schema = 'CREATE TABLE totals (id TEXT PRIMARY KEY, changes INTEGER, total REAL, last TEXT)';
export default (db) => {
    const add = db.prepare('INSERT INTO totals VALUES (?, 1, ?, ?) ON CONFLICT (id) DO UPDATE SET '
        + 'changes = changes + 1, total = total + excluded.total, last = excluded.last');
    return {
        handle(event) {
            add.run(event.aggregateId, event.data.total ?? 0, event.timestamp);
        },
    };
};
)";
// The same, as people write it for PostgreSQL.
constexpr const char *kQuery
    = R"(on('*', (event, db) => db.query('INSERT INTO totals VALUES ($1, 1, $2, $3) ON CONFLICT (id) DO UPDATE SET '
    + 'changes = totals.changes + 1, total = totals.total + excluded.total, last = excluded.last',
    [event.aggregateId, event.data.total ?? 0, event.timestamp]));
export const schema = 'CREATE TABLE totals (id TEXT PRIMARY KEY, changes INTEGER, total REAL, last TEXT)';
)";
constexpr const char *kAsync = R"(export default class Totals {
    constructor(db) { this.db = db; }
    async init() { await this.db.exec('CREATE TABLE totals (id TEXT PRIMARY KEY, changes INTEGER, total REAL, last TEXT)'); }
    async handle(event) {
        await this.db.query('INSERT INTO totals VALUES ($1, 1, $2, $3) ON CONFLICT (id) DO UPDATE SET '
            + 'changes = totals.changes + 1, total = totals.total + excluded.total, last = excluded.last',
            [event.aggregateId, event.data.total ?? 0, event.timestamp]);
    }
}
)";

std::string describe(const Error &error)
{
    return error.message + (error.detail.empty() ? "" : "\n" + error.detail);
}

std::string written(const std::string &name, const char *text)
{
    const auto path = std::filesystem::temp_directory_path() / name;
    std::ofstream(path) << text;
    return path.string();
}

// Seconds, none if there is no node or no better-sqlite3.
std::optional<double> inNode(const std::string &store, const std::string &handlers)
{
    const char *const folder = std::getenv("EVENTSCOPE_BENCH_NODE");
    const std::string command = "node '" EVENTSCOPE_BENCH_SOURCE "/sqlinnode.mjs' '" + store + "' '"
                                + handlers + "' '" + (folder ? folder : ".") + "' 2>/dev/null";
    std::FILE *const pipe = ::popen(command.c_str(), "r");
    double seconds = 0;
    const bool read = pipe && std::fscanf(pipe, "%lf", &seconds) == 1;
    if (pipe)
        ::pclose(pipe);
    return read ? std::optional(seconds) : std::nullopt;
}

// The events of the whole log, each with the key of its stream.
class Feed
{
public:
    explicit Feed(const Load &loaded)
        : m_reader(std::move(*loaded.store->reader()))
        , m_events(*loaded.log, *m_reader, {.onlyJson = false, .streamKeys = true})
    {
        m_events.setSequence(Sequence::range(Row(0), loaded.log->rowCount()));
    }
    void handOver(ReadModelFold &fold, std::uint32_t from, std::uint32_t to)
    {
        for (std::uint32_t at = from; at < to;) {
            const auto part = m_events.read(at, to, {});
            if (!part)
                giveUp(describe(part.error()));
            if (const auto applied = fold.apply(part->events); !applied)
                giveUp(describe(applied.error()));
            at = part->end;
        }
        if (const auto done = fold.sync(); !done)
            giveUp(describe(done.error()));
        if (fold.failure())
            giveUp(describe(fold.failure()->error));
    }

private:
    std::unique_ptr<RecordReader> m_reader;
    EventReader m_events;
};

std::unique_ptr<ReadModelFold> opened(const std::string &file)
{
    auto fold = ReadModelFold::open(file);
    if (!fold)
        giveUp(describe(fold.error()));
    if (const auto begun = (*fold)->begin(); !begun)
        giveUp(describe(begun.error()));
    return std::move(*fold);
}

double timeToFill(const Load &loaded, const std::string &file)
{
    const Stopwatch watch;
    const auto fold = opened(file);
    Feed(loaded).handOver(*fold, 0, loaded.log->rowCount());
    return watch.seconds();
}

void fills(const Load &loaded, const std::string &store, const Arguments &arguments)
{
    struct Kind {
        const char *what;
        std::string file;
        std::string peer; // the handlers for Node
        double least;     // times the speed of Node
    };
    const std::string update = written("bench-update.mjs", kUpdate);
    const std::string insert = written("bench-insert.mjs", kInsert);
    for (const Kind &kind :
         {Kind{"SQL read model, one insert an event", insert, insert, 0.6},
          Kind{"SQL read model, one update an event", update, update, 0.6},
          Kind{"the same with db.query() and $1", written("bench-query.mjs", kQuery), update, 0.6},
          Kind{"the same in an async class", written("bench-async.mjs", kAsync), update, 0}}) {
        std::vector<double> ours;
        std::vector<double> theirs;
        for (int i = 0; i < arguments.repeat; ++i) {
            if (const auto seconds = inNode(store, kind.peer))
                theirs.push_back(*seconds);
            ours.push_back(timeToFill(loaded, kind.file));
        }
        const double mine = median(ours);
        if (theirs.empty()) {
            print({kind.what, arguments.at, duration(mine), "no better-sqlite3 here", "-",
                   "not measured", false});
            continue;
        }
        const double ratio = median(theirs) / mine;
        const bool isBound = kind.least > 0;
        print({kind.what, arguments.at, duration(mine),
               "better-sqlite3 " + duration(median(theirs)), figure(ratio),
               isBound ? ">= " + figure(kind.least) : "-", ratio >= kind.least});
    }
}

void steps(const Load &loaded, const Arguments &arguments)
{
    const std::uint32_t count = loaded.log->rowCount();
    const auto fold = opened(written("bench-update.mjs", kUpdate));
    Feed feed(loaded);
    feed.handOver(*fold, 0, count);
    const auto timeTo = [&](std::uint32_t place) {
        const Stopwatch watch;
        const auto reached = fold->seek(place);
        if (!reached)
            giveUp(describe(reached.error()));
        if (*reached < place)
            feed.handOver(*fold, *reached, place);
        return watch.seconds();
    };
    std::vector<double> back;
    std::vector<double> forward;
    std::vector<double> seeks;
    constexpr std::uint32_t kSteps = 500;
    for (std::uint32_t i = 1; i <= kSteps; ++i)
        back.push_back(timeTo(count - i));
    for (std::uint32_t i = kSteps; i > 0; --i)
        forward.push_back(timeTo(count - i + 1));
    std::mt19937 random(1);
    for (int i = 0; i < 20; ++i)
        seeks.push_back(timeTo(static_cast<std::uint32_t>(random() % count)));
    const auto row = [&](const char *what, const std::vector<double> &values, double most) {
        const double late = percentile(values, 99);
        print({what, arguments.at, duration(late), "-", "-", most > 0 ? duration(most) : "-",
               most <= 0 || late <= most});
    };
    row("step back in a SQL read model, 99 %", back, 0.016);
    row("step forward again, 99 %", forward, 0.016);
    row("jump to a random event, 99 %", seeks, 0);
}

} // namespace

int main(int argc, char **argv)
{
    const Arguments arguments = parseArguments(argc, argv);
    const std::string &store = arguments.files.front();
    warm(store);
    const Load loaded = load(store);
    fills(loaded, store, arguments);
    steps(loaded, arguments);
    return 0;
}
