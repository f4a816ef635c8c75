// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the journal's entries are made of; for journal.cpp and journalchanges.cpp alone.
#pragma once

#include "journal.h"
#include "jsontext.h"

#include <array>
#include <cstring>
#include <optional>
#include <sqlite3.h>

namespace eventscope::host {

enum class Op : std::uint8_t {
    Inserted, // key of the row
    Deleted,  // rowid, the row as it was
    Updated,  // key of the row as it is, rowid, the row as it was
    Sequence, // 1 and the counter as it was; 0: there was none
};

template<typename Number>
void put(std::string &out, Number number)
{
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    out.append(bytes.data(), bytes.size());
}

// Reads what put() wrote.
class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_rest(bytes)
    {}
    template<typename Number>
    Number take()
    {
        Number number{};
        std::memcpy(&number, m_rest.data(), sizeof number);
        m_rest.remove_prefix(sizeof number);
        return number;
    }
    Cell cell()
    {
        Cell cell;
        cell.type = take<char>();
        if (cell.type == SQLITE_INTEGER) {
            cell.integer = take<std::int64_t>();
        } else if (cell.type == SQLITE_FLOAT) {
            cell.real = take<double>();
        } else if (cell.type != SQLITE_NULL) {
            const auto size = take<std::uint32_t>();
            cell.bytes = m_rest.substr(0, size);
            m_rest.remove_prefix(size);
        }
        return cell;
    }

private:
    std::string_view m_rest;
};

inline void putCell(std::string &out, const Cell &cell)
{
    out += char(cell.type);
    if (cell.type == SQLITE_INTEGER) {
        put(out, cell.integer);
    } else if (cell.type == SQLITE_FLOAT) {
        put(out, cell.real);
    } else if (cell.type != SQLITE_NULL) {
        put(out, std::uint32_t(cell.bytes.size()));
        out += cell.bytes;
    }
}

inline void bind(sqlite3_stmt *statement, int index, const Cell &cell)
{
    switch (cell.type) {
    case SQLITE_INTEGER:
        sqlite3_bind_int64(statement, index, cell.integer);
        break;
    case SQLITE_FLOAT:
        sqlite3_bind_double(statement, index, cell.real);
        break;
    case SQLITE_TEXT:
        sqlite3_bind_text(statement, index, cell.bytes.data(), int(cell.bytes.size()),
                          SQLITE_STATIC);
        break;
    case SQLITE_BLOB:
        sqlite3_bind_blob(statement, index, cell.bytes.data(), int(cell.bytes.size()),
                          SQLITE_STATIC);
        break;
    default:
        sqlite3_bind_null(statement, index);
        break;
    }
}

inline std::string quoted(std::string_view name)
{
    std::string result = "\"";
    for (const char byte : name) {
        result += byte;
        if (byte == '"')
            result += byte;
    }
    return result += '"';
}

// One entry after the other, the last one first.
class Backwards
{
public:
    explicit Backwards(const std::string &bytes)
        : m_bytes(bytes)
        , m_end(bytes.size())
    {}
    std::optional<std::string_view> next()
    {
        if (m_end == 0)
            return std::nullopt;
        std::uint32_t size = 0;
        std::memcpy(&size, m_bytes.data() + m_end - sizeof size, sizeof size);
        m_end -= sizeof size + size;
        return std::string_view(m_bytes).substr(m_end, size);
    }

private:
    const std::string &m_bytes;
    std::size_t m_end;
};

struct Journal::Table {
    std::string name;
    std::vector<std::string> columns;
    std::vector<int> key; // columns of the primary key
    std::string rowid;    // its name; empty: the table is WITHOUT ROWID
    bool isRecordable = false;
    bool hasSequence = false; // AUTOINCREMENT
    sqlite3_stmt *remove = nullptr;
    sqlite3_stmt *add = nullptr;
    sqlite3_stmt *change = nullptr;
    sqlite3_stmt *read = nullptr;

    Table() = default;
    Table(const Table &) = delete;
    Table &operator=(const Table &) = delete;
    ~Table()
    {
        for (sqlite3_stmt *statement : {remove, add, change, read})
            sqlite3_finalize(statement);
    }

    std::string list(const char *suffix) const
    {
        std::string all = rowid.empty() ? "" : rowid + suffix;
        for (const std::string &column : columns)
            all += (all.empty() ? "" : ",") + quoted(column) + suffix;
        return all;
    }
    // How many values stand for the key of a row: the rowid, or the primary key.
    int keySize() const { return rowid.empty() ? int(key.size()) : 1; }
    std::string where(int from) const
    {
        if (!rowid.empty())
            return " WHERE " + rowid + "=?" + std::to_string(from);
        std::string all;
        for (const int column : key)
            all += (all.empty() ? " WHERE " : " AND ") + quoted(columns[std::size_t(column)])
                   + " IS ?" + std::to_string(from++);
        return all;
    }
};

} // namespace eventscope::host
