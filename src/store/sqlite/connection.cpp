// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/connection.h"

#include "store/sqlite/readonlyvfs.h"

#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <time.h>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

std::int64_t nanoseconds(const timespec &time)
{
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// file: URI of an absolute or relative path; every byte that could mean something is escaped.
std::string fileUri(const std::string &path)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string uri = "file:";
    if (path.starts_with("//"))
        uri += "//"; // an empty authority, so that the path keeps its slashes
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                           || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '_'
                           || c == '-';
        if (plain) {
            uri += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            uri += '%';
            uri += kHex[byte >> 4];
            uri += kHex[byte & 15];
        }
    }
    return uri;
}

constexpr std::int64_t kMostKeptKib = 24'576;

// Memory statistics cost a lock on every allocation. Pages that are allocated one by one make the C library ask the kernel for each, under a
// lock of the whole process: threads that read side by side would wait for each other. So every connection takes the memory of its pages at
// once. Only before SQLite is first used; too late does no harm.
void configureOnce()
{
    static const bool done = [] {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, -static_cast<int>(kMostKeptKib));
        return sqlite3_initialize() == SQLITE_OK;
    }();
    (void)done;
}

// True if a journal belongs to a transaction over several databases: it ends with the name of their common journal and this magic
// number (https://www.sqlite.org/fileformat2.html does not say so, but pager.c's writeSuperJournal does). SQLite would delete that one.
bool namesSuperJournal(const std::string &journal)
{
    constexpr std::array<unsigned char, 8> kMagic{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
    std::ifstream file(journal, std::ios::binary);
    std::array<char, 8> last{};
    file.seekg(-8, std::ios::end);
    return file.read(last.data(), last.size())
           && std::memcmp(last.data(), kMagic.data(), last.size()) == 0;
}

std::uint32_t bigEndian(const unsigned char *bytes)
{
    return (std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16)
           | (std::uint32_t{bytes[2]} << 8) | bytes[3];
}

} // namespace

FileStamp stampOf(const std::string &path)
{
    FileStamp stamp;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return stamp;
    stamp.exists = true;
    stamp.device = static_cast<std::uint64_t>(status.st_dev);
    stamp.inode = static_cast<std::uint64_t>(status.st_ino);
    stamp.size = status.st_size;
    stamp.modified = nanoseconds(status.st_mtim);
    stamp.changed = nanoseconds(status.st_ctim);
    return stamp;
}

bool DatabaseStamp::isFresh() const
{
    constexpr std::int64_t kTick
        = 50'000'000; // ns; the clocks of file systems tick every 1 to 10 ms
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const std::int64_t newest = std::max(main.modified, wal.modified);
    return nanoseconds(now) - newest < kTick;
}

