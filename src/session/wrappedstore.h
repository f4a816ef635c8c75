// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// Another store, of which a derived class shows something otherwise. What it does not override is that of the store within.
class WrappedStore : public Store
{
public:
    explicit WrappedStore(std::shared_ptr<Store> store)
        : m_store(std::move(store))
    {}

    const SourceInfo &info() const override { return m_store->info(); }
    Result<void> scan(BatchSink &sink, std::stop_token stop) override
    {
        return m_store->scan(sink, std::move(stop));
    }
    void refine(RecordBatch &batch) const override { m_store->refine(batch); }
    Result<SourceChange> change() override { return m_store->change(); }
    std::uint64_t progressTotal() const override { return m_store->progressTotal(); }
    Result<std::unique_ptr<RecordReader>> reader() const override { return m_store->reader(); }
    Result<std::vector<Checkpoint>> checkpoints() const override { return m_store->checkpoints(); }
    Result<std::vector<Queue>> queues() const override { return m_store->queues(); }
    Result<QueueRows> queueRows(const std::string &table, std::size_t most) const override
    {
        return m_store->queueRows(table, most);
    }
    Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop) const override
    {
        return m_store->snapshots(question, visit, std::move(stop));
    }
    Result<std::vector<SnapshotTable>> snapshotTables() const override
    {
        return m_store->snapshotTables();
    }
    const Dialect &dialect() const override { return m_store->dialect(); }

protected:
    Store &wrapped() const { return *m_store; }

private:
    std::shared_ptr<Store> m_store;
};

} // namespace eventscope
