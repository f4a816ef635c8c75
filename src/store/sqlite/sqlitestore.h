// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/sqlite/schema.h"
#include "store/sqlite/sqlitescan.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// An event store in a SQLite database, read as a dialect says.
class SqliteStore : public Store
{
public:
    // `tables` are those of the database, `dialect` one whose tables are among them. Error: Invalid if SQLite does not take its SQL.
    static Result<std::shared_ptr<Store>> open(std::shared_ptr<const SqliteDatabase> database,
                                               const SqliteConnection &connection,
                                               const std::vector<SqliteTable> &tables,
                                               Dialect dialect, const OpenOptions &options,
                                               const std::string &location);

    const SourceInfo &info() const override { return m_info; }
    Result<void> scan(BatchSink &sink, std::stop_token stop) override
    {
        return m_scan->scan(sink, std::move(stop));
    }
    void refine(RecordBatch &batch) const override { m_query->plan.refine(batch); }
    Result<SourceChange> change() override { return m_scan->change(); }
    std::uint64_t progressTotal() const override { return m_scan->progressTotal(); }
    Result<std::unique_ptr<RecordReader>> reader() const override;
    Result<std::vector<Checkpoint>> checkpoints() const override;
    Result<std::vector<Queue>> queues() const override;
    Result<QueueRows> queueRows(const std::string &table, std::size_t most) const override;
    Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop) const override;
    Result<std::vector<SnapshotTable>> snapshotTables() const override;
    const Dialect &dialect() const override { return m_dialect; }

private:
    SqliteStore() = default;

    std::shared_ptr<const SqliteDatabase> m_database;
    std::shared_ptr<const EventQuery> m_query;
    std::shared_ptr<KeyTable> m_keys;
    std::unique_ptr<SqliteScan> m_scan;
    Dialect m_dialect;
    SourceInfo m_info;
};

} // namespace eventscope
