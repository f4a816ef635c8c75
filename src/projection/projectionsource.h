// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "script/projectionfold.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace eventscope {

// Which events of a log a projection is given, by its definition and the rules of its engine. Grows with the log; one thread.
//
// A category is a stream's type; of a store that has none, the text of the stream's name before the first '-'. Streams of the server's own
// projections are read from what they are made of: "$ce-order" is the category order, "$et-OrderPlaced" are the events of that type.
class ProjectionSource
{
public:
    ProjectionSource(const EventLog &log, const ProjectionDefinition &definition,
                     ProjectionEngine engine);

    // None: the event is handed over, and the handlers decide.
    std::optional<SkipReason> skips(Row row);

private:
    struct StreamFacts {
        bool isKnown = false;
        bool isInside = false;         // its events are
        bool isUpcast = false;         // their types may become others
        bool deletionIsInside = false; // the deletion that it tells is: of itself, or of x for $$x
    };
    enum class TypeKind : std::uint8_t { Unknown, Handled, Unhandled, Link, Deleted, Metadata };
    const StreamFacts &factsOf(StreamId stream);
    TypeKind kindOf(TypeId type);
    bool isInside(std::string_view stream, std::string_view category) const;

    const EventLog &m_log;
    const ProjectionDefinition &m_definition;
    bool m_isV1;
    std::unordered_set<std::string_view> m_streams;
    std::unordered_set<std::string_view> m_categories; // also those that stand among the streams
    std::unordered_set<std::string_view> m_types;      // of streams that hold the events of a type
    std::unordered_set<std::string_view> m_events;
    std::unordered_set<std::string_view> m_upcasts;
    std::vector<StreamFacts> m_facts;
    std::vector<TypeKind> m_kinds;
    std::vector<char> m_typeStreams; // by type: whether it stands in m_types
};

} // namespace eventscope
