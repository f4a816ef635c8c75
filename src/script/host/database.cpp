// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "database.h"

#include "jsontext.h"
#include "script/sqldialect.h"
#include "sqlwalls.h"

#include <algorithm>
#include <cctype>
#include <sqlite3.h>
#include <utility>

namespace eventscope::host {

namespace {

constexpr std::size_t kMostStatements
    = 10000; // kept; a handler that makes new text each time gets no further
constexpr int kMostValueBytes = 64 << 20;

bool isBlank(std::string_view sql)
{
    while (!sql.empty()) {
        const auto byte = static_cast<unsigned char>(sql.front());
        if (std::isspace(byte) != 0 || byte == ';') {
            sql.remove_prefix(1);
        } else if (sql.starts_with("--")) {
            sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
        } else if (sql.starts_with("/*")) {
            const auto end = sql.find("*/");
            sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 2);
        } else {
            return false;
        }
    }
    return true;
}

// A sentence as a part of another one.
std::string within(std::string sentence)
{
    if (sentence.ends_with('.'))
        sentence.pop_back();
    if (sentence.size() > 1 && std::islower(static_cast<unsigned char>(sentence[1])) != 0)
        sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
    return sentence;
}

} // namespace

unsigned char *Database::memory()
{
    alignas(64) static std::array<unsigned char, kMemory> memory;
    return memory.data();
}

Database::Database(const DatabaseLimits &limits, std::string (*clock)())
    : m_limits(limits)
    , m_clock(clock)
{
    bridge() = {};
    bridge().event = kNoEvent;
}

std::unique_ptr<Database> Database::open(const DatabaseLimits &limits, std::string (*clock)())
{
    std::unique_ptr<Database> database(new Database(limits, clock));
    return database->openConnection() ? std::move(database) : nullptr;
}

Database::~Database()
{
    m_journal.reset();
    for (const auto &statement : m_statements)
        sqlite3_finalize(statement->handle);
    sqlite3_finalize(m_schemaVersion);
    dropImages();
    m_isOurs = true;
    sqlite3_close_v2(m_database);
}

