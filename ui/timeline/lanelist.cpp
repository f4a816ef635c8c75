// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/lanelist.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kStreamsAtOnce = 200'000; // some milliseconds

} // namespace

void LaneList::clear()
{
    *this = {};
}

bool LaneList::update(const EventLog &log, std::optional<StreamTypeId> type,
                      std::optional<StreamId> selected, bool hasStreamsWithoutType)
{
    const std::uint32_t types = log.streamTypeCount();
    const bool showsTypes = !type && types >= 2;
    if (showsTypes != m_showsTypes || type != m_type) {
        m_selected.reset();
        m_types = 0;
        m_withoutType = false;
        m_streams.clear();
        m_scanned = 0;
        m_showsTypes = showsTypes;
        m_type = type;
    }
    if (showsTypes) {
        m_types = types;
        m_withoutType = hasStreamsWithoutType;
        const bool isPinned = selected
                              && std::find(m_pinned.begin(), m_pinned.end(), *selected)
                                     != m_pinned.end();
        m_selected = isPinned ? std::nullopt : selected;
        return true;
    }
    const std::uint32_t count = log.streamCount();
    const std::uint32_t end = count - m_scanned > kStreamsAtOnce ? m_scanned + kStreamsAtOnce
                                                                 : count;
    for (; m_scanned < end; ++m_scanned) {
        const StreamId stream(m_scanned);
        if (!type || log.streamSummary(stream).type == *type)
            m_streams.push_back(stream);
    }
    return end == count;
}

std::uint32_t LaneList::size() const
{
    if (m_only)
        return static_cast<std::uint32_t>(m_only->size());
    if (m_showsTypes)
        return pinnedCount() + m_types + (m_withoutType ? 1 : 0) + (m_selected ? 1 : 0);
    return pinnedCount() + static_cast<std::uint32_t>(m_streams.size());
}

Lane LaneList::at(std::uint32_t index) const
{
    if (m_only)
        return Lane::of((*m_only)[index]);
    if (index < m_pinned.size())
        return Lane::of(m_pinned[index]);
    index -= pinnedCount();
    if (!m_showsTypes)
        return Lane::of(m_streams[index]);
    if (m_selected && index-- == 0)
        return Lane::of(*m_selected);
    return Lane::of(index < m_types ? StreamTypeId(index) : kNoStreamType);
}

std::optional<std::uint32_t> LaneList::indexOf(const Lane &lane) const
{
    if (m_only) {
        const auto at = std::find(m_only->begin(), m_only->end(), lane.stream());
        if (!lane.isStream() || at == m_only->end())
            return std::nullopt;
        return static_cast<std::uint32_t>(at - m_only->begin());
    }
    if (lane.isStream()) {
        const auto pinned = std::find(m_pinned.begin(), m_pinned.end(), lane.stream());
        if (pinned != m_pinned.end())
            return static_cast<std::uint32_t>(pinned - m_pinned.begin());
    }
    if (!m_showsTypes) {
        const auto at = std::lower_bound(m_streams.begin(), m_streams.end(), lane.stream());
        if (!lane.isStream() || at == m_streams.end() || *at != lane.stream())
            return std::nullopt;
        return pinnedCount() + static_cast<std::uint32_t>(at - m_streams.begin());
    }
    if (lane.isStream())
        return m_selected == lane.stream() ? std::optional(pinnedCount()) : std::nullopt;
    const std::uint32_t first = pinnedCount() + (m_selected ? 1 : 0);
    if (lane.streamType() == kNoStreamType)
        return m_withoutType ? std::optional(first + m_types) : std::nullopt;
    return lane.id < m_types ? std::optional(first + lane.id) : std::nullopt;
}

} // namespace eventscope::ui
