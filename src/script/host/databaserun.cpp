// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a Database runs a statement.
#include "database.h"

#include "jsontext.h"

#include <algorithm>
#include <sqlite3.h>
#include <utility>

namespace eventscope::host {

namespace {

constexpr std::size_t kMostRowBytes = std::size_t(64) << 20; // of an answer as JSON

} // namespace

std::size_t Database::keep(std::string text)
{
    m_kept.push_back(std::move(text));
    return m_kept.size() - 1;
}

bool Database::bind(sqlite3_stmt *handle)
{
    const auto *slots = reinterpret_cast<const Slot *>(memory() + sizeof(Bridge));
    const int count = bridge().parameters;
    for (int i = 0; i < count; ++i) {
        const Slot &slot = slots[i];
        int code = SQLITE_OK;
        const auto *bytes = reinterpret_cast<const char *>(memory());
        switch (slot.tag) {
        case Tag::Null:
            code = sqlite3_bind_null(handle, i + 1);
            break;
        case Tag::Integer:
            code = sqlite3_bind_int64(handle, i + 1, slot.integer);
            break;
        case Tag::Real:
            code = sqlite3_bind_double(handle, i + 1, slot.real);
            break;
        case Tag::Text:
            code = sqlite3_bind_text(handle, i + 1, bytes + slot.integer, slot.size, SQLITE_STATIC);
            break;
        case Tag::Blob:
            code = sqlite3_bind_blob(handle, i + 1, bytes + slot.integer, slot.size, SQLITE_STATIC);
            break;
        case Tag::Kept: {
            const std::string &kept = m_kept[std::size_t(slot.integer)];
            code = slot.size == 0 ? sqlite3_bind_text(handle, i + 1, kept.data(), int(kept.size()),
                                                      SQLITE_STATIC)
                                  : sqlite3_bind_blob(handle, i + 1, kept.data(), int(kept.size()),
                                                      SQLITE_STATIC);
            break;
        }
        }
        if (code != SQLITE_OK)
            return fail(code, {});
    }
    return true;
}

// Its rows, appended to m_rows.
bool Database::step(Statement &statement)
{
    sqlite3_stmt *const handle = statement.handle;
    const Mode mode = Mode(bridge().mode);
    const auto columns = statement.names.size();
    bool special = false;
    bool first = true;
    int code = SQLITE_ROW;
    m_rows.clear();
    while ((code = sqlite3_step(handle)) == SQLITE_ROW) {
        if (mode != Mode::First)
            m_rows += std::exchange(first, false) ? "[" : ",";
        m_rows += mode == Mode::Plain ? '[' : '{';
        for (std::size_t i = 0; i < columns; ++i) {
            if (i > 0)
                m_rows += ',';
            if (mode != Mode::Plain)
                m_rows += statement.names[i];
            appendCell(m_rows, cellOf(sqlite3_column_value(handle, int(i))), mode == Mode::Plain,
                       special);
        }
        m_rows += mode == Mode::Plain ? ']' : '}';
        if (m_rows.size() > kMostRowBytes) {
            sqlite3_reset(handle);
            return refuse("the answer is larger than " + std::to_string(kMostRowBytes >> 20)
                              + " MB; ask for fewer rows with LIMIT",
                          "SQLITE_TOOBIG");
        }
        // A statement that changes rows must come to its end.
        if (mode == Mode::First && sqlite3_stmt_readonly(handle) != 0)
            break;
        if (mode == Mode::First) {
            while ((code = sqlite3_step(handle)) == SQLITE_ROW) {
            }
            break;
        }
    }
    bridge().special = special ? 1 : 0;
    if (mode != Mode::First && !first)
        m_rows += ']';
    else if (mode != Mode::First && columns > 0)
        m_rows = "[]";
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        const bool known = fail(sqlite3_extended_errcode(m_database), statement.sql);
        sqlite3_reset(handle);
        return known;
    }
    sqlite3_reset(handle);
    bridge().changes = double(sqlite3_changes64(m_database));
    bridge().lastRowid = sqlite3_last_insert_rowid(m_database);
    return true;
}

