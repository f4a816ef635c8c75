// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/recordjson.h"

#include "base/json.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

std::string textOrNull(std::string_view text)
{
    return text.empty() ? "null" : jsonQuote(text);
}

bool isInteger(std::string_view label)
{
    if (!label.empty() && label.front() == '-')
        label.remove_prefix(1);
    return !label.empty() && (label.size() == 1 || label.front() != '0')
           && std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string base64(std::string_view bytes)
{
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()))
        .toBase64()
        .toStdString();
}

// The log knows what the record alone cannot: counted versions, and the stream's type.
struct Columns {
    std::string version;
    std::string streamType;
    std::string time;
};

Columns columnsOf(const EventLog &log, Row row, const Record &record)
{
    Columns columns;
    if (const Version version = log.version(row); version != kNoVersion)
        columns.version = std::to_string(version.value());
    columns.streamType = record.streamType;
    if (const StreamId stream = log.stream(row); stream != kNoStream) {
        if (const StreamTypeId type = log.streamSummary(stream).type; type != kNoStreamType)
            columns.streamType = log.streamTypeName(type);
    }
    if (const Time time = log.time(row); time != kNoTime)
        columns.time = formatIsoTime(time);
    return columns;
}

// Text as it is; anything that a spreadsheet could not hold as text in its JSON form.
std::string csvPayload(const Payload &payload)
{
    switch (payload.kind) {
    case Payload::Kind::Absent:
        return {};
    case Payload::Kind::Text:
        return csvField(payload.text);
    case Payload::Kind::Json:
    case Payload::Kind::Binary:
        break;
    }
    return csvField(payloadToJson(payload));
}

} // namespace

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    return out + '"';
}

std::string positionToJson(std::string_view label)
{
    return label.empty() ? "null" : isInteger(label) ? std::string(label) : jsonQuote(label);
}

std::string payloadToJson(const Payload &payload)
{
    switch (payload.kind) {
    case Payload::Kind::Absent:
        return "null";
    case Payload::Kind::Json:
        if (auto minified = jsonMinify(payload.text))
            return std::move(*minified);
        break;
    case Payload::Kind::Text:
    case Payload::Kind::Binary:
        break;
    }
    if (isUtf8(payload.text) && payload.kind != Payload::Kind::Binary)
        return jsonQuote(payload.text);
    return R"({"$base64":")" + base64(payload.text) + R"("})";
}

std::string eventToJson(const EventLog &log, Row row, const Record &record)
{
    const Columns columns = columnsOf(log, row, record);
    std::string line = R"({"position":)" + positionToJson(log.positionLabel(row));
    const auto add = [&line](std::string_view name, std::string_view json) {
        line += ",\"";
        line += name;
        line += "\":";
        line += json;
    };
    add("id", textOrNull(record.id));
    add("stream", textOrNull(record.stream));
    add("streamType", textOrNull(columns.streamType));
    add("version", columns.version.empty() ? "null" : columns.version);
    add("type", textOrNull(record.type));
    add("schemaVersion", record.schemaVersion ? jsonQuote(*record.schemaVersion) : "null");
    add("time", textOrNull(columns.time));
    add("correlationId", textOrNull(record.correlationId));
    add("causationId", textOrNull(record.causationId));
    add("data", payloadToJson(record.data));
    add("metadata", payloadToJson(record.metadata));
    if (record.damage)
        add("error", jsonQuote(record.damage->message));
    return line + '}';
}

std::string eventCsvHeader()
{
    return "position,id,stream,streamType,version,type,schemaVersion,time,correlationId,causationId,data,metadata,error";
}

std::string eventToCsv(const EventLog &log, Row row, const Record &record)
{
    const Columns columns = columnsOf(log, row, record);
    const std::array<std::string, 13> fields = {
        csvField(log.positionLabel(row)),
        csvField(record.id),
        csvField(record.stream),
        csvField(columns.streamType),
        columns.version,
        csvField(record.type),
        csvField(record.schemaVersion.value_or(std::string())),
        columns.time,
        csvField(record.correlationId),
        csvField(record.causationId),
        csvPayload(record.data),
        csvPayload(record.metadata),
        record.damage ? csvField(record.damage->message) : std::string(),
    };
    std::string line;
    for (const std::string &field : fields) {
        if (&field != fields.data())
            line += ',';
        line += field;
    }
    return line;
}

} // namespace eventscope
