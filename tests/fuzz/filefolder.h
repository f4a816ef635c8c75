// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fuzz.h"
#include "store/store.h"

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::fuzz {

// A folder of this process's own, removed when it ends.
class Folder
{
public:
    Folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "eventscope-fuzz-XXXXXX")
                               .string();
        FUZZ_CHECK(mkdtemp(name.data()));
        m_path = name;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    std::string file(const char *name) const { return (m_path / name).string(); }
    std::ptrdiff_t entries() const
    {
        return std::distance(std::filesystem::directory_iterator(m_path),
                             std::filesystem::directory_iterator());
    }

private:
    std::filesystem::path m_path;
};

// What the log would keep of an event.
struct Event {
    std::uint64_t locator = 0;
    bool damaged = false;
    std::optional<std::string> stream;
};

class EventSink : public BatchSink
{
public:
    explicit EventSink(const RecordSource &source)
        : m_source(source)
    {}
    std::unique_ptr<RecordBatch> next() override
    {
        auto batch = m_free ? std::move(m_free) : std::make_unique<RecordBatch>();
        batch->clear();
        return batch;
    }
    void push(std::unique_ptr<RecordBatch> batch) override
    {
        m_source.refine(*batch);
        for (const RawEvent &event : batch->events) {
            Event &kept = m_events.emplace_back(Event{event.locator, event.damaged, {}});
            if (event.hasStream)
                kept.stream = event.stream;
        }
        m_free = std::move(batch);
    }
    const std::vector<Event> &events() const { return m_events; }

private:
    const RecordSource &m_source;
    std::unique_ptr<RecordBatch> m_free;
    std::vector<Event> m_events;
};

inline void checkEvents(const Store &store, const std::vector<Event> &events)
{
    const auto reader = store.reader();
    FUZZ_CHECK(reader);
    for (const Event &event : events) {
        const auto record = (*reader)->read(event.locator);
        FUZZ_CHECK(record);
        FUZZ_CHECK(!event.damaged || record->damage);
        FUZZ_CHECK(!record->damage || !record->damage->message.empty());
        if (!event.damaged && event.stream)
            FUZZ_CHECK(record->stream == *event.stream);
    }
}

} // namespace eventscope::fuzz
