// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rowplan.h"

#include "base/json.h"

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

bool mayLink(const JsonValue &metadata)
{
    return std::any_of(metadata.members().begin(), metadata.members().end(),
                       [](const auto &member) {
                           return linkNameOf(member.first) != LinkName::None;
                       });
}

// The members of the row's metadata that the element does not have, and those of the element.
std::string joinedMembers(std::string_view row, const JsonValue &element)
{
    JsonValue::Members members;
    if (const auto known = JsonValue::parse(row)) {
        for (const auto &member : known->members()) {
            if (!element.find(member.first))
                members.push_back(member);
        }
    }
    members.insert(members.end(), element.members().begin(), element.members().end());
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

void RowPlan::refine(RecordBatch &batch) const
{
    Cells cells(m_columns.size());
    std::string held;
    if (!m_spread) {
        batch.events.reserve(batch.pending.size());
        for (const std::string_view packed : batch.pending) {
            RawEvent &event = batch.events.emplace_back();
            unpack(packed, event, cells);
            takePlain(cells, event, batch, held);
            const bool hasMetadata = m_metadataWaits >= 0
                                     && cells[static_cast<std::size_t>(m_metadata)].type
                                            != SQLITE_NULL;
            takeWaiting(cells,
                        hasMetadata ? cells[static_cast<std::size_t>(m_metadata)].text
                                    : std::string_view(),
                        event, batch, held);
        }
        return;
    }
    const std::size_t stride = m_waiting.size();
    for (std::size_t i = 0; stride > 0 && i < batch.events.size(); ++i) {
        for (std::size_t k = 0; k < stride; ++k) {
            Cell &cell = cells[static_cast<std::size_t>(m_waiting[k])];
            const std::string_view text = batch.pending[i * stride + k];
            // The events of one row share its texts.
            cell.parsed = cell.parsed && text.data() == cell.text.data()
                          && text.size() == cell.text.size();
            cell.text = text;
            cell.type = cell.text.data() ? SQLITE_TEXT : SQLITE_NULL;
        }
        const auto metadata
            = m_metadataWaits >= 0
                  ? batch.pending[i * stride + static_cast<std::size_t>(m_metadataWaits)]
                  : std::string_view();
        takeWaiting(cells, metadata, batch.events[i], batch, held);
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

std::vector<JsonValue> RowPlan::elementsOf(const Cell &data, std::optional<Error> &damage) const
{
    if (data.type == SQLITE_NULL)
        return {};
    std::string scratch;
    const auto value = JsonValue::parse(decodeText(data.text, m_rules, scratch));
    const JsonValue *list = nullptr;
    std::string places;
    for (const std::string &pointer : m_spread->list) {
        if (!list || !list->isArray())
            list = value ? valueAt(*value, pointer) : nullptr;
        places += pointer.empty() ? "" : (places.empty() ? " at " : " or ") + pointer;
    }
    if (!list || !list->isArray()) {
        damage = damaged(m_table,
                         "The row should hold a list of events" + places + " but does not.");
        return {};
    }
    if (list->size() >> kElementBits) {
        damage = Error(ErrorCode::Limit, "The row holds more events than can be shown.")
                     .at(m_table);
        return {};
    }
    return list->elements();
}

bool RowPlan::elementText(const Field &field, const JsonValue &element, std::string &held,
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

Version RowPlan::elementVersion(Version row, const JsonValue &element, std::size_t index,
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
void RowPlan::spread(const RawEvent &row, const Cells &cells, std::size_t pending,
                     RecordBatch &batch) const
{
    std::optional<Error> damage;
    const auto elements = elementsOf(cells[static_cast<std::size_t>(m_data)], damage);
    const std::vector<std::string_view> waiting(batch.pending.begin()
                                                    + static_cast<std::ptrdiff_t>(pending),
                                                batch.pending.end());
    batch.pending.resize(pending);
    if (damage) {
        batch.events.push_back(row);
        batch.events.back().damaged = true;
        batch.pending.insert(batch.pending.end(), waiting.begin(), waiting.end());
        return;
    }
    std::string held;
    const auto take = [&](const Field &wanted, const JsonValue &element, std::string_view &target) {
        if (std::string_view text; elementText(wanted, element, held, text))
            target = batch.keep(text);
    };
    for (std::size_t i = 0; i < elements.size(); ++i) {
        RawEvent event = row;
        const JsonValue &element = elements[i];
        event.locator = row.locator | i;
        event.position = m_positions == Positions::Ordinals
                             ? row.position + static_cast<std::int64_t>(i)
                             : row.position;
        take(m_elementId, element, event.id);
        take(m_elementType, element, event.type);
        event.damaged = event.damaged || (event.type == kMissingType && !field(Role::Type).waits);
        event.version = elementVersion(row.version, element, i, elements.size());
        if (std::string_view time; elementText(m_elementTime, element, held, time)) {
            const auto read = timeIn(time, m_spread->time.encoding);
            event.time = read.value_or(event.time);
            event.damaged = event.damaged || !read;
        }
        const JsonValue *const data = valueAt(element, m_spread->data);
        event.payloadSize = data ? static_cast<std::uint32_t>(
                                std::min<std::size_t>(data->dump().size(), 0xffff'ffff))
                                 : 0;
        batch.events.push_back(event);
        for (std::size_t k = 0; k < waiting.size(); ++k) {
            std::string_view bytes = waiting[k];
            if (static_cast<int>(k) == m_metadataWaits && !m_spread->metadata.empty()) {
                const JsonValue *const metadata = valueAt(element, m_spread->metadata);
                if (m_metadataInElements)
                    bytes = metadata && !metadata->isNull() ? batch.keep(metadata->dump())
                                                            : std::string_view();
                else if (metadata && mayLink(*metadata))
                    bytes = batch.keep(
                        joinedMembers(decodeText(bytes, m_metadataRules, held), *metadata));
            }
            batch.pending.push_back(bytes);
        }
    }
}

void RowPlan::takeElement(Record &record, const Cell &data, std::size_t index) const
{
    std::optional<Error> damage;
    const auto elements = elementsOf(data, damage);
    if (!damage && index >= elements.size())
        damage = damaged(m_table,
                         "The row does not hold this event any more; open the store again.");
    if (damage) {
        record.damage = std::move(damage);
        return;
    }
    const JsonValue &element = elements[index];
    std::string held;
    const auto take = [&](const Field &wanted, std::string &target) {
        if (std::string_view text; elementText(wanted, element, held, text))
            target = text;
    };
    take(m_elementId, record.id);
    take(m_elementType, record.type);
    const Version version = elementVersion(record.version.value_or(kNoVersion), element, index,
                                           elements.size());
    record.version = version == kNoVersion ? std::nullopt : std::optional(version);
    if (std::string_view time; elementText(m_elementTime, element, held, time)) {
        if (const auto read = timeIn(time, m_spread->time.encoding))
            record.time = *read;
        else
            record.damage = damaged(m_table, "The event's time cannot be read.");
    }
    const auto payload = [&](const std::string &pointer, Payload &target) {
        const JsonValue *const value = valueAt(element, pointer);
        target = Payload();
        if (!value)
            return;
        target.kind = Payload::Kind::Json;
        target.text = value->dump();
    };
    payload(m_spread->data, record.data);
    if (m_spread->metadata.empty())
        return;
    if (m_metadataInElements)
        payload(m_spread->metadata, record.metadata);
    else if (const JsonValue *const metadata = valueAt(element, m_spread->metadata);
             metadata && metadata->isObject() && metadata->size() > 0) {
        record.metadata = {.kind = Payload::Kind::Json,
                           .text = joinedMembers(record.metadata.text, *metadata),
                           .raw = {}};
    }
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
