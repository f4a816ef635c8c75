// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/scriptfold.h"

#include <cstddef>
#include <cstdint>
#include <limits>
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
        std::uint32_t type = 0; // of EventBatchWriter::typeName()
        Version version = kNoVersion;
        std::size_t data = 0; // where it begins in `body`, and how long it is
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

// The event of a key that was handed over last.
struct LastEvent {
    static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t type = kNone; // of EventBatchWriter::typeName()
    std::uint32_t ordinal = 0;
    Version version = kNoVersion;
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
    LastEvent last(std::uint32_t key) const
    {
        return key < m_lasts.size() ? m_lasts[key].event : LastEvent();
    }
    // The key's state is now what it was after that event.
    void setLast(std::uint32_t key, const LastEvent &event) { of(key).event = event; }

private:
    struct KeyState {
        LastEvent event;
        bool isKnown = false; // there: its stream was told
    };
    KeyState &of(std::uint32_t key);
    std::uint32_t typeIndex(std::string_view type);
    void appendTime(Time time);
    void appendPayload(std::string_view text);

    std::uint32_t m_mark = 0;
    EventBatch m_batch;
    std::unordered_map<std::string, std::uint32_t> m_types;
    std::vector<std::string> m_typeNames;
    std::uint32_t m_lastType = 0;
    std::vector<KeyState> m_lasts; // by key
    std::int64_t m_day = -1;       // of m_date
    std::string m_date;            // "2025-11-03T"
};

// How messages name an event: "v9 (OrderPlaced)"; by its place in the stream, counted from 1, where it has no version.
std::string eventName(Version version, std::uint32_t ordinal, std::string_view type);
inline std::string eventName(const ScriptEvent &event)
{
    return eventName(event.version, event.ordinal, event.type);
}

// The first number in a JSON text that a double cannot give back, and what JavaScript makes of it.
struct RoundedNumber {
    std::string_view token;
    std::string seen;
};
std::optional<RoundedNumber> findRoundedNumber(std::string_view json);

} // namespace eventscope
