// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any values in the tables of an event log in OCEL 2.0 for SQLite, or a good log whose file is damaged in any place. The first byte says which.
// A log whose tables are whole must open, with an event or a reason for each row; a damaged file is refused or read as far as it goes. Nothing
// that was opened is written.
#include "filefolder.h"
#include "fuzz.h"
#include "store/sqlite/sqliteopen.h"
#include "store/store.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

using namespace eventscope;
using namespace eventscope::fuzz;

namespace {

constexpr const char *kTables
    = R"(CREATE TABLE event(ocel_id TEXT PRIMARY KEY NOT NULL, ocel_type); CREATE TABLE event_map_type(ocel_type, ocel_type_map);
CREATE TABLE event_Pay(ocel_id TEXT PRIMARY KEY NOT NULL, ocel_time, amount, "who's");
CREATE TABLE event_Open(ocel_id TEXT PRIMARY KEY NOT NULL, ocel_time);
CREATE TABLE object(ocel_id TEXT PRIMARY KEY NOT NULL, ocel_type); CREATE TABLE object_map_type(ocel_type, ocel_type_map);
CREATE TABLE event_object(ocel_event_id, ocel_object_id, ocel_qualifier);
INSERT INTO event VALUES('e1','Pay order'); INSERT INTO event_map_type VALUES('Pay order','Pay'),('Open','Open');
INSERT INTO event_Pay VALUES('e1','2023-11-14 22:13:21',1.5,'Ann'); INSERT INTO object VALUES('o1','order');
INSERT INTO event_object VALUES('e1','o1','of');)";

constexpr std::array<const char *, 5> kInserts{"INSERT OR IGNORE INTO event_Pay VALUES(?,?,?,?)",
                                               "INSERT OR IGNORE INTO event_Open VALUES(?,?)",
                                               "INSERT OR IGNORE INTO event VALUES(?,?)",
                                               "INSERT OR IGNORE INTO object VALUES(?,?)",
                                               "INSERT INTO event_object VALUES(?,?,?)"};

// A database in memory.
class Database
{
public:
    Database()
    {
        FUZZ_CHECK(sqlite3_open(":memory:", &m_database) == SQLITE_OK);
        FUZZ_CHECK(sqlite3_exec(m_database, kTables, nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    ~Database() { sqlite3_close(m_database); }
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // Rows of values: a byte for the table, then one for each value's kind and size, with its bytes behind. Returns how many are events.
    std::size_t insert(std::string_view bytes)
    {
        std::size_t events = 0;
        while (!bytes.empty()) {
            const std::size_t table = take(bytes) % kInserts.size();
            sqlite3_stmt *row = nullptr;
            FUZZ_CHECK(sqlite3_prepare_v2(m_database, kInserts[table], -1, &row, nullptr)
                       == SQLITE_OK);
            for (int i = 1; i <= sqlite3_bind_parameter_count(row); ++i)
                bind(row, i, bytes);
            FUZZ_CHECK(sqlite3_step(row) == SQLITE_DONE);
            sqlite3_finalize(row);
            events += table < 2 ? static_cast<std::size_t>(sqlite3_changes(m_database)) : 0;
        }
        return events;
    }
    std::string image() const
    {
        sqlite3_int64 size = 0;
        unsigned char *const bytes = sqlite3_serialize(m_database, "main", &size, 0);
        FUZZ_CHECK(bytes);
        std::string image(reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(size));
        sqlite3_free(bytes);
        return image;
    }

private:
    static unsigned take(std::string_view &bytes)
    {
        if (bytes.empty())
            return 0;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        return byte;
    }
    static void bind(sqlite3_stmt *row, int index, std::string_view &bytes)
    {
        const unsigned head = take(bytes);
        const std::string_view value = bytes.substr(0, head / 8);
        bytes.remove_prefix(value.size());
        const int size = static_cast<int>(value.size());
        switch (head % 8) {
        case 0:
            sqlite3_bind_null(row, index);
            break;
        case 1:
            sqlite3_bind_int64(row, index, static_cast<sqlite3_int64>(value.size()) - 16);
            break;
        case 2:
            sqlite3_bind_double(row, index, static_cast<double>(value.size()) / 7);
            break;
        case 3:
            sqlite3_bind_blob(row, index, value.data(), size, SQLITE_TRANSIENT);
            break;
        case 4:
            sqlite3_bind_text(row, index, "e1", -1, SQLITE_STATIC);
            break;
        case 5:
            sqlite3_bind_text(row, index, "o1", -1, SQLITE_STATIC);
            break;
        default:
            sqlite3_bind_text(row, index, value.data(), size, SQLITE_TRANSIENT);
        }
    }

    sqlite3 *m_database = nullptr;
};

// Pieces of a place (two bytes), a length, and bytes to put there.
std::string damaged(std::string image, std::string_view bytes)
{
    while (bytes.size() > 3) {
        const auto at = [&](std::size_t i) {
            return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
        };
        const std::size_t place = (at(0) * 256 + at(1)) % image.size();
        const std::string_view piece = bytes.substr(3, at(2) % 8 + 1);
        std::copy_n(piece.begin(), std::min(piece.size(), image.size() - place),
                    image.begin() + static_cast<std::ptrdiff_t>(place));
        bytes.remove_prefix(3 + piece.size());
    }
    return image;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Folder folder;
    static const DialectList dialects = knownDialects();
    if (size == 0)
        return 0;
    const bool isWhole = data[0] % 2 == 0;
    const std::string_view bytes = fuzz::textOf(data, size).substr(1);
    Database database;
    const std::size_t events = 1 + (isWhole ? database.insert(bytes) : 0);
    const std::string image = isWhole ? database.image() : damaged(database.image(), bytes);
    const std::string path = folder.file("log.sqlite");
    std::ofstream(path, std::ios::binary | std::ios::trunc) << image;

    OpenOptions options;
    options.dialect = "ocel2-sqlite";
    options.firstBatch = 3;
    options.batch = 3;
    const auto store = openSqliteStore(path, path, options, dialects);
    FUZZ_CHECK(store ? true : !isWhole && !store.error().message.empty());
    if (store) {
        EventSink sink(**store);
        const auto scanned = (*store)->scan(sink, {});
        FUZZ_CHECK(scanned ? true : !isWhole && !scanned.error().message.empty());
        if (isWhole) {
            FUZZ_CHECK(sink.events().size() == events);
            checkEvents(**store, sink.events());
        } else if (const auto reader = (*store)->reader()) {
            for (const Event &event : sink.events()) {
                const auto record = (*reader)->read(event.locator);
                FUZZ_CHECK(record ? true : !record.error().message.empty());
            }
        }
    }
    FUZZ_CHECK(folder.entries() == 1);
    FUZZ_CHECK(std::filesystem::file_size(path) == image.size());
    return 0;
}
