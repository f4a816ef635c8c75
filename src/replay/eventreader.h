// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "event/source.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <unordered_map>
#include <vector>

namespace eventscope {

// Events of a Sequence as scripts get them, read from the store in chunks; the last chunks stay. One thread.
class EventReader
{
public:
    // Events of a chunk; chunks begin at multiples of it where payloads are not too large for that.
    static constexpr std::uint32_t kChunk = 512;

    struct Options {
        bool positions = false; // labels, which only programs see
        // Leaves out what cannot be merged into a state: absent payloads and those that are not JSON.
        bool onlyJson = false;
        // Events of several streams: each has the key of its own, numbered as they come. Otherwise all have key 0.
        bool streamKeys = false;
    };
    EventReader(const EventLog &log, RecordReader &reader, Options options);
    EventReader(const EventLog &log, RecordReader &reader)
        : EventReader(log, reader, Options())
    {}
    ~EventReader();

    void setSequence(Sequence sequence);
    const Sequence &sequence() const { return m_sequence; }
    std::uint32_t size() const { return m_sequence.size(); }

    // Events from `from` on, those before `to` that one chunk holds. Without Options::onlyJson at least one.
    struct Part {
        std::span<const ScriptEvent> events; // until the next call that reads
        std::uint32_t end = 0;               // > from
    };
    Result<Part> read(std::uint32_t from, std::uint32_t to, std::stop_token stop);

    // Of the events read so far, those that are damaged, and why.
    const std::map<std::uint32_t, Error> &problems() const { return m_problems; }

private:
    struct Chunk;

    std::uint32_t keyOf(StreamId stream);
    Result<std::unique_ptr<Chunk>> make(std::uint32_t from, std::stop_token stop);
    void take(Chunk &chunk, std::uint32_t ordinal, const Record &record);
    ScriptEvent eventOf(std::uint32_t ordinal, Row row, Chunk &chunk);

    const EventLog &m_log;
    RecordReader &m_reader;
    Options m_options;
    Sequence m_sequence;
    std::vector<std::unique_ptr<Chunk>> m_chunks; // the one used last is at the back
    std::map<std::uint32_t, Error> m_problems;
    std::unordered_map<std::uint32_t, std::uint32_t> m_keys; // by stream; with Options::streamKeys
};

} // namespace eventscope