std::string quoteIdentifier(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

SqliteConnection::~SqliteConnection()
{
    sqlite3_close_v2(m_handle);
}

bool SqliteConnection::isCurrent() const
{
    const DatabaseStamp now{stampOf(m_path), stampOf(m_path + "-wal"), stampOf(m_path + "-shm"),
                            stampOf(m_path + "-journal")};
    switch (m_access) {
    case DatabaseAccess::Rollback:
        return now.main.isSameFile(m_stamp.main) && !now.wal.hasContent();
    case DatabaseAccess::LiveLog:
        return now.main.isSameFile(m_stamp.main) && now.wal.isSameFile(m_stamp.wal)
               && now.shm.isSameFile(m_stamp.shm);
    case DatabaseAccess::Immutable:
        return now.main == m_stamp.main && !now.wal.hasContent();
    case DatabaseAccess::PrivateLog:
        return now.main == m_stamp.main && now.wal == m_stamp.wal
               && now.shm.exists == m_stamp.shm.exists;
    case DatabaseAccess::Copy:
        return now.main == m_stamp.main && now.journal == m_stamp.journal;
    }
    return false;
}

bool SqliteConnection::wasUndisturbed() const
{
    return m_access == DatabaseAccess::Rollback || m_access == DatabaseAccess::LiveLog
           || isCurrent();
}

Error SqliteConnection::restless() const
{
    return Error(ErrorCode::Changed,
                 m_name
                     + " changes all the time while it is read; open it again when what writes "
                       "it has ended.")
        .at(m_path);
}

void SqliteConnection::watch(std::stop_token stop, std::chrono::milliseconds patience)
{
    m_stop = std::move(stop);
    m_patience = patience;
}

void SqliteConnection::interruptAfter(std::optional<std::chrono::milliseconds> time)
{
    m_interruptAt.reset();
    if (time)
        m_interruptAt = std::chrono::steady_clock::now() + *time;
}

int SqliteConnection::onBusy(void *self, int count)
{
    auto *const connection = static_cast<SqliteConnection *>(self);
    const auto now = std::chrono::steady_clock::now();
    if (count == 0)
        connection->m_waitingSince = now;
    if (connection->m_stop.stop_requested()
        || now - connection->m_waitingSince >= connection->m_patience)
        return 0;
    std::this_thread::sleep_for(5ms);
    return 1;
}

int SqliteConnection::onProgress(void *self)
{
    const auto *const connection = static_cast<SqliteConnection *>(self);
    const bool late = connection->m_interruptAt
                      && std::chrono::steady_clock::now() > *connection->m_interruptAt;
    return late || connection->m_stop.stop_requested() ? 1 : 0;
}

Error SqliteConnection::error(int code) const
{
    const char *const words = m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code);
    const auto make = [&](ErrorCode errorCode, const std::string &sentence) {
        return Error(errorCode, sentence).at(m_path).with(words ? words : "");
    };
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return make(ErrorCode::Cancelled, "Reading " + m_name + " was cancelled.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        if (m_stop.stop_requested())
            return make(ErrorCode::Cancelled, "Reading " + m_name + " was cancelled.");
        return make(ErrorCode::Locked,
                    m_name
                        + " is locked by another program; close that program or wait until its"
                          " transaction ends, then open the store again.");
    case SQLITE_NOTADB:
        return make(ErrorCode::Encrypted,
                    m_name
                        + " looks like a SQLite database but cannot be read as one; it may be"
                          " encrypted. Open a decrypted copy of it.");
    case SQLITE_CORRUPT:
        return make(ErrorCode::Damaged,
                    "The database " + m_name + " is damaged (" + (words ? words : "")
                        + "); restore it from a backup or recover it with sqlite3's .recover.");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
        return make(ErrorCode::Unreadable,
                    m_name + " cannot be read (" + (words ? words : "")
                        + "); check its permissions and those of its folder.");
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
        return make(ErrorCode::Limit, m_name + " holds a value that does not fit into memory.");
    default:
        return make(ErrorCode::Invalid,
                    "SQLite refuses a query on " + m_name + ": " + (words ? words : "") + ".");
    }
}

void SqliteConnection::keepPages() const
{
    // No more than the file has, with what SQLite needs beside each page. The cache is emptied, since it takes its memory when it is.
    constexpr std::int64_t kLeastKib = 512;
    const std::int64_t bytes = m_stamp.main.size + m_stamp.wal.size;
    const std::int64_t kib = std::clamp(bytes / 1024 * 5 / 4, kLeastKib, kMostKeptKib);
    const std::string sql = "PRAGMA cache_size=-" + std::to_string(kib) + "; PRAGMA shrink_memory";
    sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr);
}

SqliteTransaction::SqliteTransaction(const SqliteConnection &connection)
    : m_connection(connection)
{
    sqlite3_exec(m_connection.handle(), "BEGIN", nullptr, nullptr, nullptr);
}

SqliteTransaction::~SqliteTransaction()
{
    sqlite3_exec(m_connection.handle(), "COMMIT", nullptr, nullptr, nullptr);
}

Result<SqliteStatement> SqliteStatement::prepare(const SqliteConnection &connection,
                                                 const std::string &sql)
{
    SqliteStatement statement;
    sqlite3_stmt *prepared = nullptr;
    const int code = sqlite3_prepare_v3(connection.handle(), sql.c_str(),
                                        static_cast<int>(sql.size()) + 1, SQLITE_PREPARE_PERSISTENT,
                                        &prepared, nullptr);
    statement.m_statement.reset(prepared);
    if (code != SQLITE_OK) {
        Error error = connection.error(code);
        error.detail = sql;
        return fail(std::move(error));
    }
    return statement;
}

bool sortsAllRows(const SqliteConnection &connection, const std::string &sql)
{
    const auto plan = SqliteStatement::prepare(connection, "EXPLAIN QUERY PLAN " + sql);
    while (plan && sqlite3_step(*plan) == SQLITE_ROW) {
        const auto *const step = reinterpret_cast<const char *>(sqlite3_column_text(*plan, 3));
        if (step && std::string_view(step).find("FOR ORDER BY") != std::string_view::npos)
            return true;
    }
    return !plan;
}

SqliteDatabase::SqliteDatabase(std::string path)
    : m_path(std::move(path))
    , m_name(std::filesystem::path(m_path).filename().string())
{
    configureOnce();
}

