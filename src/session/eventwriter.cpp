// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/eventwriter.h"

#include "base/json.h"
#include "query/payloadtest.h"
#include "session/recordjson.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostCellBytes = 512;

// A cell is one line of valid text.
std::string cellText(std::string_view text)
{
    if (!isUtf8(text))
        return "(" + std::to_string(text.size()) + " bytes, not text)";
    std::string line;
    bool space = false;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ') {
            space = !line.empty();
            continue;
        }
        if (std::exchange(space, false))
            line += ' ';
        if (line.size() >= kMostCellBytes && (static_cast<unsigned char>(c) & 0xc0) != 0x80)
            return line + "\xe2\x80\xa6";
        line += c;
    }
    return line;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : cellText(text)) {
        if (std::string_view(R"(\|`*_<>[]~&#)").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

// As code: between more backticks than it holds in a row. A bar ends a cell even there.
std::string code(std::string_view text)
{
    const std::string line = cellText(text);
    if (line.empty())
        return line;
    std::size_t longest = 0;
    std::size_t here = 0;
    std::string body;
    for (const char c : line) {
        here = c == '`' ? here + 1 : 0;
        longest = std::max(longest, here);
        if (c == '|')
            body += '\\';
        body += c;
    }
    const std::string fence(longest + 1, '`');
    const bool apart = body.front() == '`' || body.back() == '`';
    return fence + (apart ? " " : "") + body + (apart ? " " : "") + fence;
}

std::string titleOf(const EventColumn &column)
{
    switch (column.kind) {
    case EventColumn::Label:
        return "#";
    case EventColumn::Clock:
        return "Time";
    case EventColumn::Stream:
        return "Stream";
    case EventColumn::Revision:
        return "Version";
    case EventColumn::Type:
        return "Type";
    case EventColumn::Value:
        return escaped(textOf(column.path));
    case EventColumn::Data:
        break;
    }
    return "Payload";
}

// The values of one event, whose payloads are parsed once.
class Values
{
public:
    explicit Values(const Record &record)
        : m_data(record.data.text)
        , m_metadata(record.metadata.text)
    {}
    FieldText at(const FieldPath &path) { return fieldText(path, m_data, m_metadata); }

private:
    PayloadText m_data;
    PayloadText m_metadata;
};

} // namespace

EventWriter::EventWriter(const EventLog &log, EventForm form, std::size_t count,
                         std::vector<EventColumn> columns)
    : m_log(log)
    , m_form(form)
    , m_count(count)
    , m_columns(std::move(columns))
{}

std::string EventWriter::begin() const
{
    switch (m_form) {
    case EventForm::Json:
        return m_count == 1 ? "" : "[\n";
    case EventForm::Csv:
        return eventCsvHeader() + csvTitles() + "\r\n";
    case EventForm::Markdown: {
        std::string titles = "|";
        std::string rules = "|";
        for (const EventColumn &column : m_columns) {
            titles += ' ' + titleOf(column) + " |";
            const bool number = column.kind == EventColumn::Label
                                || column.kind == EventColumn::Revision;
            rules += number ? " ---: |" : " --- |";
        }
        return titles + '\n' + rules + '\n';
    }
    case EventForm::JsonLines:
    case EventForm::Payloads:
        break;
    }
    return {};
}

std::string EventWriter::event(Row row, const Record &record)
{
    const bool more = ++m_written < m_count;
    switch (m_form) {
    case EventForm::Json:
        return eventToJson(m_log, row, record) + (m_count == 1 ? "" : more ? ",\n" : "\n");
    case EventForm::JsonLines:
        return eventToJson(m_log, row, record) + '\n';
    case EventForm::Csv:
        return eventToCsv(m_log, row, record) + csvValues(record) + "\r\n";
    case EventForm::Markdown:
        return markdownRow(row, record);
    case EventForm::Payloads:
        break;
    }
    const bool binary = record.data.kind == Payload::Kind::Binary;
    return (binary ? payloadToJson(record.data) : record.data.text) + (m_count == 1 ? "" : "\n");
}

std::string EventWriter::end() const
{
    return m_form == EventForm::Json && m_count != 1 ? "]\n" : "";
}

std::string EventWriter::csvTitles() const
{
    std::string titles;
    for (const EventColumn &column : m_columns) {
        if (column.kind == EventColumn::Value)
            titles += ',' + csvField(textOf(column.path));
    }
    return titles;
}

std::string EventWriter::csvValues(const Record &record) const
{
    Values values(record);
    std::string cells;
    for (const EventColumn &column : m_columns) {
        if (column.kind == EventColumn::Value)
            cells += ',' + csvField(values.at(column.path).text);
    }
    return cells;
}

std::string EventWriter::markdownRow(Row row, const Record &record) const
{
    Values values(record);
    const auto cell = [&](const EventColumn &column) -> std::string {
        switch (column.kind) {
        case EventColumn::Label:
            return escaped(m_log.positionLabel(row));
        case EventColumn::Clock:
            return m_log.time(row) == kNoTime ? "" : formatIsoTime(m_log.time(row));
        case EventColumn::Stream:
            return m_log.stream(row) == kNoStream ? ""
                                                  : escaped(m_log.streamName(m_log.stream(row)));
        case EventColumn::Revision:
            return m_log.version(row) == kNoVersion ? ""
                                                    : std::to_string(m_log.version(row).value());
        case EventColumn::Type:
            return escaped(m_log.typeName(m_log.type(row)));
        case EventColumn::Value: {
            const FieldText value = values.at(column.path);
            return value.kind == FieldText::Kind::Json ? code(value.text) : escaped(value.text);
        }
        case EventColumn::Data:
            break;
        }
        if (record.damage)
            return escaped("Damaged: " + record.damage->message);
        return code(record.data.kind == Payload::Kind::Binary ? payloadToJson(record.data)
                                                              : record.data.text);
    };
    std::string line = "|";
    for (const EventColumn &column : m_columns)
        line += ' ' + cell(column) + " |";
    return line + '\n';
}

} // namespace eventscope
