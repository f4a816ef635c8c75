// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "peers.h"

#include "measure.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <simdjson.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace eventscope::bench {

namespace {

// Results go here, so that the compiler cannot leave out the work for them.
volatile std::uint64_t g_seen = 0;

std::uint64_t touch(std::string_view text)
{
    return text.empty() ? 0 : text.size() + static_cast<unsigned char>(text.front());
}

std::uint64_t touchText(sqlite3_stmt *statement, int column)
{
    const unsigned char *const text = sqlite3_column_text(statement, column);
    const int bytes = sqlite3_column_bytes(statement, column);
    return text && bytes > 0 ? static_cast<std::uint64_t>(bytes) + text[0] : 0;
}

} // namespace

PeerRun scanSqlite(const std::string &path)
{
    const Stopwatch watch;
    sqlite3 *database = nullptr;
    sqlite3_stmt *statement = nullptr;
    const char *const sql
        = "SELECT id, event_id, aggregate_id, aggregate_type, type, version, data, "
          "metadata, timestamp FROM events ORDER BY id";
    if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
                        nullptr)
            != SQLITE_OK
        || sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK)
        giveUp(path + ": " + sqlite3_errmsg(database));
    PeerRun run;
    std::uint64_t seen = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        ++run.events;
        for (const int column : {0, 5, 8})
            seen += static_cast<std::uint64_t>(sqlite3_column_int64(statement, column));
        for (const int column : {1, 2, 3, 4, 6, 7})
            seen += touchText(statement, column);
    }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        giveUp(path + ": " + sqlite3_errmsg(database));
    sqlite3_close(database);
    g_seen = seen;
    run.seconds = watch.seconds();
    return run;
}

PeerRun parseJsonLines(const std::string &path)
{
    using namespace simdjson;
    const Stopwatch watch;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status = {};
    if (file < 0 || ::fstat(file, &status) != 0 || status.st_size == 0)
        giveUp(path + " cannot be read.");
    const auto size = static_cast<std::size_t>(status.st_size);
    void *const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED)
        giveUp(path + " cannot be mapped.");
    ::madvise(mapped, size, MADV_SEQUENTIAL);
    const char *const begin = static_cast<const char *>(mapped);
    const char *const end = begin + size;

    PeerRun run;
    std::uint64_t seen = 0;
    ondemand::parser parser;
    std::string tail; // a line too near the end of the mapping for simdjson's padding
    for (const char *line = begin; line < end;) {
        const void *const found = std::memchr(line, '\n', static_cast<std::size_t>(end - line));
        const char *const stop = found ? static_cast<const char *>(found) : end;
        const auto length = static_cast<std::size_t>(stop - line);
        padded_string_view text(line, length, length + SIMDJSON_PADDING);
        if (static_cast<std::size_t>(end - stop) < SIMDJSON_PADDING) {
            tail.assign(line, length);
            tail.resize(length + SIMDJSON_PADDING, ' ');
            text = padded_string_view(tail.data(), length, tail.size());
        }
        ondemand::document document;
        if (parser.iterate(text).get(document) != SUCCESS)
            giveUp(path + ": a line is no JSON.");
        ondemand::object object;
        if (document.get_object().get(object) != SUCCESS)
            giveUp(path + ": a line is no object.");
        // In the order in which makebig writes them: on-demand parsing never has to go back.
        std::string_view value;
        for (const char *const key : {"id", "aggregateId", "aggregateType", "type"}) {
            if (object.find_field(key).get_string().get(value) == SUCCESS)
                seen += touch(value);
        }
        std::int64_t version = 0;
        if (object.find_field("version").get_int64().get(version) == SUCCESS)
            seen += static_cast<std::uint64_t>(version);
        if (object.find_field("timestamp").get_string().get(value) == SUCCESS)
            seen += touch(value);
        ondemand::object data;
        if (object.find_field("data").get_object().get(data) == SUCCESS
            && data.raw_json().get(value) == SUCCESS)
            seen += touch(value);
        ondemand::object metadata;
        if (object.find_field("metadata").get_object().get(metadata) == SUCCESS) {
            if (metadata.find_field("correlationId").get_string().get(value) == SUCCESS)
                seen += touch(value);
            if (metadata.find_field("causationId").get_string().get(value) == SUCCESS)
                seen += touch(value);
        }
        ++run.events;
        line = stop + 1;
    }
    ::munmap(mapped, size);
    ::close(file);
    g_seen = seen;
    run.seconds = watch.seconds();
    return run;
}

PeerRun grepCount(const std::string &path, const std::string &needle)
{
    // Through a pipe: grep stops at the first match when its output is /dev/null.
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        giveUp("no pipe could be made.");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string command = "grep";
    std::string count = "-c";
    std::string dashes = "--";
    std::string text = needle;
    std::string file = path;
    std::string locale = "LC_ALL=C";
    std::string folders = std::string("PATH=")
                          + (std::getenv("PATH") ? std::getenv("PATH") : "/bin");
    std::array<char *, 6> arguments{command.data(), count.data(), dashes.data(),
                                    text.data(),    file.data(),  nullptr};
    std::array<char *, 3> environment{locale.data(), folders.data(), nullptr};

    const Stopwatch watch;
    pid_t process = 0;
    if (::posix_spawnp(&process, "grep", &actions, nullptr, arguments.data(), environment.data())
        != 0)
        giveUp("grep cannot be started.");
    ::close(ends[1]);
    std::array<char, 64> answer{};
    std::size_t length = 0;
    for (ssize_t got = 0;
         length + 1 < answer.size()
         && (got = ::read(ends[0], answer.data() + length, answer.size() - 1 - length)) > 0;)
        length += static_cast<std::size_t>(got);
    int status = 0;
    ::waitpid(process, &status, 0);
    const double seconds = watch.seconds();
    ::close(ends[0]);
    posix_spawn_file_actions_destroy(&actions);
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
        giveUp("grep failed on " + path + ".");
    return {seconds, std::strtoull(answer.data(), nullptr, 10)};
}

} // namespace eventscope::bench
