// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/maskedstore.h"

#include "base/json.h"
#include "session/wrappedstore.h"

#include <utility>

namespace eventscope {

namespace {

void maskPayload(Payload &payload, Masker::Part part, const Masker &masker)
{
    auto text = masker.masked(part, payload.text);
    if (!text) {
        // What is stored may say more than what it was decoded to.
        payload.raw.clear();
        return;
    }
    payload.text = std::move(*text);
    payload.raw.clear();
    payload.kind = isJson(payload.text) ? Payload::Kind::Json : Payload::Kind::Text;
}

// Of a queue: a document or bytes hold what payloads do; numbers, ids and words of the framework are shown as those of events are.
void maskCell(Payload &cell, const Masker &masker)
{
    const bool isDocument = cell.kind == Payload::Kind::Json
                            && (cell.text.starts_with('{') || cell.text.starts_with('['));
    if (isDocument || cell.kind == Payload::Kind::Binary)
        maskPayload(cell, Masker::Part::Data, masker);
    cell.raw.clear();
}

// Programs quote what they could not read, and details show an excerpt of it.
void maskDamage(std::optional<Error> &damage)
{
    if (!damage)
        return;
    damage->detail.clear();
    if (damage->code == ErrorCode::Script)
        damage->message = "The decoder of this payload failed; what it said is masked.";
}

class MaskedReader : public RecordReader
{
public:
    MaskedReader(std::unique_ptr<RecordReader> reader, std::shared_ptr<const MaskSwitch> masks)
        : m_reader(std::move(reader))
        , m_masks(std::move(masks))
    {}

    Result<Record> read(std::uint64_t locator, std::stop_token stop) override
    {
        auto record = m_reader->read(locator, std::move(stop));
        if (const auto masker = m_masks->masker(); masker && record)
            maskRecord(*record, *masker);
        return record;
    }

    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token stop) override
    {
        const auto masker = m_masks->masker();
        if (!masker)
            return m_reader->readMany(locators, withMetadata, visit, std::move(stop));
        const auto masked = [&](std::size_t index, const View &view) {
            const auto data = masker->masked(Masker::Part::Data, view.data);
            const auto metadata = masker->masked(Masker::Part::Metadata, view.metadata);
            return visit(index, {data ? std::string_view(*data) : view.data,
                                 metadata ? std::string_view(*metadata) : view.metadata, view.id});
        };
        return m_reader->readMany(locators, withMetadata, masked, std::move(stop));
    }

    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token stop) override
    {
        if (!m_masks->masker())
            return m_reader->prefilter(locators, needle, candidate, std::move(stop));
        // The stored bytes do not say what stands in the masked ones.
        for (std::size_t i = 0; i < locators.size(); ++i)
            candidate(i);
        return {};
    }

private:
    std::unique_ptr<RecordReader> m_reader;
    std::shared_ptr<const MaskSwitch> m_masks;
};

class MaskedStore : public WrappedStore
{
public:
    MaskedStore(std::shared_ptr<Store> store, std::shared_ptr<const MaskSwitch> masks)
        : WrappedStore(std::move(store))
        , m_masks(std::move(masks))
    {}

    Result<std::unique_ptr<RecordReader>> reader() const override
    {
        auto reader = wrapped().reader();
        if (!reader)
            return reader;
        return Result<std::unique_ptr<RecordReader>>(
            std::make_unique<MaskedReader>(std::move(*reader), m_masks));
    }
    Result<QueueRows> queueRows(const std::string &table, std::size_t most) const override
    {
        auto rows = WrappedStore::queueRows(table, most);
        if (const auto masker = m_masks->masker(); masker && rows) {
            for (auto &row : rows->rows) {
                for (Payload &cell : row)
                    maskCell(cell, *masker);
            }
        }
        return rows;
    }
    Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop) const override
    {
        const auto masker = m_masks->masker();
        if (!masker)
            return WrappedStore::snapshots(question, visit, std::move(stop));
        const auto masked = [&](Snapshot snapshot) {
            maskSnapshot(snapshot, *masker);
            return visit(std::move(snapshot));
        };
        return WrappedStore::snapshots(question, masked, std::move(stop));
    }

private:
    std::shared_ptr<const MaskSwitch> m_masks;
};

} // namespace

void maskRecord(Record &record, const Masker &masker)
{
    maskPayload(record.data, Masker::Part::Data, masker);
    maskPayload(record.metadata, Masker::Part::Metadata, masker);
    maskDamage(record.damage);
}

void maskSnapshot(Snapshot &snapshot, const Masker &masker)
{
    maskPayload(snapshot.data, Masker::Part::Data, masker);
    maskDamage(snapshot.damage);
}

std::shared_ptr<Store> maskedStore(std::shared_ptr<Store> store,
                                   std::shared_ptr<const MaskSwitch> masks)
{
    return std::make_shared<MaskedStore>(std::move(store), std::move(masks));
}

} // namespace eventscope
