// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

constexpr std::uint64_t kMostEvents = 500'000'000;

struct BigOptions {
    std::uint64_t events = 1'000'000;
    std::uint64_t streams = 100'000;
    std::size_t types = 40;
    std::size_t payloadBytes = 50;
};

struct BigEvent {
    std::uint64_t number = 0; // from 1
    std::string id;
    std::string aggregate;
    std::string_view aggregateType;
    std::string_view type;
    std::int64_t version = 0;
    std::string data;
    std::string metadata;
    std::int64_t time = 0; // milliseconds since 1970
};

// The events of a big store, one at a time. Streams come into being evenly over the whole store
// and live in a window that moves on, as orders do; a few are hot all the time. Every stream and,
// given enough events, every type occurs. An event is caused by the one before it in its stream,
// except the first of each run of eight, which also starts a new correlation.
class BigEvents
{
public:
    explicit BigEvents(const BigOptions &options);

    bool next();
    const BigEvent &current() const { return m_event; }

private:
    struct Stream {
        std::uint64_t last = 0; // number of the newest event in it
        std::uint32_t version = 0;
    };

    void makeTypes();
    std::uint64_t pickStream(std::uint64_t chance);
    void writeTime(std::uint64_t chance);
    void writeData(std::uint64_t chance);
    void writeMetadata(std::uint64_t stream, const Stream &state);

    BigOptions m_options;
    BigEvent m_event;
    std::vector<Stream> m_streams;
    std::uint64_t m_begun = 0; // streams that have come into being
    std::vector<std::string> m_aggregateTypes;
    std::vector<std::vector<std::string>> m_types; // by aggregate type
    std::string m_padding;
};

// Milliseconds since 1970 as 2025-01-01T08:00:00.123Z. Keeps the date of the last call.
class BigTime
{
public:
    std::string_view text(std::int64_t milliseconds);

private:
    std::int64_t m_day = -1;
    char m_text[32] = {};
};

} // namespace eventscope
