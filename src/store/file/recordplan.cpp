// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/recordplan.h"

#include "base/json.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace eventscope {

namespace {

std::vector<std::string> columnTokens(const FieldSpec &field)
{
    if (field.column.empty())
        return {};
    return field.column.front() == '/' ? pointerTokens(field.column)
                                       : std::vector<std::string>{field.column};
}

// Every way into a record that the field names, the first one first.
std::vector<std::vector<std::string>> sourcesOf(const FieldSpec &field)
{
    const std::vector<std::string> base = columnTokens(field);
    std::vector<std::vector<std::string>> sources;
    for (const std::string &path : field.paths) {
        std::vector<std::string> tokens = base;
        for (std::string &token : pointerTokens(path))
            tokens.push_back(std::move(token));
        if (!tokens.empty())
            sources.push_back(std::move(tokens));
    }
    if (field.paths.empty() && !base.empty())
        sources.push_back(base);
    return sources;
}

} // namespace

RecordPlan::RecordPlan(const EventsSpec &spec)
    : m_spec(spec)
    , m_nodes(1)
{
    addField(Part::PositionLabel, m_spec.position);
    addField(Part::Id, m_spec.id);
    addField(Part::Stream, m_spec.stream);
    addField(Part::StreamType, m_spec.streamType);
    addField(Part::StreamVersion, m_spec.version);
    addField(Part::Type, m_spec.type);
    addField(Part::SchemaVersion, m_spec.schemaVersion);
    addField(Part::Instant, m_spec.time);
    addField(Part::Data, m_spec.data);
    FieldSpec base64;
    base64.column = m_spec.dataBase64;
    addField(Part::DataBase64, base64);
    FieldSpec isJson;
    isJson.column = m_spec.isJson;
    addField(Part::IsJson, isJson);
    addField(Part::Metadata, m_spec.metadata);
    addField(Part::Correlation, m_spec.correlation);
    addField(Part::Causation, m_spec.causation);
    addUsualNames(Part::Correlation, {"correlationId", "correlation_id", "correlation-id",
                                      "$correlationId", "CorrelationId", "correlationID",
                                      "CorrelationID", "correlationid", "correlation"});
    addUsualNames(Part::Causation,
                  {"causationId", "causation_id", "causation-id", "$causationId", "CausationId",
                   "causationID", "CausationID", "causationid", "causation"});
    for (std::size_t part = 0; part < kParts; ++part) {
        const std::vector<Way> &ways = m_ways[part];
        const bool simple = ways.size() == 1 && !ways.front().fixed && ways.front().whole()
                            && ways.front().slots.size() == 1;
        m_onlySlots[part] = simple ? ways.front().slots.front() : kNoSlot;
    }
}

void RecordPlan::addWays(Part part, const FieldSpec &field, std::vector<Way> &ways)
{
    Way way;
    if (!field.join.empty()) {
        Join join;
        for (const FieldSpec &piece : field.join)
            addWays(part, piece, join.parts.emplace_back());
        join.with = field.with;
        join.slot = static_cast<std::uint16_t>(m_slotCount++);
        way.slots.push_back(join.slot);
        m_joins.push_back(std::move(join));
    }
    if (field.pairs) {
        std::vector<Node> above;
        m_nodes[nodeAt(columnTokens(field), above)].pairs = true;
    }
    for (const auto &tokens : sourcesOf(field)) {
        way.slots.push_back(addSlot(tokens));
        const bool payload = part == Part::Data || part == Part::DataBase64;
        if (payload || (part != Part::Metadata && !m_spec.recordAsMetadata))
            m_taken.push_back(tokens.front());
    }
    if (!way.slots.empty()) {
        way.before = field.before;
        way.after = field.after;
        way.beforeLast = field.beforeLast;
        way.split = field.split;
        way.part = field.part;
        way.encoding = field.encoding;
        way.names = field.names;
        ways.push_back(std::move(way));
    }
    for (const FieldSpec &other : field.otherwise)
        addWays(part, other, ways);
    if (field.fallback) {
        Way fixed;
        fixed.fixed = field.fallback;
        fixed.encoding = field.encoding;
        ways.push_back(std::move(fixed));
    }
}

void RecordPlan::addUsualNames(Part part, const std::vector<std::string_view> &names)
{
    std::vector<std::vector<std::string>> places;
    if (membersAreMetadata())
        places.emplace_back();
    const auto collect = [&](const auto &self, const FieldSpec &field) -> void {
        for (auto &tokens : sourcesOf(field))
            places.push_back(std::move(tokens));
        for (const FieldSpec &other : field.otherwise)
            self(self, other);
    };
    collect(collect, m_spec.metadata);
    Way way;
    for (auto &place : places) {
        // One slot for all spellings: a record has one of them, and empty slots cost time.
        const auto slot = static_cast<std::uint16_t>(m_slotCount++);
        way.slots.push_back(slot);
        for (const std::string_view name : names) {
            place.emplace_back(name);
            addSource(place, slot);
            place.pop_back();
        }
    }
    if (!way.slots.empty())
        m_ways[static_cast<std::size_t>(part)].push_back(std::move(way));
}

