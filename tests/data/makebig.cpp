// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bigevents.h"
#include "sqlitewriter.h"

#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace eventscope {

namespace {

// With a write-ahead log, this many events are committed at once, so that the log stays small.
constexpr std::uint64_t kEventsACommit = 100'000;
constexpr std::size_t kBufferBytes = 4U << 20U;

void writeSqlite(const std::string &path, const BigOptions &options, bool wal)
{
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(path + suffix);
    SqliteWriter database(path);
    database.execute("PRAGMA page_size=4096");
    database.execute(wal ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=OFF");
    database.execute("PRAGMA synchronous=OFF");
    database.execute("PRAGMA cache_size=-65536");
    database.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, event_id TEXT, aggregate_id TEXT, "
        "aggregate_type TEXT, type TEXT, version INTEGER, data TEXT, metadata TEXT, "
        "timestamp INTEGER)");
    SqliteInsert insert(database, "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)");
    BigEvents events(options);
    database.execute("BEGIN");
    while (events.next()) {
        const BigEvent &event = events.current();
        insert.integer(static_cast<std::int64_t>(event.number))
            .text(event.id)
            .text(event.aggregate);
        insert.text(event.aggregateType).text(event.type).integer(event.version);
        insert.text(event.data).text(event.metadata).integer(event.time).insert();
        if (wal && event.number % kEventsACommit == 0)
            database.execute("COMMIT; BEGIN");
    }
    database.execute("COMMIT");
}

void writeJsonLines(const std::string &path, const BigOptions &options)
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE *)> file(std::fopen(path.c_str(), "wb"),
                                                                &std::fclose);
    if (!file)
        throw std::runtime_error(path + ": " + std::strerror(errno));
    std::string buffer;
    buffer.reserve(kBufferBytes + 4096);
    const auto flush = [&] {
        if (std::fwrite(buffer.data(), 1, buffer.size(), file.get()) != buffer.size())
            throw std::runtime_error(path + ": " + std::strerror(errno));
        buffer.clear();
    };
    BigEvents events(options);
    BigTime time;
    while (events.next()) {
        const BigEvent &event = events.current();
        buffer.append(R"({"id":")").append(event.id);
        buffer.append(R"(","aggregateId":")").append(event.aggregate);
        buffer.append(R"(","aggregateType":")").append(event.aggregateType);
        buffer.append(R"(","type":")").append(event.type);
        buffer.append(R"(","version":)").append(std::to_string(event.version));
        buffer.append(R"(,"timestamp":")").append(time.text(event.time));
        buffer.append(R"(","data":)").append(event.data);
        buffer.append(R"(,"metadata":)").append(event.metadata).append("}\n");
        if (buffer.size() >= kBufferBytes)
            flush();
    }
    flush();
    if (std::fflush(file.get()) != 0)
        throw std::runtime_error(path + ": " + std::strerror(errno));
}

} // namespace

} // namespace eventscope

int main(int argc, char **argv)
{
    CLI::App app("Writes a big event store for the benchmarks: the same options, the same bytes.");
    eventscope::BigOptions options;
    std::string out;
    bool wal = false;
    app.add_option("--events", options.events, "how many events")
        ->check(CLI::Range(std::uint64_t(1), eventscope::kMostEvents))
        ->capture_default_str();
    app.add_option("--streams", options.streams, "in how many streams")
        ->check(CLI::Range(std::uint64_t(1), eventscope::kMostEvents))
        ->capture_default_str();
    app.add_option("--types", options.types, "of how many event types")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    app.add_option("--payload-bytes", options.payloadBytes,
                   "about how long the data of an event is")
        ->capture_default_str();
    app.add_option("--out", out, "FILE.db (SQLite) or FILE.jsonl (JSON Lines); replaced if there")
        ->required();
    app.add_flag("--wal", wal, "leave a SQLite store in write-ahead-log mode");
    CLI11_PARSE(app, argc, argv);

    const std::string suffix = std::filesystem::path(out).extension().string();
    try {
        if (suffix == ".db") {
            eventscope::writeSqlite(out, options, wal);
        } else if (suffix == ".jsonl") {
            eventscope::writeJsonLines(out, options);
        } else {
            std::fprintf(stderr, "makebig: %s: name the file .db or .jsonl\n", out.c_str());
            return 2;
        }
    } catch (const std::exception &error) {
        std::fprintf(stderr, "makebig: %s\n", error.what());
        return 1;
    }
    return 0;
}
