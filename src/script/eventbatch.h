// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptfold.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace eventscope {

// Events on their way to a host: one JSON array, parsed there at once. It begins with what is new (names of types, streams of keys); each
// event is nine values in a row, of which the last is a number that no payload can know, so that a payload which is no JSON is noticed
// and cannot pass for another event.
struct EventBatch {
    struct Entry {
        std::uint32_t key = 0;
        std::uint32_t ordinal = 0;
        std::uint32_t type = 0;  // of EventBatchWriter::typeName()
        std::int64_t number = 0; // as messages name it
        std::size_t data = 0;    // where it begins in `body`, and how long it is
        std::size_t dataSize = 0;
        std::size_t metadata = 0;
        std::size_t metadataSize = 0;
    };
    std::string types; // JSON texts of the lists of new names
    std::string keys;
    std::string body;
    std::vector<Entry> entries;

    std::string text() const;
    // The same with data and metadata as strings that the host parses one by one: for where one of them is no JSON.
    std::string carefulText() const;
};

class EventBatchWriter
{
public:
    // Large enough that the host is not kept waiting, small enough to stop soon.
    static constexpr std::size_t kMostEvents = 500;
    static constexpr std::size_t kMostBytes = std::size_t(256) << 10;

    // For a new fold. `mark` is the number behind every event.
    void begin(std::uint32_t mark);
    void add(const ScriptEvent &event);
    bool isEmpty() const { return m_batch.entries.empty(); }
    bool isFull() const
    {
        return m_batch.entries.size() >= kMostEvents || m_batch.body.size() >= kMostBytes;
    }
    EventBatch take();

    const std::string &typeName(std::uint32_t type) const { return m_typeNames[type]; }

private:
    std::uint32_t typeIndex(std::string_view type);
    void appendTime(Time time);
    void appendPayload(std::string_view text);

    std::uint32_t m_mark = 0;
    EventBatch m_batch;
    std::unordered_map<std::string, std::uint32_t> m_types;
    std::vector<std::string> m_typeNames;
    std::uint32_t m_lastType = 0;
    std::vector<bool> m_knownKeys;
    std::int64_t m_day = -1; // of m_date
    std::string m_date;      // "2025-11-03T"
};

// How messages name an event: its version, or its place in the sequence counted from 1.
inline std::int64_t eventNumber(const ScriptEvent &event)
{
    return event.version != kNoVersion ? event.version.value() : std::int64_t(event.ordinal) + 1;
}

// The first number in a JSON text that a double cannot give back, and what JavaScript makes of it.
struct RoundedNumber {
    std::string_view token;
    std::string seen;
};
std::optional<RoundedNumber> findRoundedNumber(std::string_view json);

} // namespace eventscope