std::uint16_t RecordPlan::addSlot(const std::vector<std::string> &tokens)
{
    const auto slot = static_cast<std::uint16_t>(m_slotCount++);
    addSource(tokens, slot);
    return slot;
}

RecordPlan::Node RecordPlan::nodeAt(const std::vector<std::string> &tokens,
                                    std::vector<Node> &above)
{
    Node at = kRoot;
    for (const std::string &token : tokens) {
        above.push_back(at);
        auto &children = m_nodes[at].children;
        const auto known = std::find_if(children.begin(), children.end(),
                                        [&](const Child &child) { return child.name == token; });
        if (known != children.end()) {
            at = known->node;
            continue;
        }
        assert(children.size() < kNoChild && m_nodes.size() < kNowhere);
        const auto next = static_cast<Node>(m_nodes.size());
        std::uint16_t &first = m_nodes[at].first[hashOf(token)];
        children.push_back({token, next, first});
        first = static_cast<std::uint16_t>(children.size() - 1);
        m_nodes.emplace_back();
        at = next;
    }
    return at;
}

void RecordPlan::addSource(const std::vector<std::string> &tokens, std::uint16_t slot)
{
    std::vector<Node> above;
    const Node at = nodeAt(tokens, above);
    m_nodes[at].slots.push_back(slot);
    for (const Node node : above) {
        auto &below = m_nodes[node].below;
        if (std::find(below.begin(), below.end(), slot) == below.end())
            below.push_back(slot);
    }
}

void RecordPlan::join(std::vector<Found> &found, RecordBatch &memory) const
{
    for (const Join &join : m_joins) {
        std::string joined;
        bool complete = true;
        for (const auto &part : join.parts) {
            const auto text = textOf(part, found, nullptr);
            complete = complete && text && !text->empty();
            if (!complete)
                break;
            if (&part != &join.parts.front())
                joined += join.with;
            joined += *text;
        }
        if (complete)
            found[join.slot] = {Found::Kind::String, memory.keep(joined), {}};
    }
}

bool RecordPlan::isMetadata(std::string_view member) const
{
    return std::find(m_taken.begin(), m_taken.end(), member) == m_taken.end();
}

const Found *RecordPlan::find(Part part, const std::vector<Found> &found) const
{
    for (const Way &way : m_ways[static_cast<std::size_t>(part)]) {
        for (const std::uint16_t slot : way.slots) {
            if (found[slot].kind != Found::Kind::Absent)
                return &found[slot];
        }
    }
    return nullptr;
}

std::optional<std::string_view> RecordPlan::cut(const Way &way, std::string_view text)
{
    if (!way.after.empty()) {
        if (const auto at = text.rfind(way.after); at != std::string_view::npos)
            text.remove_prefix(at + way.after.size());
    }
    if (!way.before.empty()) {
        const auto at = text.find(way.before);
        if (at == std::string_view::npos)
            return std::nullopt;
        text = text.substr(0, at);
    }
    if (!way.beforeLast.empty()) {
        const auto at = text.rfind(way.beforeLast);
        if (at == std::string_view::npos)
            return std::nullopt;
        text = text.substr(0, at);
    }
    if (!way.split.empty()) {
        for (int piece = 1; piece < way.part; ++piece) {
            const auto at = text.find(way.split);
            if (at == std::string_view::npos)
                return std::nullopt;
            text.remove_prefix(at + way.split.size());
        }
        text = text.substr(0, text.find(way.split));
    }
    for (const auto &[from, to] : way.names) {
        if (from == text)
            return to;
    }
    return text;
}

std::optional<std::string_view> RecordPlan::textOfWays(Part part, const std::vector<Found> &found,
                                                       std::optional<TimeEncoding> *encoding) const
{
    return textOf(m_ways[static_cast<std::size_t>(part)], found, encoding);
}

std::optional<std::string_view> RecordPlan::textOf(const std::vector<Way> &ways,
                                                   const std::vector<Found> &found,
                                                   std::optional<TimeEncoding> *encoding)
{
    for (const Way &way : ways) {
        if (encoding)
            *encoding = way.encoding;
        if (way.fixed)
            return *way.fixed;
        for (const std::uint16_t slot : way.slots) {
            const Found &value = found[slot];
            if (value.kind == Found::Kind::Absent || value.kind == Found::Kind::Container)
                continue;
            if (way.whole())
                return value.text;
            if (const auto text = cut(way, value.text))
                return text;
        }
    }
    return std::nullopt;
}

} // namespace eventscope
