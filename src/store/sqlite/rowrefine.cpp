// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rowplan.h"

#include "base/json.h"
#include "store/file/jsoncursor.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace eventscope {

namespace {

constexpr std::size_t kReadablePadding = 64; // behind everything that a RecordBatch keeps
static_assert(kReadablePadding >= simdjson::SIMDJSON_PADDING);

std::string_view trimmedToken(std::string_view token)
{
    while (!token.empty()
           && (token.back() == ' ' || token.back() == '\n' || token.back() == '\t'
               || token.back() == '\r'))
        token.remove_suffix(1);
    return token;
}

Error damaged(const std::string &table, const std::string &sentence)
{
    return Error(ErrorCode::Damaged, sentence).at(table);
}

// True for an object that is not empty.
bool hasMembers(std::string_view json)
{
    JsonCursor cursor(json);
    if (!cursor.take('{'))
        return false;
    cursor.skipSpace();
    return cursor.peek() == '"';
}

bool mayLink(std::string_view metadata)
{
    JsonCursor cursor(metadata);
    if (!cursor.take('{'))
        return false;
    std::string_view name;
    bool escaped = false;
    for (bool first = true; cursor.member(name, escaped, first) && cursor.skip();) {
        if (linkNameOf(escaped ? unescapeJson(name) : std::string(name)) != LinkName::None)
            return true;
    }
    return false;
}

// The members of the row's metadata that the element does not have, and those of the element.
std::string joinedMembers(std::string_view row, std::string_view elementText)
{
    JsonValue::Members members;
    const auto element = JsonValue::parse(elementText);
    if (!element)
        return std::string(row);
    if (const auto known = JsonValue::parse(row)) {
        for (const auto &member : known->members()) {
            if (!element->find(member.first))
                members.push_back(member);
        }
    }
    members.insert(members.end(), element->members().begin(), element->members().end());
    return JsonValue::object(std::move(members)).dump();
}

} // namespace

// The links among the top members of one metadata text that stands in the batch.
void RowPlan::findLinks(std::string_view metadata, RawEvent &event, RecordBatch &batch) const
{
    thread_local simdjson::ondemand::parser parser;
    std::string scratch;
    const std::string_view decoded = decodeText(metadata, m_metadataRules, scratch);
    if (decoded.data() != metadata.data())
        metadata = scratch.empty() ? decoded : batch.keep(decoded);
    if (metadata.size() < 2 || metadata.front() != '{')
        return;
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterate(metadata.data(), metadata.size(), metadata.size() + kReadablePadding)
            .get(document)
        || document.get_object().get(object))
        return;
    for (auto field : object) {
        simdjson::ondemand::raw_json_string raw;
        if (field.key().get(raw))
            return;
        const char *const start = raw.raw();
        const auto left = static_cast<std::size_t>(metadata.data() + metadata.size() - start);
        const std::string_view key
            = std::string_view(start, left)
                  .substr(0, std::string_view(start, std::min<std::size_t>(left, 24)).find('"'));
        const LinkName name = linkNameOf(key);
        if (name == LinkName::None)
            continue;
        std::string_view &target = name == LinkName::Correlation ? event.correlation
                                                                 : event.causation;
        simdjson::ondemand::value value;
        simdjson::ondemand::json_type type;
        if (field.value().get(value) || value.type().get(type))
            return;
        if (type != simdjson::ondemand::json_type::string
            && type != simdjson::ondemand::json_type::number)
            continue;
        const std::string_view token = trimmedToken(value.raw_json_token());
        if (type == simdjson::ondemand::json_type::number) {
            target = token;
        } else if (token.find('\\') == std::string_view::npos && token.size() >= 2) {
            target = token.substr(1, token.size() - 2);
        } else if (std::string_view text; !value.get_string().get(text)) {
            target = batch.keep(text);
        }
    }
}

std::string_view RowPlan::metadataIn(const Cells &cells) const
{
    if (m_metadata < 0 || cells[static_cast<std::size_t>(m_metadata)].type == SQLITE_NULL)
        return {};
    return cells[static_cast<std::size_t>(m_metadata)].text;
}