DatabaseStamp SqliteDatabase::stamp() const
{
    return {stampOf(m_path), stampOf(m_path + "-wal"), stampOf(m_path + "-shm"),
            stampOf(m_path + "-journal")};
}

Result<std::string> readFileStart(const std::string &path, std::size_t bytes)
{
    configureOnce();
    sqlite3_vfs *const vfs = sqlite3_vfs_find(nullptr);
    const auto failed = [&](int code) {
        return fail(Error(ErrorCode::Unreadable, path + " cannot be read; check its permissions.")
                        .at(path)
                        .with(sqlite3_errstr(code)));
    };
    std::vector<char> full(static_cast<std::size_t>(vfs->mxPathname) + 1);
    if (const int code = vfs->xFullPathname(vfs, path.c_str(), vfs->mxPathname, full.data());
        code != SQLITE_OK && code != SQLITE_OK_SYMLINK)
        return failed(code);
    const std::unique_ptr<const char, void (*)(const char *)>
        name(sqlite3_create_filename(full.data(), "", "", 0, nullptr),
             [](const char *text) { sqlite3_free_filename(const_cast<char *>(text)); });
    std::vector<std::max_align_t> memory(
        static_cast<std::size_t>(vfs->szOsFile) / sizeof(std::max_align_t) + 1);
    std::memset(memory.data(), 0, memory.size() * sizeof(std::max_align_t));
    auto *const file = reinterpret_cast<sqlite3_file *>(memory.data());
    if (const int code = vfs->xOpen(vfs, name.get(), file,
                                    SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
        code != SQLITE_OK)
        return failed(code);
    sqlite3_int64 size = 0;
    std::string start;
    int code = file->pMethods->xFileSize(file, &size);
    if (code == SQLITE_OK) {
        start.resize(std::min(bytes, static_cast<std::size_t>(size)));
        code = file->pMethods->xRead(file, start.data(), static_cast<int>(start.size()), 0);
    }
    file->pMethods->xClose(file);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
        return failed(code);
    return start;
}

Result<SqliteDatabase::Header> SqliteDatabase::readHeader() const
{
    constexpr std::size_t kHeader = 100;
    auto start = readFileStart(m_path, kHeader);
    if (!start)
        return fail(std::move(start).error());
    start->resize(kHeader);
    const auto *const bytes = reinterpret_cast<const unsigned char *>(start->data());
    Header header;
    header.isSqlite = start->starts_with(std::string_view("SQLite format 3", 16));
    header.usesLog = bytes[18] == 2 || bytes[19] == 2;
    const std::uint32_t pageSize = (std::uint32_t{bytes[16]} << 8) | bytes[17];
    // The page count is right only if it was written together with the change counter.
    if (bigEndian(bytes + 24) == bigEndian(bytes + 92))
        header.bytes = std::int64_t{bigEndian(bytes + 28)} * (pageSize == 1 ? 65'536 : pageSize);
    return header;
}

// An unfinished transaction is undone where it cannot be seen. Both files are left as they are.
Result<std::shared_ptr<QTemporaryDir>> SqliteDatabase::copyWithJournal() const
{
    const std::lock_guard lock(m_mutex);
    const DatabaseStamp now = stamp();
    if (m_copy && now == m_copied)
        return m_copy;
    const auto failed = [&](const std::string &why) {
        return fail(
            Error(ErrorCode::Damaged,
                  m_name
                      + " was left in the middle of a transaction and cannot be copied to undo it ("
                      + why + "); open it once with its own program.")
                .at(m_path));
    };
    auto folder = std::make_shared<QTemporaryDir>();
    if (!folder->isValid())
        return failed(folder->errorString().toStdString());
    const std::string copy = folder->filePath(QStringLiteral("store.db")).toStdString();
    std::error_code error;
    std::filesystem::copy_file(m_path, copy, error);
    if (!error)
        std::filesystem::copy_file(m_path + "-journal", copy + "-journal", error);
    if (error)
        return failed(error.message());
    for (const auto &file : {copy, copy + "-journal"})
        std::filesystem::permissions(file,
                                     std::filesystem::perms::owner_read
                                         | std::filesystem::perms::owner_write,
                                     error);
    if (stamp() != now)
        return fail(Error(ErrorCode::Locked,
                          m_name + " changes while it is read; open it again in a moment.")
                        .at(m_path));

    if (namesSuperJournal(copy + "-journal"))
        return failed("the transaction spans several databases");
    sqlite3 *database = nullptr;
    int code = sqlite3_open_v2(copy.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
    if (code == SQLITE_OK)
        code = sqlite3_exec(database, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr,
                            nullptr);
    sqlite3_close(database);
    if (code != SQLITE_OK)
        return failed(sqlite3_errstr(code));
    m_copy = std::move(folder);
    m_copied = now;
    return m_copy;
}

Result<std::unique_ptr<SqliteConnection>> SqliteDatabase::open(
    DatabaseAccess access, const DatabaseStamp &stamp, std::int64_t leastBytes,
    std::stop_token stop, std::chrono::milliseconds patience, int &code) const
{
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection);
    connection->m_access = access;
    connection->m_stamp = stamp;
    connection->m_path = m_path;
    connection->m_name = m_name;
    connection->m_cut = leastBytes > 0;
    std::string path = m_path;
    if (access == DatabaseAccess::Copy) {
        auto copy = copyWithJournal();
        if (!copy)
            return fail(std::move(copy).error());
        connection->m_copy = *copy;
        path = connection->m_copy->filePath(QStringLiteral("store.db")).toStdString();
    }
    std::string uri = fileUri(path) + "?mode=ro";
    switch (access) {
    case DatabaseAccess::Immutable:
    case DatabaseAccess::Copy:
        uri += "&immutable=1";
        break;
    case DatabaseAccess::PrivateLog:
        uri += "&eventscope_shm=private";
        break;
    case DatabaseAccess::Rollback:
    case DatabaseAccess::LiveLog:
        uri += "&readonly_shm=1";
        break;
    }
    if (leastBytes > 0)
        uri += "&eventscope_size=" + std::to_string(leastBytes);

    code = sqlite3_open_v2(uri.c_str(), &connection->m_handle,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                           readOnlyVfs());
    if (code != SQLITE_OK)
        return fail(connection->error(code));
    sqlite3 *const handle = connection->m_handle;
    sqlite3_extended_result_codes(handle, 1);
    for (const auto &[option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1},
                                        {SQLITE_DBCONFIG_DQS_DML, 0}})
        sqlite3_db_config(handle, option, value, nullptr);
    sqlite3_busy_handler(handle, &SqliteConnection::onBusy, connection.get());
    sqlite3_progress_handler(handle, 20'000, &SqliteConnection::onProgress, connection.get());
    connection->watch(std::move(stop), patience);
    code = sqlite3_exec(
        handle,
        "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
        "SELECT count(*) FROM sqlite_schema",
        nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        return connection;
    code = sqlite3_extended_errcode(handle);
    return fail(connection->error(code));
}

Result<std::unique_ptr<SqliteConnection>> SqliteDatabase::connect(
    std::stop_token stop, std::chrono::milliseconds patience) const
{
    const auto since = std::chrono::steady_clock::now();
    while (true) {
        const DatabaseStamp now = stamp();
        if (!now.main.exists)
            return fail(
                Error(ErrorCode::NotFound, m_name + " does not exist; check the path.").at(m_path));
        if (now.main.size == 0)
            return fail(
                Error(ErrorCode::NotAStore, m_name + " is empty; choose a file that holds events.")
                    .at(m_path));
        const auto header = readHeader();
        if (!header)
            return fail(header.error());
        if (!header->isSqlite)
            return fail(Error(ErrorCode::NotAStore, m_name + " is no SQLite database.").at(m_path));

        auto access = DatabaseAccess::Rollback;
        if (now.wal.hasContent() || (header->usesLog && now.wal.exists && now.shm.exists))
            access = now.shm.exists ? DatabaseAccess::LiveLog : DatabaseAccess::PrivateLog;
        else if (header->usesLog)
            access = DatabaseAccess::Immutable;

        int code = SQLITE_OK;
        auto connection = open(access, now, 0, stop, patience, code);
        if (!connection && access == DatabaseAccess::LiveLog && (code & 0xff) == SQLITE_CANTOPEN)
            connection = open(access = DatabaseAccess::PrivateLog, now, 0, stop, patience, code);
        if (!connection && code == SQLITE_READONLY_ROLLBACK)
            connection = open(access = DatabaseAccess::Copy, now, 0, stop, patience, code);
        if (!connection && (code & 0xff) == SQLITE_CORRUPT && header->bytes > now.main.size)
            connection = open(access, now, header->bytes, stop, patience, code);
        // Its owner may have begun or ended in the meantime, so that another way of reading is right now.
        const bool changed = stamp() != now;
        const bool passing = !connection && changed && (code & 0xff) != SQLITE_BUSY;
        if ((!passing && !(connection && !(*connection)->wasUndisturbed())) || stop.stop_requested()
            || std::chrono::steady_clock::now() - since > patience)
            return connection;
        std::this_thread::sleep_for(2ms);
    }
}

} // namespace eventscope
