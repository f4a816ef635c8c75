// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/eventfields.h"
#include "store/file/filebytes.h"
#include "store/file/filelayout.h"
#include "store/file/jsoncursor.h"
#include "store/file/recordparser.h"
#include "store/file/rewriting.h"

#include "base/json.h"

#include <utility>

namespace eventscope {

namespace {

// The record's members but for the one that the list is in; each event repeats them.
std::string rowWithout(std::string_view record, const std::vector<std::string> &list)
{
    std::string row = "{";
    JsonCursor cursor(record);
    cursor.skipSpace();
    if (list.empty() || !cursor.take('{'))
        return "{}";
    bool first = true;
    bool escaped = false;
    std::string_view name;
    std::string_view value;
    while (cursor.member(name, escaped, first) && cursor.value(value)) {
        if ((escaped ? unescapeJson(name) : std::string(name)) == list.front())
            continue;
        row += row.size() > 1 ? ",\"" : "\"";
        row.append(name).append("\":").append(value);
    }
    return row + "}";
}

std::vector<std::string_view> elementsOf(std::string_view list)
{
    std::vector<std::string_view> elements;
    JsonCursor cursor(list);
    cursor.take('[');
    bool first = true;
    while (cursor.element(first)) {
        std::string_view element;
        if (!cursor.value(element))
            break;
        elements.push_back(element);
    }
    return elements;
}

class Spreader
{
public:
    Spreader(const FileBytes &bytes, const EventsSpec &events, Rewriting &lines)
        : m_bytes(bytes)
        , m_events(events)
        , m_plan(events)
        , m_list(pointerTokens(events.spread->list.front()))
        , m_lines(lines)
    {}

    Result<void> spread(std::string_view record, std::size_t offset)
    {
        const auto [line, column] = m_bytes.place(offset);
        const Rewriting *const before = m_bytes.rewriting();
        if (const std::string *const what = before ? before->damage(offset) : nullptr)
            return m_lines.addDamage(*what, record, line, column);
        JsonCursor cursor(record);
        bool valid = cursor.skip();
        if (valid)
            cursor.skipSpace();
        if (!valid || !cursor.atEnd()) {
            return m_lines.addDamage(std::string("this is no JSON (")
                                         + (valid ? "something stands behind its end"
                                                  : cursor.mistake())
                                         + ")",
                                     record, line, column);
        }
        const auto list = jsonAt(record, m_list);
        if (!list || list->front() != '[') {
            return m_lines.addDamage("the record has no list of events"
                                         + (m_list.empty()
                                                ? std::string()
                                                : " at " + m_events.spread->list.front()),
                                     record, line, column);
        }
        const std::string row = rowWithout(record, m_list);
        const auto elements = elementsOf(*list);
        std::optional<std::int64_t> version = versionOf(record);
        if (version && m_events.spread->versionIsLast)
            *version -= static_cast<std::int64_t>(elements.size()) - 1;
        for (const std::string_view element : elements) {
            std::string json = "{\"row\":" + row + ",\"element\":" + std::string(element);
            if (version)
                json += ",\"version\":" + std::to_string((*version)++);
            if (auto added = m_lines.add(json + "}", line, column); !added)
                return added;
        }
        return {};
    }

private:
    // Numbers near the end of their range are let be: counting on from them would pass it.
    std::optional<std::int64_t> versionOf(std::string_view record)
    {
        constexpr std::int64_t kMost = std::int64_t(1) << 62;
        if (!m_events.version.isSet())
            return std::nullopt;
        m_memory.clear();
        if (m_parser.parse(m_plan, record, m_memory) == RecordParser::Verdict::NotObject)
            return std::nullopt;
        const auto number = wholeNumber(textIn(m_plan, Part::StreamVersion, m_parser.found()));
        return number && *number > -kMost && *number < kMost ? number : std::nullopt;
    }