void RowPlan::refine(RecordBatch &batch) const
{
    Cells cells(m_columns.size());
    std::string held;
    batch.events.reserve(batch.pending.size());
    for (const std::string_view packed : batch.pending) {
        RawEvent event;
        unpack(packed, event, cells);
        takePlain(cells, event, batch, held);
        if (m_spread && m_data >= 0) {
            spread(event, cells, batch);
        } else {
            takeWaiting(cells, metadataIn(cells), event, batch, held);
            batch.events.push_back(event);
        }
    }
}

void RowPlan::takeWaiting(const Cells &cells, std::string_view metadata, RawEvent &event,
                          RecordBatch &batch, std::string &held) const
{
    const auto take = [&](Role role, std::string_view &target) {
        if (!field(role).waits)
            return true;
        std::string_view text;
        if (!textOf(role, cells, held, text))
            return false;
        target = held.empty() ? text : batch.keep(text);
        return true;
    };
    if (m_positions == Positions::Texts && !take(Role::Label, event.positionText)) {
        event.positionText = kMissingPosition;
        event.damaged = true;
    }
    if (event.id.empty())
        take(Role::Id, event.id);
    if (event.stream.empty())
        event.hasStream = take(Role::Stream, event.stream) && event.hasStream;
    take(Role::StreamType, event.streamType);
    if ((event.type.empty() || event.type == kMissingType) && field(Role::Type).waits
        && !take(Role::Type, event.type)) {
        event.type = kMissingType;
        event.damaged = true;
    }
    take(Role::Correlation, event.correlation);
    take(Role::Causation, event.causation);
    if (field(Role::Revision).waits && event.version == kNoVersion
        && versionOf(cells, event.version) == Found::Bad)
        event.damaged = true;
    if (event.time == kNoTime && timeOf(cells, event.time) == Found::Bad)
        event.damaged = true;
    const bool ownLinks = field(Role::Correlation).isSet() && field(Role::Causation).isSet();
    if (!ownLinks && !metadata.empty())
        findLinks(metadata, event, batch);
}

// They point into the cell.
RowPlan::Elements RowPlan::elementsOf(const Cell &data, std::optional<Error> &damage) const
{
    Elements elements;
    if (data.type == SQLITE_NULL)
        return elements;
    std::vector<std::string_view> lists;
    std::vector<Elements> found;
    m_listPicker.pickElements(decodeText(data.text, m_rules, data.decoded), m_elementPicker, lists,
                              found);
    const auto list = std::find_if(lists.begin(), lists.end(),
                                   [](std::string_view text) { return text.starts_with('['); });
    if (list == lists.end()) {
        std::string places;
        for (const std::string &pointer : m_spread->list)
            places += pointer.empty() ? "" : (places.empty() ? " at " : " or ") + pointer;
        damage = damaged(m_table,
                         "The row should hold a list of events" + places + " but does not.");
        return elements;
    }
    elements = std::move(found[static_cast<std::size_t>(list - lists.begin())]);
    if (elements.count >> kElementBits) {
        damage = Error(ErrorCode::Limit, "The row holds more events than can be shown.")
                     .at(m_table);
        elements = {};
    }
    return elements;
}

bool RowPlan::elementText(const Field &field, Picked element, std::string &held,
                          std::string_view &text)
{
    for (const Way &way : field.ways) {
        if (textAt(way, element, held, text))
            return true;
    }
    if (!field.fallback)
        return false;
    held = *field.fallback;
    text = held;
    return true;
}

Version RowPlan::elementVersion(Version row, Picked element, std::size_t index,
                                std::size_t count) const
{
    if (m_elementVersion.isSet()) {
        std::string held;
        std::string_view text;
        std::int64_t number = 0;
        if (elementText(m_elementVersion, element, held, text)
            && std::from_chars(text.data(), text.data() + text.size(), number).ptr
                   == text.data() + text.size())
            return Version(number);
        return kNoVersion;
    }
    if (row == kNoVersion)
        return row;
    const auto offset = static_cast<std::int64_t>(index);
    return Version(m_spread->versionIsLast
                       ? row.value() - static_cast<std::int64_t>(count) + 1 + offset
                       : row.value() + offset);
}

