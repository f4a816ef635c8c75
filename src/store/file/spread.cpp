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

constexpr std::size_t kCheckEvery = 256; // records

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

// The lists of events in the records of a file, a line an event. Goes on where it has stopped, once the file has grown.
class Spreader : public LineMaker
{
public:
    Spreader(FileBytes &bytes, const FileLayout &layout, const EventsSpec &events)
        : m_bytes(bytes)
        , m_framing(layout.framing)
        , m_cutter(layout.framing, layout.begin, layout.wrapped)
        , m_events(events)
        , m_plan(m_events)
        , m_list(pointerTokens(events.spread->list.front()))
    {}

    // Errors: Cancelled, while the store opens; Limit.
    Result<void> makeMore(Rewriting &lines) override
    {
        using Outcome = RecordCutter::Outcome;
        if (m_cutter.closed())
            m_cutter.reopen();
        for (std::size_t count = 0;; ++count) {
            if (count % kCheckEvery == 0 && !m_wasThrough) {
                if (auto reached = m_bytes.reached(m_cutter.offset()); !reached)
                    return reached;
            }
            const auto piece = m_cutter.next(m_bytes.sourceText());
            if (piece.outcome == Outcome::Record) {
                if (auto spread = spreadPiece(piece, lines); !spread)
                    return spread;
                continue;
            }
            const std::size_t before = m_bytes.sourceText().size();
            const auto unpacked = m_bytes.more();
            if ((unpacked && *unpacked) || m_bytes.sourceText().size() > before)
                continue;
            if (!unpacked && unpacked.error().code == ErrorCode::Cancelled)
                return fail(unpacked.error());
            auto ended = takeEnd(piece, lines);
            m_wasThrough = true;
            return ended;
        }
    }
    std::size_t settled() const override { return m_cutter.settled(); }

private:
    // What the end of the file leaves unfinished, as FileStore does it: the rest of a record may come.
    Result<void> takeEnd(const RecordCutter::Piece &piece, Rewriting &lines)
    {
        if (piece.outcome == RecordCutter::Outcome::Cut) {
            JsonCursor cursor(textOf(piece));
            bool whole = m_framing == Framing::Lines && cursor.skip();
            if (whole) {
                cursor.skipSpace();
                whole = cursor.atEnd();
            }
            if (whole)
                m_cutter.skipTo(piece.end);
            return whole || !m_wasThrough ? spreadPiece(piece, lines) : Result<void>();
        }
        if (piece.begin < piece.end)
            return spreadPiece(piece, lines);
        if (m_framing != Framing::Array || m_cutter.closed() || m_wasThrough)
            return {};
        const auto [line, column] = m_places.placeOf(m_bytes.sourceText(),
                                                     m_bytes.sourceText().size());
        return lines.addDamage("the list is cut, the file ends before its closing bracket", {},
                               line, column);
    }

    std::string_view textOf(const RecordCutter::Piece &piece) const
    {
        return m_bytes.sourceText().substr(piece.begin, piece.end - piece.begin);
    }

    Result<void> spreadPiece(const RecordCutter::Piece &piece, Rewriting &lines)
    {
        const std::string_view record = textOf(piece);
        const Rewriting *const before = m_bytes.rewriting();
        const bool isSecond = before && before != &lines; // of lines that were made of another form
        const auto [line, column] = isSecond ? before->place(piece.begin)
                                             : m_places.placeOf(m_bytes.sourceText(), piece.begin);
        if (const std::string *const what = isSecond ? before->damage(piece.begin) : nullptr)
            return lines.addDamage(*what, record, line, column);
        JsonCursor cursor(record);
        bool valid = cursor.skip();
        if (valid)
            cursor.skipSpace();
        if (!valid || !cursor.atEnd()) {
            return lines.addDamage(std::string("this is no JSON (")
                                       + (valid ? "something stands behind its end"
                                                : cursor.mistake())
                                       + ")",
                                   record, line, column);
        }
        const auto list = jsonAt(record, m_list);
        if (!list || list->front() != '[') {
            return lines.addDamage("the record has no list of events"
                                       + (m_list.empty() ? std::string()
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
            if (auto added = lines.add(json + "}", line, column); !added)
                return added;
        }
        return {};
    }

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

    FileBytes &m_bytes;
    Framing m_framing;
    RecordCutter m_cutter;
    PlaceCount m_places;
    EventsSpec m_events;
    RecordPlan m_plan;
    std::vector<std::string> m_list;
    RecordParser m_parser;
    RecordBatch m_memory;
    bool m_wasThrough = false; // once, to the end
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
    auto lines = Rewriting::begin(bytes.name(), layout.title);
    if (!lines)
        return fail(std::move(lines).error().at(bytes.path()));
    auto spreader = std::make_unique<Spreader>(bytes, layout, events);
    auto done = spreader->makeMore(**lines);
    if (auto finished = (*lines)->finish(bytes, std::move(done)); !finished)
        return finished;
    if ((*lines)->size() == 0) {
        return fail(Error(ErrorCode::NotAStore,
                          bytes.name() + " holds no events: the lists in its records are empty.")
                        .at(bytes.path()));
    }
    return bytes.replaceBy(std::move(*lines), std::move(spreader));
}

} // namespace eventscope
