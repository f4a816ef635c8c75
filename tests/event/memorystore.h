// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/source.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::tests {

// One event of a MemoryStore. Empty text is absent, as in RawEvent.
struct MemoryEvent {
    std::string id;
    std::string stream;
    std::string streamType;
    std::string type;
    std::string correlation;
    std::string causation;
    std::string positionText;
    std::int64_t position = 0;
    Version version = kNoVersion;
    Time time = kNoTime;
    std::string data;
    std::string metadata;
    std::optional<Error> damage;
    bool hasStream = true;
    std::optional<std::string> schemaVersion = std::nullopt;
};

// A store whose events are in memory: a whole RecordSource, only without a disk. Events may be added while it is read; a locator is the
// index of an event.
class MemoryStore : public RecordSource
{
public:
    std::size_t batchSize = 3;
    // What goes wrong, and where: scan() fails before it delivers this event.
    std::optional<std::size_t> failAt;
    Error failure{ErrorCode::Unreadable, "The disk is gone."};
    // Called for each batch on the thread that refines it.
    std::function<void(RecordBatch &)> onRefine;
    // Readers name events from last to first, and none of them in the order asked for.
    bool readsBackwards = false;

    void add(MemoryEvent event);
    void add(std::vector<MemoryEvent> events);
    void replace() { m_replaced = true; }
    std::size_t size() const;
    MemoryEvent event(std::size_t index) const;

    // Appends every event to the log and seals it, as a loader would.
    void fill(EventLog &log) const;

    const SourceInfo &info() const override { return m_info; }
    Result<void> scan(BatchSink &sink, std::stop_token stop) override;
    void refine(RecordBatch &batch) const override;
    Result<SourceChange> change() override;
    std::uint64_t progressTotal() const override { return size(); }
    Result<std::unique_ptr<RecordReader>> reader() const override;

    // Events that readers were asked for, one by one or many at a time.
    std::size_t eventsRead() const { return m_eventsRead; }
    std::size_t readersMade() const { return m_readersMade; }

private:
    class Reader;
    static void deliver(const MemoryEvent &event, std::uint64_t locator, RecordBatch &batch);

    SourceInfo m_info{"memory", "memory", "memory", "", "", "", false, true, true};
    mutable std::mutex m_mutex; // guards the events
    std::vector<MemoryEvent> m_events;
    std::size_t m_scanned = 0;
    std::atomic<bool> m_replaced{false};
    mutable std::atomic<std::size_t> m_eventsRead{0};
    mutable std::atomic<std::size_t> m_readersMade{0};
};

} // namespace eventscope::tests
