// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/source.h"

#include <string>
#include <vector>

namespace eventscope::fuzz {

// The payloads of a handful of events; a locator is an index into them.
struct MemoryEvent {
    std::string data;
    std::string metadata;
};

// Reads them as a store's reader would, one after another and without a store.
class MemoryReader : public RecordReader
{
public:
    explicit MemoryReader(const std::vector<MemoryEvent> &events)
        : m_events(events)
    {}

    Result<Record> read(std::uint64_t locator, std::stop_token) override
    {
        Record record;
        record.data = payloadOf(m_events[locator].data);
        record.metadata = payloadOf(m_events[locator].metadata);
        return record;
    }

    Result<void> readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                          const Visitor &visit, std::stop_token) override
    {
        for (std::size_t i = 0; i < locators.size(); ++i) {
            const MemoryEvent &event = m_events[locators[i]];
            if (!visit(i, View{event.data, withMetadata ? event.metadata : std::string_view(), {}}))
                break;
        }
        return {};
    }

    Result<void> prefilter(std::span<const std::uint64_t> locators, std::string_view needle,
                           const Candidate &candidate, std::stop_token) override
    {
        for (std::size_t i = 0; i < locators.size(); ++i) {
            if (m_events[locators[i]].data.find(needle) != std::string::npos)
                candidate(i);
        }
        return {};
    }

private:
    static Payload payloadOf(const std::string &text)
    {
        return {text.empty() ? Payload::Kind::Absent : Payload::Kind::Json, text, {}};
    }

    const std::vector<MemoryEvent> &m_events;
};

} // namespace eventscope::fuzz