bool Database::openConnection()
{
    prepareSqlite(this);
    limitHeap();
    if (sqlite3_open_v2(":memory:", &m_database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr)
        != SQLITE_OK)
        return false;
    m_isOurs = true;
    for (const char *sql : {"PRAGMA temp_store=MEMORY", "PRAGMA secure_delete=OFF",
                            "PRAGMA foreign_keys=ON", "PRAGMA journal_mode=MEMORY"})
        sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr);
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(m_database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(m_database, SQLITE_LIMIT_LENGTH, kMostValueBytes);
    sqlite3_limit(m_database, SQLITE_LIMIT_SQL_LENGTH, 4 << 20);
    sqlite3_limit(m_database, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_limit(m_database, SQLITE_LIMIT_TRIGGER_DEPTH, 100);
    sqlite3_limit(m_database, SQLITE_LIMIT_VARIABLE_NUMBER, int(kMostParameters));
    addFunctions(m_database, this);
    sqlite3_set_authorizer(m_database, authorize, this);
    m_journal = std::make_unique<Journal>(m_database, m_limits.journalBytes);
    sqlite3_preupdate_hook(
        m_database,
        [](void *self, sqlite3 *, int operation, const char *, const char *table,
           sqlite3_int64 before, sqlite3_int64 after) {
            auto &database = *static_cast<Database *>(self);
            const bool outer = std::exchange(database.m_isOurs, true);
            database.m_journal->changed(operation, table, before, after);
            database.m_isOurs = outer;
        },
        this);
    m_isOurs = false;
    return true;
}

int Database::authorize(void *self, int action, const char *first, const char *second, const char *,
                        const char *)
{
    auto &database = *static_cast<Database *>(self);
    return database.m_isOurs ? SQLITE_OK : database.authorize(action, first, second);
}

int Database::authorize(int action, const char *first, const char *second)
{
    switch (action) {
    case SQLITE_TRANSACTION:
        m_authorized.kind = first[0] == 'B'   ? Kind::Begin
                            : first[0] == 'C' ? Kind::Commit
                                              : Kind::Rollback;
        break;
    case SQLITE_SAVEPOINT:
        m_authorized.kind = first[0] == 'B'   ? Kind::Savepoint
                            : first[1] == 'E' ? Kind::Release
                                              : Kind::RollbackTo;
        m_authorized.savepoint = second ? second : "";
        break;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        m_authorized.written.emplace_back(first ? first : "");
        break;
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_VTABLE:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
    case SQLITE_DROP_VIEW:
    case SQLITE_DROP_VTABLE:
    case SQLITE_ALTER_TABLE:
    case SQLITE_ANALYZE:
    case SQLITE_REINDEX:
        m_authorized.changesSchema = true;
        break;
    default:
        break;
    }
    const std::string refusal = refusalOf(action, first, second);
    if (refusal.empty())
        return SQLITE_OK;
    if (m_authorized.refusal.empty())
        m_authorized.refusal = refusal;
    return SQLITE_DENY;
}

bool Database::refuse(std::string message, const char *code)
{
    m_failure = {std::move(message), code};
    return false;
}

// What SQLite said last, and what to do about it.
bool Database::fail(int code, std::string_view sql)
{
    std::string message = sqlite3_errmsg(m_database);
    if (!m_authorized.refusal.empty())
        return refuse(std::exchange(m_authorized.refusal, {}), "SQLITE_AUTH");
    if (message.starts_with("cannot VACUUM"))
        return refuse(refusalOf(SQLITE_ATTACH, nullptr, nullptr), "SQLITE_AUTH");
    constexpr std::string_view kNoFunction = "no such function: ";
    if (message.starts_with(kNoFunction)) {
        const std::string name = message.substr(kNoFunction.size());
        if (auto refusal = refusalOf(SQLITE_FUNCTION, nullptr, name.c_str()); !refusal.empty())
            return refuse(std::move(refusal), "SQLITE_AUTH");
    }
    if ((code & 0xff) == SQLITE_NOMEM) {
        message = "the database and what is in its way held more than "
                  + std::to_string(m_limits.databaseBytes >> 20)
                  + " MB of memory; look for a query without an end, or raise the limit";
    } else if ((code & 0xff) == SQLITE_TOOBIG) {
        message = "a value or the statement is longer than " + std::to_string(kMostValueBytes >> 20)
                  + " MB";
    } else if (message.ends_with("already exists")) {
        message += " (write IF NOT EXISTS)";
    } else if ((code & 0xff) == SQLITE_ERROR) {
        if (const std::string advice = dialectAdvice(sql); !advice.empty())
            message += " (" + within(advice) + ')';
    }
    return refuse(std::move(message), sqliteCodeName(code).c_str());
}

bool Database::compile(const std::string &sql, Statement &into)
{
    if (auto refusal = refusedSql(sql); !refusal.empty())
        return refuse(within(std::move(refusal)), "SQLITE_AUTH");
    const std::string ours = sqliteDialect(sql);
    const char *rest = nullptr;
    sqlite3_finalize(std::exchange(into.handle, nullptr));
    m_authorized = {};
    const int code = sqlite3_prepare_v3(m_database, ours.c_str(), int(ours.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &into.handle, &rest);
    if (code != SQLITE_OK)
        return fail(code, sql);
    Authorized seen = std::exchange(m_authorized, {});
    if (into.handle) {
        const std::string_view left(rest);
        into.rest = isBlank(left) ? std::string() : std::string(left);
    } else {
        into.rest.clear(); // nothing but blanks and comments
    }
    into.kind = seen.kind;
    into.savepoint = std::move(seen.savepoint);
    into.changesSchema = seen.changesSchema;
    into.schema = m_schema;
    into.names.clear();
    const int columns = into.handle ? sqlite3_column_count(into.handle) : 0;
    for (int i = 0; i < columns; ++i) {
        const char *name = sqlite3_column_name(into.handle, i);
        appendText(into.names.emplace_back(), name ? name : "");
        into.names.back() += ':';
    }
    // A change of the schema writes to tables of SQLite's own.
    m_isOurs = true;
    into.isBarrier = !seen.changesSchema
                     && std::any_of(seen.written.begin(), seen.written.end(),
                                    [&](const std::string &table) {
                                        return !m_journal->canRecord(table);
                                    });
    m_isOurs = false;
    return true;
}

int Database::prepare(const std::string &sql)
{
    const auto known = m_byText.find(sql);
    if (known != m_byText.end())
        return known->second;
    if (m_statements.size() >= kMostStatements) {
        refuse("the handlers made more than " + std::to_string(kMostStatements)
                   + " different statements; give values as parameters",
               "SQLITE_ERROR");
        return -1;
    }
    if (sql.find('\0') != std::string::npos) {
        refuse("the statement has a character 0 in it", "SQLITE_ERROR");
        return -1;
    }
    auto statement = std::make_unique<Statement>();
    statement->sql = sql;
    if (!compile(sql, *statement))
        return -1;
    m_statements.push_back(std::move(statement));
    const int number = int(m_statements.size()) - 1;
    m_byText.emplace(sql, number);
    return number;
}

std::string Database::describe(int number)
{
    const Statement &statement = *m_statements[std::size_t(number)];
    std::string json = "{\"parameters\":[";
    const int count = statement.handle ? sqlite3_bind_parameter_count(statement.handle) : 0;
    for (int i = 1; i <= count; ++i) {
        const char *name = sqlite3_bind_parameter_name(statement.handle, i);
        json += i > 1 ? "," : "";
        if (name && name[0] != '?')
            appendText(json, name);
        else
            json += "null";
    }
    json += "],\"columns\":[";
    for (std::size_t i = 0; i < statement.names.size(); ++i)
        json.append(i > 0 ? "," : "").append(statement.names[i], 0, statement.names[i].size() - 1);
    json += "],\"several\":";
    json += statement.rest.empty() ? "false}" : "true}";
    return json;
}

// Of ours: nothing is looked at.
bool Database::plain(const char *sql)
{
    const bool before = std::exchange(m_isOurs, true);
    const bool done = sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
    m_isOurs = before;
    return done;
}

int Database::schemaVersion()
{
    const bool before = std::exchange(m_isOurs, true);
    if (!m_schemaVersion)
        sqlite3_prepare_v2(m_database, "PRAGMA schema_version", -1, &m_schemaVersion, nullptr);
    const int version = m_schemaVersion && sqlite3_step(m_schemaVersion) == SQLITE_ROW
                            ? sqlite3_column_int(m_schemaVersion, 0)
                            : 0;
    sqlite3_reset(m_schemaVersion);
    m_isOurs = before;
    return version;
}

} // namespace eventscope::host
