// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench_dialects FOLDER [--at TEXT] [--repeat N] [--events N] [--only NAME] [--rows]: reading a store of each of the program's own dialects for
// SQLite, with the decoding of every payload. The stores are made in FOLDER and stay there.
//
// What is counted, all from opening the file on:
// - Eventscope: the log loaded to its end as a session does it (detection, keys, sorting, names, links in metadata, indexes), and then data and
//   metadata of every event read as filters and checks do it, decoded to JSON and checked for being JSON.
// - the bare scan: sqlite3_step() once over the same rows in the same order (ORDER BY, if the dialect says so), with each column taken that the
//   dialect names, payloads among them, on one thread.
// - the library's own decoding: see libraryDecoding(), of the same data and metadata in memory, on one thread.
// The ratio is Eventscope's time by the sum of the two others; the row of the table tells that of the slowest.
#include "dialectstores.h"
#include "load.h"
#include "measure.h"

#include "base/json.h"
#include "base/parallel.h"
#include "store/sqlite/eventquery.h"
#include "store/sqlite/schema.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

using namespace eventscope;
using namespace eventscope::bench;

namespace {

constexpr double kMostRatio = 1.6;
constexpr std::uint32_t kBlockRows = 16'384; // as a filter takes them

volatile std::size_t g_seen = 0;

struct Options {
    std::string folder;
    std::string only;
    unsigned events = 200'000;
    bool rows = false;
    Arguments common;
};

Options optionsOf(int argc, char **argv)
{
    Options options;
    std::vector<char *> rest{argv[0]};
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--only" && i + 1 < argc)
            options.only = argv[++i];
        else if (argument == "--events" && i + 1 < argc)
            options.events = static_cast<unsigned>(std::max(1, std::atoi(argv[++i])));
        else if (argument == "--rows")
            options.rows = true;
        else
            rest.push_back(argv[i]);
    }
    options.common = parseArguments(static_cast<int>(rest.size()), rest.data());
    options.folder = options.common.files.front();
    return options;
}

// What the bare scan reads: the columns of the dialect in its order, and which of them are the payloads.
struct BareScan {
    std::string sql;
    int data = -1;
    int metadata = -1;
};

BareScan bareScanOf(const Store &store, const std::string &path)
{
    const SqliteDatabase database(path);
    const auto connection = database.connect();
    if (!connection)
        giveUp(connection.error().message);
    const auto tables = readSchema(**connection);
    if (!tables)
        giveUp(tables.error().message);
    EventsSpec events = store.dialect().events;
    events.tableFroms.clear(); // all tables in one statement
    const auto table = std::find_if(tables->begin(), tables->end(), [&](const SqliteTable &one) {
        return one.name == events.table;
    });
    const EventQuery query = EventQuery::make(events, table == tables->end() ? nullptr : &*table);
    const std::string order = query.orderColumns.empty() ? query.row : query.orderList().substr(2);
    const auto orNull = [](const std::string &sql) { return sql.empty() ? "NULL" : sql; };
    return {query.select(orNull(query.plan.dataColumn()) + ", "
                             + orNull(query.plan.metadataColumn()) + query.plan.recordColumns(),
                         {}, " ORDER BY " + order)};
}

struct Payloads {
    std::vector<std::string> data;
    std::vector<std::string> metadata;
};

// Keeps the payloads if told where; else only steps and looks at every value.
double scanBare(const BareScan &scan, const std::string &path, Payloads *payloads = nullptr)
{
    const Stopwatch watch;
    sqlite3 *database = nullptr;
    sqlite3_stmt *row = nullptr;
    if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                        nullptr)
            != SQLITE_OK
        || sqlite3_prepare_v2(database, scan.sql.c_str(), -1, &row, nullptr) != SQLITE_OK)
        giveUp(path + ": " + sqlite3_errmsg(database));
    const int columns = sqlite3_column_count(row);
    std::size_t seen = 0;
    const auto bytesOf = [&](int column) {
        const void *const bytes = sqlite3_column_blob(row, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
        return std::string_view(static_cast<const char *>(bytes), bytes ? size : 0);
    };
    while (sqlite3_step(row) == SQLITE_ROW) {
        if (payloads) {
            payloads->data.emplace_back(bytesOf(0));
            payloads->metadata.emplace_back(bytesOf(1));
            continue;
        }
        // The payloads stand in front for the above, and again among the columns.
        for (int column = 2; column < columns; ++column) {
            if (const std::string_view bytes = bytesOf(column); !bytes.empty())
                seen += bytes.size() + static_cast<unsigned char>(bytes.front());
        }
    }
    if (sqlite3_finalize(row) != SQLITE_OK)
        giveUp(path + ": " + sqlite3_errmsg(database));
    sqlite3_close(database);
    g_seen = seen;
    return watch.seconds();
}

