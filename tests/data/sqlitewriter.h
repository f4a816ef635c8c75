// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace eventscope {

// The database a generator writes. Throws std::runtime_error, which main() prints.
class SqliteWriter
{
public:
    explicit SqliteWriter(const std::string &path)
    {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        if (sqlite3_open_v2(path.c_str(), &m_database, flags, nullptr) != SQLITE_OK) {
            const std::string reason = sqlite3_errmsg(m_database);
            sqlite3_close(m_database);
            throw std::runtime_error(path + ": " + reason);
        }
    }
    ~SqliteWriter() { sqlite3_close(m_database); }
    SqliteWriter(const SqliteWriter &) = delete;
    SqliteWriter &operator=(const SqliteWriter &) = delete;

    void execute(const std::string &sql)
    {
        if (sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            fail(sql);
    }

    [[noreturn]] void fail(std::string_view what) const
    {
        throw std::runtime_error(std::string(what) + ": " + sqlite3_errmsg(m_database));
    }

    sqlite3 *handle() const { return m_database; }

private:
    sqlite3 *m_database = nullptr;
};

// One prepared INSERT. Text is bound without a copy: it has to live until insert() returns.
class SqliteInsert
{
public:
    SqliteInsert(SqliteWriter &database, std::string_view sql)
        : m_database(database)
    {
        const int length = static_cast<int>(sql.size());
        if (sqlite3_prepare_v2(database.handle(), sql.data(), length, &m_statement, nullptr)
            != SQLITE_OK)
            database.fail(sql);
    }
    ~SqliteInsert() { sqlite3_finalize(m_statement); }
    SqliteInsert(const SqliteInsert &) = delete;
    SqliteInsert &operator=(const SqliteInsert &) = delete;

    SqliteInsert &text(std::string_view value)
    {
        sqlite3_bind_text(m_statement, ++m_column, value.data(), static_cast<int>(value.size()),
                          SQLITE_STATIC);
        return *this;
    }
    SqliteInsert &integer(std::int64_t value)
    {
        sqlite3_bind_int64(m_statement, ++m_column, value);
        return *this;
    }
    SqliteInsert &real(double value)
    {
        sqlite3_bind_double(m_statement, ++m_column, value);
        return *this;
    }
    SqliteInsert &null()
    {
        sqlite3_bind_null(m_statement, ++m_column);
        return *this;
    }

    void insert()
    {
        if (sqlite3_step(m_statement) != SQLITE_DONE)
            m_database.fail("insert");
        sqlite3_reset(m_statement);
        m_column = 0;
    }

private:
    SqliteWriter &m_database;
    sqlite3_stmt *m_statement = nullptr;
    int m_column = 0;
};

} // namespace eventscope