// The row's own values are those of each event, but for what its element says.
void RowPlan::spread(const RawEvent &row, const Cells &cells, RecordBatch &batch) const
{
    std::string held;
    std::optional<Error> damage;
    const auto elements = elementsOf(cells[static_cast<std::size_t>(m_data)], damage);
    if (damage) {
        RawEvent &event = batch.events.emplace_back(row);
        event.damaged = true;
        takeWaiting(cells, metadataIn(cells), event, batch, held);
        return;
    }
    Picked element = nullptr;
    const auto take = [&](const Field &wanted, std::string_view &target) {
        if (std::string_view text; elementText(wanted, element, held, text))
            target = batch.keep(text);
    };
    for (std::size_t i = 0; i < elements.count; ++i) {
        RawEvent &event = batch.events.emplace_back(row);
        element = elementAt(elements, i);
        event.locator = row.locator | i;
        event.position = m_positions == Positions::Ordinals
                             ? row.position + static_cast<std::int64_t>(i)
                             : row.position;
        take(m_elementId, event.id);
        take(m_elementType, event.type);
        event.damaged = event.damaged || (event.type == kMissingType && !field(Role::Type).waits);
        event.version = elementVersion(row.version, element, i, elements.count);
        if (std::string_view time; elementText(m_elementTime, element, held, time)) {
            const auto read = timeIn(time, m_spread->time.encoding);
            event.time = read.value_or(event.time);
            event.damaged = event.damaged || !read;
        }
        event.payloadSize = static_cast<std::uint32_t>(
            std::min<std::size_t>(element[m_elementData].size(), 0xffff'ffff));
        std::string_view metadata = metadataIn(cells);
        if (!m_spread->metadata.empty()) {
            const std::string_view own = element[m_elementMetadata];
            if (m_metadataInElements)
                metadata = own == "null" ? std::string_view() : batch.keep(own);
            else if (mayLink(own))
                metadata = batch.keep(
                    joinedMembers(decodeText(metadata, m_metadataRules, held), own));
        }
        takeWaiting(cells, metadata, event, batch, held);
    }
}

void RowPlan::takeElement(Record &record, const Cell &data, std::size_t index) const
{
    std::optional<Error> damage;
    const auto elements = elementsOf(data, damage);
    if (!damage && index >= elements.count)
        damage = damaged(m_table,
                         "The row does not hold this event any more; open the store again.");
    if (damage) {
        record.damage = std::move(damage);
        return;
    }
    const Picked element = elementAt(elements, index);
    std::string held;
    const auto take = [&](const Field &wanted, std::string &target) {
        if (std::string_view text; elementText(wanted, element, held, text))
            target = text;
    };
    take(m_elementId, record.id);
    take(m_elementType, record.type);
    const Version version = elementVersion(record.version.value_or(kNoVersion), element, index,
                                           elements.count);
    record.version = version == kNoVersion ? std::nullopt : std::optional(version);
    if (std::string_view time; elementText(m_elementTime, element, held, time)) {
        if (const auto read = timeIn(time, m_spread->time.encoding))
            record.time = *read;
        else
            record.damage = damaged(m_table, "The event's time cannot be read.");
    }
    const auto payload = [&](std::string_view text, Payload &target) {
        target = Payload();
        if (text.empty())
            return;
        target.kind = Payload::Kind::Json;
        target.text = text;
    };
    payload(element[m_elementData], record.data);
    if (m_spread->metadata.empty())
        return;
    const std::string_view metadata = element[m_elementMetadata];
    if (m_metadataInElements)
        payload(metadata, record.metadata);
    else if (hasMembers(metadata))
        record.metadata = {.kind = Payload::Kind::Json,
                           .text = joinedMembers(record.metadata.text, metadata),
                           .raw = {}};
}

const std::vector<RecordReader::View> &RowPlan::views(sqlite3_stmt *row, int first,
                                                      bool withMetadata, Scratch &scratch) const
{
    const Cells &cells = scratch.cells;
    readCells(row, first, scratch.cells);
    scratch.views.clear();
    scratch.texts.clear();
    const auto decoded = [&](int column, const PayloadRules &rules, std::string &held) {
        const bool absent = column < 0
                            || cells[static_cast<std::size_t>(column)].type == SQLITE_NULL;
        return absent ? std::string_view()
                      : decodeText(cells[static_cast<std::size_t>(column)].text, rules, held);
    };
    RecordReader::View view;
    if (withMetadata) {
        view.metadata = decoded(m_metadata, m_metadataRules, scratch.metadata);
        std::string_view id;
        if (textOf(Role::Id, cells, scratch.held, id))
            view.id = scratch.held.empty() ? id : scratch.texts.emplace_back(id);
    }
    if (!m_spread || m_data < 0) {
        view.data = decoded(m_data, m_rules, scratch.data);
        scratch.views.push_back(view);
        return scratch.views;
    }
    std::optional<Error> damage;
    const auto elements = elementsOf(cells[static_cast<std::size_t>(m_data)], damage);
    if (damage)
        scratch.views.emplace_back();
    for (std::size_t i = 0; i < elements.count; ++i) {
        const Picked element = elementAt(elements, i);
        RecordReader::View &one = scratch.views.emplace_back(view);
        one.data = element[m_elementData];
        std::string_view id;
        if (withMetadata && elementText(m_elementId, element, scratch.held, id))
            one.id = scratch.texts.emplace_back(id);
        if (!withMetadata || m_spread->metadata.empty())
            continue;
        if (m_metadataInElements)
            one.metadata = element[m_elementMetadata];
        else if (hasMembers(element[m_elementMetadata]))
            one.metadata = scratch.texts.emplace_back(
                joinedMembers(view.metadata, element[m_elementMetadata]));
    }
    return scratch.views;
}

Record RowPlan::record(sqlite3_stmt *row, int first, std::size_t element) const
{
    Cells cells;
    readCells(row, first, cells);
    Record record;
    std::string held;
    const auto take = [&](Role role, std::string &target) {
        std::string_view text;
        if (!textOf(role, cells, held, text))
            return false;
        target = text;
        return true;
    };
    const auto damage = [&](const std::string &sentence) {
        if (!record.damage)
            record.damage = damaged(m_table, sentence);
    };
    if (m_positions == Positions::Integers) {
        std::int64_t position = 0;
        if (integerPositionOf(cells, position) != Found::Good)
            damage("The event's position is no whole number.");
        record.position = std::to_string(position);
    } else if (m_positions == Positions::Texts && !take(Role::Label, record.position)) {
        record.position = kMissingPosition;
        damage("The event has no position.");
    }
    take(Role::Id, record.id);
    take(Role::Stream, record.stream);
    if (!record.stream.empty())
        take(Role::StreamType, record.streamType);
    const bool hasType = take(Role::Type, record.type);
    std::string schemaVersion;
    if (take(Role::SchemaVersion, schemaVersion))
        record.schemaVersion = std::move(schemaVersion);
    take(Role::Correlation, record.correlationId);
    take(Role::Causation, record.causationId);

    Version version = kNoVersion;
    switch (versionOf(cells, version)) {
    case Found::Good:
        record.version = version;
        break;
    case Found::Bad:
        damage("The event's version is no whole number.");
        break;
    case Found::Absent:
        break;
    }
    Time time = kNoTime;
    switch (timeOf(cells, time)) {
    case Found::Good:
        record.time = time;
        break;
    case Found::Bad:
        damage("The event's time cannot be read; the dialect may name its encoding.");
        break;
    case Found::Absent:
        break;
    }
    const auto payload = [&](int column, const PayloadRules &rules, Payload &target) {
        if (column < 0 || cells[static_cast<std::size_t>(column)].type == SQLITE_NULL)
            return;
        std::optional<Error> reason;
        target = decodePayload(cells[static_cast<std::size_t>(column)].text, rules, reason);
        if (reason)
            damage(reason->message);
    };
    payload(m_metadata, m_metadataRules, record.metadata);
    if (m_spread && m_data >= 0)
        takeElement(record, cells[static_cast<std::size_t>(m_data)], element);
    else
        payload(m_data, m_rules, record.data);
    if (!hasType && record.type.empty()) {
        record.type = kMissingType;
        damage("The event has no type.");
    }
    if ((record.correlationId.empty() || record.causationId.empty())
        && record.metadata.kind == Payload::Kind::Json) {
        if (const auto metadata = JsonValue::parse(record.metadata.text)) {
            Links links = linksIn(*metadata);
            if (record.correlationId.empty())
                record.correlationId = std::move(links.correlation);
            if (record.causationId.empty())
                record.causationId = std::move(links.causation);
        }
    }
    return record;
}

} // namespace eventscope
