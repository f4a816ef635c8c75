// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/record.h"
#include "query/fieldpath.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// The forms in which events leave the window.
enum class EventForm : std::uint8_t {
    Json,      // one event as an object, several as an array
    JsonLines, // an object a line, as `eventscope-cli events` prints them
    Csv,       // RFC 4180, with a header; the values among the chosen columns stand at the end
    Markdown,  // a table of the chosen columns; payloads are cut as they are in the window
    Payloads,  // as stored, a line each; bytes as base64
};

// What a table can show of an event.
struct EventColumn {
    enum Kind : std::uint8_t { Label, Clock, Stream, Revision, Type, Data, Value };
    Kind kind = Data;
    FieldPath path; // of Value

    EventColumn(Kind which) // NOLINT: a kind is a column
        : kind(which)
    {}
    explicit EventColumn(FieldPath value)
        : kind(Value)
        , path(std::move(value))
    {}
};

// Writes events one after the other: begin(), event() for each, end(). Pieces of text, so that a million of them need not be in memory.
class EventWriter
{
public:
    // `count`: how many there will be. The log must outlive the writer.
    EventWriter(const EventLog &log, EventForm form, std::size_t count,
                std::vector<EventColumn> columns = {});

    std::string begin() const;
    std::string event(Row row, const Record &record);
    std::string end() const;

private:
    std::string csvTitles() const;
    std::string csvValues(const Record &record) const;
    std::string markdownRow(Row row, const Record &record) const;

    const EventLog &m_log;
    EventForm m_form;
    std::size_t m_count;
    std::size_t m_written = 0;
    std::vector<EventColumn> m_columns;
};

} // namespace eventscope