// BEGIN and the like: the events of a batch run in one transaction, so that the script's own is a savepoint in it.
bool Database::control(Statement &statement)
{
    const auto give = [&](const char *sql) {
        return plain(sql) || fail(SQLITE_ERROR, statement.sql);
    };
    const auto mark = m_journal->mark();
    m_rows.clear();
    switch (statement.kind) {
    case Kind::Begin:
        if (m_inTransaction)
            return refuse("a transaction is open already", "SQLITE_ERROR");
        if (!give("SAVEPOINT \"a transaction\""))
            return false;
        m_inTransaction = true;
        m_transactionMark = mark;
        return true;
    case Kind::Commit:
    case Kind::Rollback:
        if (!m_inTransaction)
            return refuse("no transaction is open", "SQLITE_ERROR");
        if (statement.kind == Kind::Rollback) {
            if (!give("ROLLBACK TO \"a transaction\""))
                return false;
            m_journal->forgetBehind(m_transactionMark);
            m_schema += m_isBlocked ? 1 : 0;
        }
        m_inTransaction = false;
        m_savepoints.clear();
        return give("RELEASE \"a transaction\"");
    default:
        break;
    }
    if (!step(statement))
        return false;
    const auto found = std::find_if(m_savepoints.rbegin(), m_savepoints.rend(),
                                    [&](const UserSavepoint &each) {
                                        return sqlite3_stricmp(each.name.c_str(),
                                                               statement.savepoint.c_str())
                                               == 0;
                                    });
    if (statement.kind == Kind::Savepoint) {
        m_savepoints.push_back({statement.savepoint, mark});
    } else if (found != m_savepoints.rend()) {
        if (statement.kind == Kind::RollbackTo) {
            m_journal->forgetBehind(found->mark);
            m_schema += m_isBlocked ? 1 : 0;
        }
        const auto keep = m_savepoints.rend() - found - (statement.kind == Kind::Release ? 1 : 0);
        m_savepoints.erase(m_savepoints.begin() + keep, m_savepoints.end());
    }
    return true;
}

bool Database::run(Statement &statement)
{
    if (statement.schema != m_schema && !compile(statement.sql, statement))
        return false;
    if (!statement.handle) {
        m_rows.clear();
        return true;
    }
    if (!bind(statement.handle))
        return false;
    if (statement.kind != Kind::Plain)
        return control(statement);
    const bool careful = statement.changesSchema || statement.isBarrier;
    const bool opens = careful && m_event != kNoEvent && !m_hasSavepoint;
    if (opens) {
        if (!plain("SAVEPOINT \"an event\""))
            return fail(SQLITE_ERROR, statement.sql);
        m_hasSavepoint = true;
        m_savepointMark = m_journal->mark();
        m_savepointTables = m_journal->tableCount();
    }
    const int schema = statement.changesSchema ? schemaVersion() : 0;
    const auto mark = m_journal->mark();
    const bool done = step(statement);
    if (!done) {
        if (m_inBatch && sqlite3_get_autocommit(m_database) != 0)
            m_isLost = true;
        m_journal->forgetBehind(mark);
    }
    bool isBarrier = statement.isBarrier && done;
    if (statement.changesSchema && schemaVersion() != schema) {
        ++m_schema;
        isBarrier = true;
        if (m_event == kNoEvent)
            m_journal->forgetTables();
        else
            m_journal->forgetTablesFrom(m_journal->tableCount());
    }
    if (isBarrier && m_event != kNoEvent) {
        m_journal->suspend();
        m_isBlocked = true;
        m_wasBlocked = true;
    } else if (opens && !m_isLost) {
        plain("RELEASE \"an event\"");
        m_hasSavepoint = false;
    }
    return done;
}

Database::Outcome Database::execute()
{
    Bridge &call = bridge();
    Statement *statement = m_statements[std::size_t(call.statement)].get();
    if (call.event != m_event)
        enterEvent(call.event);
    bool done = false;
    if (m_isLost) {
        refuse("the database went back to the beginning of its transaction when a statement failed",
               "SQLITE_ABORT");
    } else {
        done = run(*statement);
        // Several statements in one text: parameters go to the first.
        std::string rest = statement->rest;
        while (done && !rest.empty()) {
            Statement next;
            next.sql = rest;
            call.parameters = 0;
            done = compile(rest, next) && run(next);
            rest = std::move(next.rest);
            sqlite3_finalize(next.handle);
            statement = nullptr;
        }
    }
    // The others lie in memory that stays.
    if (statement && statement->handle && !m_kept.empty())
        sqlite3_clear_bindings(statement->handle);
    m_kept.clear();
    noteUnended();
    if (!done)
        return Outcome::Failed;
    return m_rows.empty() ? Outcome::Done : Outcome::Rows;
}

} // namespace eventscope::host
