// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/source.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/eventquery.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Single events and many payloads, over a connection of its own. Where the row's integer key is the locator, runs of events are read as
// one range; all else is looked up by key.
class SqliteReader : public RecordReader
{
public:
    SqliteReader(std::shared_ptr<const SqliteDatabase> database,
                 std::shared_ptr<const EventQuery> query, std::shared_ptr<const KeyTable> keys);

    Result<Record> read(std::uint64_t locator, std::stop_token stop) override;
    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token stop) override;
    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token stop) override;

private:
    // Gets the row of the index-th locator: data in column 0, metadata in column 1. Returns false to stop.
    using RowVisitor = std::function<bool(std::size_t index, sqlite3_stmt *row)>;

    Result<void> connect(std::stop_token stop);
    void release();
    void bindKey(sqlite3_stmt *statement, std::uint64_t locator) const;
    std::size_t elementOf(std::uint64_t locator) const;
    std::size_t indexOf(std::uint64_t locator) const; // in the list of keys
    std::size_t tableOf(std::uint64_t locator) const;
    Result<sqlite3_stmt *> rowStatement(std::vector<SqliteStatement> &statements,
                                        const std::string &columns, std::size_t table,
                                        bool range = false);
    std::string withKey(const std::string &columns) const;
    Result<void> visitRows(std::span<const std::uint64_t> locators, const std::string &columns,
                           const RowVisitor &visit, std::stop_token stop);
    Result<void> visitPiece(std::span<const std::uint64_t> locators, std::size_t &done,
                            const RowVisitor &visit, bool &stopped);

    std::shared_ptr<const SqliteDatabase> m_database;
    std::shared_ptr<const EventQuery> m_query;
    std::shared_ptr<const KeyTable> m_keys;
    std::unique_ptr<SqliteConnection> m_connection;
    std::vector<SqliteStatement> m_records; // by table
    std::string m_columns;                  // that m_ones and m_ranges select
    std::vector<SqliteStatement> m_ones;    // by table
    std::vector<SqliteStatement> m_ranges;
};

} // namespace eventscope