// Every payload as a filter or a check reads it. Returns how many bytes of JSON there were, so that nothing is left out.
double readPayloads(const Load &loaded)
{
    const Stopwatch watch;
    const std::uint32_t rows = loaded.log->rowCount();
    std::atomic<std::uint32_t> next{0};
    std::atomic<std::size_t> documents{0};
    runOnWorkers(workersFor((rows - 1) / kBlockRows + 1), [&] {
        const auto reader = loaded.store->reader();
        if (!reader)
            giveUp(reader.error().message);
        std::vector<std::uint64_t> locators;
        std::size_t found = 0;
        while (true) {
            const std::uint32_t begin = next.fetch_add(kBlockRows);
            if (begin >= rows)
                break;
            locators.clear();
            for (std::uint32_t row = begin; row < std::min(rows, begin + kBlockRows); ++row)
                locators.push_back(loaded.log->locator(Row(row)));
            const auto look = [&](std::size_t, const RecordReader::View &view) {
                found += isJson(view.data) ? 1 : 0;
                found += isJson(view.metadata) ? 1 : 0;
                return true;
            };
            if (const auto read = (*reader)->readMany(locators, true, look, {}); !read)
                giveUp(read.error().message);
        }
        documents += found;
    });
    g_seen = documents;
    return watch.seconds();
}

struct Figures {
    std::string name;
    double bare = 0;
    double library = 0;
    double loading = 0;
    double reading = 0;
    double ratio() const { return (loading + reading) / (bare + library); }
};

Figures measure(const DialectStore &store, const Options &options)
{
    const std::string name = store.dialect + (store.variant.empty() ? "" : ", " + store.variant);
    std::string file = name + "-" + std::to_string(options.events) + ".db";
    std::replace(file.begin(), file.end(), ' ', '_');
    const std::string path = options.folder + "/" + file;
    std::filesystem::create_directories(options.folder);
    if (!std::filesystem::exists(path)) {
        makeDialectStore(store, path + ".part", options.events);
        std::filesystem::rename(path + ".part", path);
    }
    warm(path);
    Payloads payloads;
    BareScan scan;
    {
        const Load loaded = load(path);
        if (loaded.store->info().dialect != store.dialect)
            giveUp(path + " is read as " + loaded.store->info().dialect + ".");
        if (loaded.log->rowCount() != options.events)
            giveUp(path + " is read as " + std::to_string(loaded.log->rowCount()) + " events.");
        scan = bareScanOf(*loaded.store, path);
        scanBare(scan, path, &payloads);
    }
    std::vector<double> bare;
    std::vector<double> library;
    std::vector<double> loading;
    std::vector<double> reading;
    for (int i = 0; i < options.common.repeat; ++i) {
        bare.push_back(scanBare(scan, path));
        library.push_back(libraryDecoding(store.data, payloads.data)
                          + libraryDecoding(store.metadata, payloads.metadata));
        const Load loaded = load(path);
        loading.push_back(loaded.seconds);
        reading.push_back(readPayloads(loaded));
    }
    return {name, median(bare), median(library), median(loading), median(reading)};
}

} // namespace

int main(int argc, char **argv)
{
    const Options options = optionsOf(argc, argv);
    std::set<std::string> missing;
    for (const Dialect &dialect : knownDialects().dialects) {
        if (dialect.kind == "sqlite" && dialect.path.starts_with(":/"))
            missing.insert(dialect.name);
    }
    std::vector<Figures> all;
    for (const DialectStore &store : dialectStores()) {
        missing.erase(store.dialect);
        if (options.only.empty() || (store.dialect + ", " + store.variant).find(options.only) == 0)
            all.push_back(measure(store, options));
    }
    if (all.empty())
        giveUp("No dialect is called " + options.only + ".");
    std::sort(all.begin(), all.end(),
              [](const Figures &a, const Figures &b) { return a.ratio() > b.ratio(); });
    // For people: each store, the slowest first.
    for (const Figures &one : all)
        std::fprintf(stderr, "    %-36s bare %-8s library %-8s load %-8s read %-8s ratio %s\n",
                     one.name.c_str(), duration(one.bare).c_str(), duration(one.library).c_str(),
                     duration(one.loading).c_str(), duration(one.reading).c_str(),
                     figure(one.ratio()).c_str());
    for (std::size_t i = 0; i < (options.rows ? all.size() : 1); ++i) {
        const Figures &one = all[i];
        const std::string what = options.rows
                                     ? "load and decode, " + one.name
                                     : "load and decode, slowest of " + std::to_string(all.size())
                                           + " stores (" + one.name + ")";
        printRatio(what, options.common.at, one.loading + one.reading, one.bare + one.library,
                   "bare scan and library", kMostRatio);
    }
    if (!missing.empty())
        giveUp("There is no store for the dialect " + *missing.begin()
               + "; add one to dialectstores.cpp.");
    return 0;
}
