// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "event/batchcolumns.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What a scan delivers of one event: the columns of the log, nothing of the payload but its place. The views point into the batch
// (RecordBatch::keep) or into memory that outlives it. Empty text means absent.
struct RawEvent {
    std::string_view id;
    std::string_view stream;
    std::string_view streamType;
    std::string_view type;
    std::string_view correlation;
    std::string_view causation;
    std::string_view positionText; // set for stores whose positions are no integers
    std::int64_t position = 0;
    Version version = kNoVersion;
    // Without a version: the log takes the index in the stream plus this.
    std::optional<std::int64_t> countFrom;
    Time time = kNoTime;
    std::uint64_t locator = 0;     // opaque to everyone but its source: row id, byte offset ...
    std::uint32_t payloadSize = 0; // bytes of data as stored, saturated
    bool hasStream = true;         // false: an event of no stream
    bool damaged = false;          // RecordReader::read tells what is wrong
};

// A few thousand events on their way from the scan to the log, with the memory their texts live in. Reused.
class RecordBatch
{
public:
    std::vector<RawEvent> events;
    // Bytes that the scan leaves for RecordSource::refine (lines of a file, metadata of rows): same order as `events`, or
    // whatever the source makes of it.
    std::vector<std::string_view> pending;
    std::uint64_t progressDone = 0; // of RecordSource::progressTotal, after this batch
    std::shared_ptr<const void>
        owner; // of memory that views point into and that is not the batch's own

    // Made by the thread that refined the batch; EventLog::append makes them itself where they are not.
    BatchColumns columns;

    // Copies text into the batch. At least 64 bytes behind it may be read (simdjson's padding).
    std::string_view keep(std::string_view text);
    // The same for bytes that the caller fills in.
    char *room(std::size_t bytes);
    void clear();

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };
    std::vector<Block> m_blocks;
    std::size_t m_block = 0; // the one being filled
    std::size_t m_used = 0;  // of it
};

// Data or metadata of one event.
struct Payload {
    enum class Kind : std::uint8_t {
        Absent, // NULL, or no such member
        Json,   // `text` is one valid JSON document
        Text,   // UTF-8 that is no JSON
        Binary, // bytes that are no text
    };
    Kind kind = Kind::Absent;
    std::string text; // decoded (unpacked, envelope opened); bytes for Binary
    std::string raw;  // exactly as stored; empty if the same as `text`

    const std::string &rawBytes() const { return raw.empty() ? text : raw; }
};

// One event, whole.
struct Record {
    std::string id;
    std::string stream;
    std::string streamType;
    std::string type;
    std::optional<std::string> schemaVersion;
    std::string correlationId;
    std::string causationId;
    std::string position; // label
    std::optional<Version> version;
    std::optional<Time> time;
    Payload data;
    Payload metadata;
    std::optional<Error> damage; // why this event could not be read as it should
};

} // namespace eventscope
