// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/memorystore.h"

#include "base/json.h"

#include <algorithm>
#include <utility>

namespace eventscope::tests {

namespace {

Payload payloadOf(const std::string &text)
{
    Payload payload;
    payload.text = text;
    if (!text.empty())
        payload.kind = isJson(text) ? Payload::Kind::Json : Payload::Kind::Text;
    return payload;
}

} // namespace

class MemoryStore::Reader : public RecordReader
{
public:
    explicit Reader(const MemoryStore &store)
        : m_store(store)
    {}

    Result<Record> read(std::uint64_t locator, std::stop_token) override
    {
        ++m_store.m_eventsRead;
        const MemoryEvent event = m_store.event(locator);
        Record record;
        record.id = event.id;
        record.stream = event.stream;
        record.streamType = event.streamType;
        record.type = event.type;
        record.schemaVersion = event.schemaVersion;
        record.correlationId = event.correlation;
        record.causationId = event.causation;
        record.data = payloadOf(event.data);
        record.metadata = payloadOf(event.metadata);
        record.damage = event.damage;
        return record;
    }

    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token stop) override
    {
        for (std::size_t i = 0; i < locators.size(); ++i) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "Stopped.");
            if (m_store.failAt && locators[i] >= *m_store.failAt)
                return fail(m_store.failure);
            const std::size_t index = m_store.readsBackwards ? locators.size() - 1 - i : i;
            ++m_store.m_eventsRead;
            const MemoryEvent event = m_store.event(locators[index]);
            View view{event.data, {}, {}};
            if (withMetadata) {
                view.metadata = event.metadata;
                view.id = event.id;
            }
            if (!visit(index, view))
                return {};
        }
        return {};
    }

    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token stop) override
    {
        for (std::size_t i = 0; i < locators.size() && !stop.stop_requested(); ++i) {
            if (m_store.event(locators[i]).data.find(needle) != std::string::npos)
                candidate(i);
        }
        return {};
    }

private:
    const MemoryStore &m_store;
};

void MemoryStore::add(MemoryEvent event)
{
    const std::lock_guard lock(m_mutex);
    m_events.push_back(std::move(event));
}

void MemoryStore::add(std::vector<MemoryEvent> events)
{
    const std::lock_guard lock(m_mutex);
    std::move(events.begin(), events.end(), std::back_inserter(m_events));
}

std::size_t MemoryStore::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_events.size();
}

MemoryEvent MemoryStore::event(std::size_t index) const
{
    const std::lock_guard lock(m_mutex);
    return m_events.at(index);
}

void MemoryStore::deliver(const MemoryEvent &event, std::uint64_t locator, RecordBatch &batch)
{
    RawEvent raw;
    raw.id = batch.keep(event.id);
    raw.stream = batch.keep(event.stream);
    raw.streamType = batch.keep(event.streamType);
    raw.type = batch.keep(event.type);
    raw.correlation = batch.keep(event.correlation);
    raw.causation = batch.keep(event.causation);
    raw.positionText = batch.keep(event.positionText);
    raw.position = event.position;
    raw.version = event.version;
    raw.time = event.time;
    raw.locator = locator;
    raw.payloadSize = static_cast<std::uint32_t>(event.data.size());
    raw.hasStream = event.hasStream;
    raw.damaged = event.damage.has_value();
    batch.events.push_back(raw);
}

void MemoryStore::fill(EventLog &log) const
{
    RecordBatch batch;
    const std::size_t count = size();
    for (std::size_t i = log.rowCount(); i < count;) {
        batch.clear();
        for (std::size_t j = 0; j < batchSize && i < count; ++j, ++i)
            deliver(event(i), i, batch);
        if (!log.append(batch))
            return;
    }
    log.seal();
}

Result<void> MemoryStore::scan(BatchSink &sink, std::stop_token stop)
{
    while (m_scanned < size() && !stop.stop_requested()) {
        auto batch = sink.next();
        if (!batch)
            return {};
        for (std::size_t j = 0; j < batchSize && m_scanned < size(); ++j, ++m_scanned) {
            if (failAt && m_scanned >= *failAt) {
                sink.push(std::move(batch));
                return fail(failure);
            }
            deliver(event(m_scanned), m_scanned, *batch);
        }
        batch->progressDone = m_scanned;
        sink.push(std::move(batch));
    }
    return {};
}

void MemoryStore::refine(RecordBatch &batch) const
{
    if (onRefine)
        onRefine(batch);
}

Result<SourceChange> MemoryStore::change()
{
    if (m_replaced)
        return SourceChange::Replaced;
    return m_scanned < size() ? SourceChange::Appended : SourceChange::None;
}

Result<std::unique_ptr<RecordReader>> MemoryStore::reader() const
{
    ++m_readersMade;
    return std::unique_ptr<RecordReader>(std::make_unique<Reader>(*this));
}

} // namespace eventscope::tests
