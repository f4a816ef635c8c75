// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/projectionsource.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr std::string_view kCategoryStream = "$ce-";
constexpr std::string_view kTypeStream = "$et-";
constexpr std::string_view kMetadataStream = "$$";

std::string_view beforeDash(std::string_view stream)
{
    return stream.substr(0, stream.find('-'));
}

} // namespace

ProjectionSource::ProjectionSource(const EventLog &log, const ProjectionDefinition &definition,
                                   ProjectionEngine engine)
    : m_log(log)
    , m_definition(definition)
    , m_isV1(engine == ProjectionEngine::V1)
    , m_categories(definition.categories.begin(), definition.categories.end())
    , m_events(definition.events.begin(), definition.events.end())
    , m_upcasts(definition.upcasts.begin(), definition.upcasts.end())
{
    for (const std::string_view stream : definition.streams) {
        m_streams.insert(stream);
        if (stream.starts_with(kCategoryStream))
            m_categories.insert(stream.substr(kCategoryStream.size()));
        else if (stream.starts_with(kTypeStream))
            m_types.insert(stream.substr(kTypeStream.size()));
    }
}

bool ProjectionSource::isInside(std::string_view stream, std::string_view category) const
{
    if (m_definition.all)
        return !m_isV1 || !stream.starts_with('$');
    return m_streams.contains(stream)
           || (m_categories.contains(category) && !stream.starts_with('$'));
}

const ProjectionSource::StreamFacts &ProjectionSource::factsOf(StreamId stream)
{
    if (stream.value() >= m_facts.size())
        m_facts.resize(std::max<std::size_t>(stream.value() + 1, m_log.streamCount()));
    StreamFacts &facts = m_facts[stream.value()];
    if (facts.isKnown)
        return facts;
    facts.isKnown = true;
    const std::string_view name = m_log.streamName(stream);
    const StreamTypeId type = m_log.streamSummary(stream).type;
    const std::string_view typeName = type == kNoStreamType ? std::string_view()
                                                            : m_log.streamTypeName(type);
    facts.isInside = isInside(name, typeName.empty() ? beforeDash(name) : typeName);
    facts.isUpcast = m_upcasts.contains(typeName);
    facts.deletionIsInside = facts.isInside;
    if (name.starts_with(kMetadataStream)) {
        const std::string_view told = name.substr(kMetadataStream.size());
        facts.deletionIsInside = isInside(told, beforeDash(told));
    }
    return facts;
}

ProjectionSource::TypeKind ProjectionSource::kindOf(TypeId type)
{
    if (type.value() >= m_kinds.size()) {
        const auto size = std::max<std::size_t>(type.value() + 1, m_log.typeCount());
        m_kinds.resize(size, TypeKind::Unknown);
        m_typeStreams.resize(size, 0);
    }
    TypeKind &kind = m_kinds[type.value()];
    if (kind != TypeKind::Unknown)
        return kind;
    const std::string_view name = m_log.typeName(type);
    m_typeStreams[type.value()] = m_types.contains(name) ? 1 : 0;
    if (name == "$streamDeleted")
        kind = TypeKind::Deleted;
    else if (name == "$metadata")
        kind = TypeKind::Metadata;
    else if (name == "$>" && (!m_isV1 || !m_definition.includeLinks))
        kind = TypeKind::Link;
    else if ((!m_isV1 && name.starts_with('$'))
             || (!m_definition.allEvents && !m_events.contains(name)))
        kind = TypeKind::Unhandled;
    else
        kind = TypeKind::Handled;
    return kind;
}

std::optional<SkipReason> ProjectionSource::skips(Row row)
{
    const TypeKind kind = kindOf(m_log.type(row));
    const StreamId stream = m_log.stream(row);
    StreamFacts facts;
    if (stream == kNoStream)
        facts.isInside = facts.deletionIsInside = m_definition.all;
    else
        facts = factsOf(stream);
    const bool isOfType = m_typeStreams[m_log.type(row).value()] != 0
                          && (stream == kNoStream || !m_log.streamName(stream).starts_with('$'));
    const bool deletes = kind == TypeKind::Deleted || kind == TypeKind::Metadata;
    if (!isOfType && !facts.isInside && !(deletes && facts.deletionIsInside))
        return SkipReason::WrongStream;
    switch (kind) {
    case TypeKind::Link:
        return SkipReason::Link;
    case TypeKind::Unhandled:
        if (facts.isUpcast && !m_log.typeName(m_log.type(row)).starts_with('$'))
            return std::nullopt;
        return SkipReason::Unhandled;
    default:
        return std::nullopt;
    }
}

} // namespace eventscope
