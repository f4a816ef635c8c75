// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

class QTemporaryDir;

namespace eventscope {

// What stat() says of a file; two of the same bytes compare equal (to the tick of the file system's clock).
struct FileStamp {
    bool exists = false;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified = 0; // ns since 1970
    std::int64_t changed = 0;
    bool hasContent() const { return exists && size > 0; }
    bool isSameFile(const FileStamp &other) const
    {
        return exists && other.exists && device == other.device && inode == other.inode;
    }
    bool operator==(const FileStamp &) const = default;
};
FileStamp stampOf(const std::string &path);

// The files that a database consists of.
struct DatabaseStamp {
    FileStamp main;
    FileStamp wal;
    FileStamp shm;
    FileStamp journal;
    bool operator==(const DatabaseStamp &) const = default;
    // True if one of them was written so lately that another write may leave the same stamp.
    bool isFresh() const;
};

// How a database is read so that nothing beside it changes.
enum class DatabaseAccess : std::uint8_t {
    Rollback,  // plain read-only with SQLite's shared locks
    Immutable, // write-ahead log mode without a log: no locks at all, for as long as no log appears
    LiveLog,   // a log with its -shm: with the locks of that file, which is only read
    PrivateLog, // a log without -shm (a copy, or left by a crash): indexed in memory
    Copy,       // an unfinished transaction has to be rolled back first: in a private copy
};

class SqliteDatabase;

// One open connection. Belongs to one thread at a time.
class SqliteConnection
{
public:
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection &) = delete;
    SqliteConnection &operator=(const SqliteConnection &) = delete;

    sqlite3 *handle() const { return m_handle; }
    DatabaseAccess access() const { return m_access; }
    // True if the end of the file is missing.
    bool isCut() const { return m_cut; }

    // False once what it was opened on is there no more in that form: another log, another file. Open a new one.
    bool isCurrent() const;
    // False if bytes changed that no lock kept in place: what was read since isCurrent() is worthless.
    bool wasUndisturbed() const;
    // What is to be said if it was disturbed so often while one thing was read.
    static constexpr int kMostDisturbances = 200;
    Error restless() const;

    // While it waits for a lock or steps over rows, the token is looked at. Holds until the next call.
    void watch(std::stop_token stop, std::chrono::milliseconds patience);
    // Keeps many pages in memory, for looking rows up one by one: indexes are then read once.
    void keepPages() const;
    // Statements that still run then are interrupted; until the next call, or for ever if it names no time.
    void interruptAfter(std::optional<std::chrono::milliseconds> time);

    // An Error for a result code of the last call on this connection.
    Error error(int code) const;

private:
    friend class SqliteDatabase;
    SqliteConnection() = default;
    static int onBusy(void *self, int count);
    static int onProgress(void *self);

    sqlite3 *m_handle = nullptr;
    DatabaseAccess m_access = DatabaseAccess::Rollback;
    bool m_cut = false;
    DatabaseStamp m_stamp;
    std::string m_path;
    std::string m_name;
    std::shared_ptr<QTemporaryDir> m_copy;
    std::stop_token m_stop;
    std::chrono::milliseconds m_patience{0};
    std::chrono::steady_clock::time_point m_waitingSince;
    std::optional<std::chrono::steady_clock::time_point> m_interruptAt;
};

// While it lives, all statements of the connection see the database as it is at the first of them, and share its lock, which each would
// otherwise take and give back by itself.
class SqliteTransaction
{
public:
    explicit SqliteTransaction(const SqliteConnection &connection);
    ~SqliteTransaction();
    SqliteTransaction(const SqliteTransaction &) = delete;
    SqliteTransaction &operator=(const SqliteTransaction &) = delete;

private:
    const SqliteConnection &m_connection;
};

// A prepared statement.
class SqliteStatement
{
public:
    SqliteStatement() = default;
    static Result<SqliteStatement> prepare(const SqliteConnection &connection,
                                           const std::string &sql);

    explicit operator bool() const { return m_statement != nullptr; }
    operator sqlite3_stmt *() const { return m_statement.get(); }
    void reset() const { sqlite3_reset(m_statement.get()); }

private:
    struct Finalize {
        void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

// True if SQLite would put the rows of the statement into their order after it has got all of them.
bool sortsAllRows(const SqliteConnection &connection, const std::string &sql);

// A database file on disk; makes connections to it. Any thread.
class SqliteDatabase
{
public:
    explicit SqliteDatabase(std::string path);

    const std::string &path() const { return m_path; }
    const std::string &name() const { return m_name; } // file name
    DatabaseStamp stamp() const;

    // Opens it and reads its schema once, so that what is wrong with it is found here. Errors: NotFound, Unreadable, NotAStore,
    // Encrypted, Locked (after `patience`), Damaged, Cancelled.
    Result<std::unique_ptr<SqliteConnection>> connect(
        std::stop_token stop = {},
        std::chrono::milliseconds patience = std::chrono::milliseconds(1500)) const;

private:
    struct Header {
        bool isSqlite = false;
        bool usesLog = false;
        std::int64_t bytes = 0; // that the database should have; 0 if not known
    };
    Result<Header> readHeader() const;
    Result<std::unique_ptr<SqliteConnection>> open(DatabaseAccess access,
                                                   const DatabaseStamp &stamp,
                                                   std::int64_t leastBytes, std::stop_token stop,
                                                   std::chrono::milliseconds patience,
                                                   int &code) const;
    Result<std::shared_ptr<QTemporaryDir>> copyWithJournal() const;

    std::string m_path;
    std::string m_name;
    mutable std::mutex m_mutex; // guards the copy
    mutable std::shared_ptr<QTemporaryDir> m_copy;
    mutable DatabaseStamp m_copied;
};

// The first bytes of a file, at most so many. Through SQLite's own file layer: closing a file by other means would drop the locks that
// connections of this process hold on it.
Result<std::string> readFileStart(const std::string &path, std::size_t bytes);

// `name` as an SQL identifier in quotes.
std::string quoteIdentifier(std::string_view name);

} // namespace eventscope