    const FileBytes &m_bytes;
    const EventsSpec &m_events;
    RecordPlan m_plan;
    std::vector<std::string> m_list;
    Rewriting &m_lines;
    RecordParser m_parser;
    RecordBatch m_memory;
};

std::string below(const std::string &member, const std::string &column)
{
    if (column.starts_with('/'))
        return "/" + member + column;
    std::string token;
    for (const char c : column)
        token += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return "/" + member + "/" + token;
}

void moveToRow(FieldSpec &field)
{
    if (!field.column.empty())
        field.column = below("row", field.column);
    else if (!field.paths.empty())
        field.column = "row";
    for (FieldSpec &part : field.join)
        moveToRow(part);
    for (FieldSpec &other : field.otherwise)
        moveToRow(other);
}

// In files every place within an element is one pointer.
std::string pointerOf(const FieldSpec &field)
{
    return field.paths.empty() ? std::string() : field.paths.front();
}

// The element's own part first, then the row's.
void takeFromElement(FieldSpec &field, const std::string &pointer)
{
    moveToRow(field);
    if (pointer.empty())
        return;
    FieldSpec own;
    own.column = "/element" + pointer;
    own.encoding = field.encoding;
    own.fallback = std::exchange(field.fallback, std::nullopt);
    own.countFrom = std::exchange(field.countFrom, std::nullopt);
    auto others = std::exchange(field.otherwise, {});
    if (field.isSet())
        own.otherwise.push_back(std::move(field));
    for (FieldSpec &other : others)
        own.otherwise.push_back(std::move(other));
    field = std::move(own);
}

} // namespace

EventsSpec spreadEvents(const EventsSpec &events)
{
    EventsSpec spread = events;
    const SpreadSpec spec = *events.spread;
    spread.spread.reset();
    moveToRow(spread.position);
    moveToRow(spread.streamType);
    moveToRow(spread.schemaVersion);
    moveToRow(spread.correlation);
    moveToRow(spread.causation);
    takeFromElement(spread.id, pointerOf(spec.id));
    takeFromElement(spread.stream, spec.stream);
    takeFromElement(spread.type, pointerOf(spec.type));
    takeFromElement(spread.time, pointerOf(spec.time));
    const auto countFrom = spread.version.countFrom;
    spread.version = {};
    if (events.version.isSet())
        spread.version.column = "version";
    if (spec.version.isSet()) {
        FieldSpec own;
        own.column = "/element" + pointerOf(spec.version);
        if (spread.version.isSet())
            own.otherwise.push_back(spread.version);
        spread.version = own;
    }
    spread.version.countFrom = countFrom;
    spread.data.column = "/element" + spec.data;
    if (!spec.metadata.empty())
        spread.metadata.column = "/element" + spec.metadata;
    else if (events.restAsMetadata || events.recordAsMetadata)
        spread.metadata.column = "row";
    else
        moveToRow(spread.metadata);
    spread.restAsMetadata = false;
    spread.recordAsMetadata = false;
    return spread;
}

Result<void> rewriteSpread(FileBytes &bytes, const FileLayout &layout, const EventsSpec &events)
{
    using Outcome = RecordCutter::Outcome;
    auto lines = Rewriting::begin(bytes.name(), layout.title);
    if (!lines)
        return fail(std::move(lines).error().at(bytes.path()));
    Spreader spreader(bytes, events, **lines);
    RecordCutter cutter(layout.framing, layout.begin, layout.wrapped);
    Result<void> done;
    bool more = true;
    while (done && more) {
        const auto piece = cutter.next(bytes.text());
        if (piece.outcome != Outcome::Record) {
            const std::size_t before = bytes.text().size();
            const auto unpacked = bytes.more();
            if ((unpacked && *unpacked) || bytes.text().size() > before)
                continue;
            more = false;
        }
        if (piece.begin < piece.end)
            done = spreader.spread(bytes.text().substr(piece.begin, piece.end - piece.begin),
                                   piece.begin);
    }
    if (auto finished = (*lines)->finish(bytes, std::move(done)); !finished)
        return finished;
    if ((*lines)->size() == 0) {
        return fail(Error(ErrorCode::NotAStore,
                          bytes.name() + " holds no events: the lists in its records are empty.")
                        .at(bytes.path()));
    }
    return bytes.replaceBy(std::move(*lines));
}

} // namespace eventscope
