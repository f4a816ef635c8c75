// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mappingpreview.h"

#include <functional>
#include <memory>
#include <utility>

namespace eventscope::ui {

namespace {

// Takes the first batch of a scan and ends it.
class FirstBatch : public BatchSink
{
public:
    std::unique_ptr<RecordBatch> next() override
    {
        return m_batch ? nullptr : std::make_unique<RecordBatch>();
    }
    void push(std::unique_ptr<RecordBatch> batch) override
    {
        if (!m_batch)
            m_batch = std::move(batch);
    }
    std::unique_ptr<RecordBatch> take() { return std::move(m_batch); }

private:
    std::unique_ptr<RecordBatch> m_batch;
};

Result<std::vector<Record>> firstEvents(const std::string &location, const Dialect &dialect,
                                        std::stop_token stop)
{
    OpenOptions options;
    options.mapping = dialect;
    options.table = dialect.events.table;
    options.firstBatch = MappingPreview::kEvents;
    auto store = openStore(location, options, {stop, nullptr});
    if (!store)
        return fail(std::move(store).error());
    FirstBatch sink;
    if (auto scanned = (*store)->scan(sink, stop);
        !scanned && scanned.error().code != ErrorCode::Cancelled)
        return fail(std::move(scanned).error());
    std::vector<Record> records;
    const auto batch = sink.take();
    if (!batch)
        return records;
    (*store)->refine(*batch);
    auto reader = (*store)->reader();
    if (!reader)
        return fail(std::move(reader).error());
    for (const RawEvent &event : batch->events) {
        if (records.size() >= MappingPreview::kEvents || stop.stop_requested())
            break;
        auto record = (*reader)->read(event.locator);
        if (!record)
            return fail(std::move(record).error());
        records.push_back(std::move(*record));
    }
    return records;
}

} // namespace

MappingPreview::MappingPreview(std::string location, QObject *parent)
    : QObject(parent)
    , m_location(std::move(location))
{}

void MappingPreview::lookInto()
{
    m_worker.submit([this, location = m_location](std::stop_token stop) {
        auto tables = describe(location, {stop, nullptr});
        auto found = candidates(location, {stop, nullptr});
        if (stop.stop_requested())
            return;
        if (!tables) {
            QMetaObject::invokeMethod(
                this, [this, error = tables.error()] { Q_EMIT contentsFailed(error); },
                Qt::QueuedConnection);
            return;
        }
        Contents contents;
        contents.tables = std::move(*tables);
        if (found)
            contents.candidates = std::move(*found);
        // Where nothing could be guessed: only databases have tables with names.
        const bool named = !contents.tables.empty() && !contents.tables.front().name.empty();
        contents.kind = !contents.candidates.empty() ? contents.candidates.front().dialect.kind
                        : named                      ? "sqlite"
                                                     : "file";
        QMetaObject::invokeMethod(
            this, [this, contents = std::move(contents)] { Q_EMIT contentsReady(contents); },
            Qt::QueuedConnection);
    });
}

void MappingPreview::read(const Dialect &dialect)
{
    const std::uint64_t reading = ++m_reading;
    m_worker.submit([this, reading, location = m_location, dialect](std::stop_token stop) {
        auto events = firstEvents(location, dialect, stop);
        if (stop.stop_requested())
            return;
        auto answer = std::make_shared<const Result<std::vector<Record>>>(std::move(events));
        QMetaObject::invokeMethod(
            this,
            [this, reading, answer] {
                if (reading != m_reading)
                    return;
                if (*answer)
                    Q_EMIT eventsReady(answer->value());
                else
                    Q_EMIT eventsFailed(answer->error());
            },
            Qt::QueuedConnection);
    });
}

} // namespace eventscope::ui
