// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace eventscope::ui {

// A lane below the one for all.
struct Lane {
    enum class Kind : std::uint8_t {
        StreamType, // all streams of a type; kNoStreamType: those without one
        Stream,
    };
    Kind kind = Kind::Stream;
    std::uint32_t id = 0;

    static Lane of(StreamId stream) { return {Kind::Stream, stream.value()}; }
    static Lane of(StreamTypeId type) { return {Kind::StreamType, type.value()}; }
    bool isStream() const { return kind == Kind::Stream; }
    StreamId stream() const { return StreamId(id); }
    StreamTypeId streamType() const { return StreamTypeId(id); }
    bool operator==(const Lane &) const = default;
};

// Which lanes there are. With a stream type chosen, its streams, in the order in which they began:
// lanes keep their place when the log grows, and streams of about the same time stand together.
// With none, the stream types; but the streams at once if the log knows less than two types. Pinned
// streams come before all of them. Holds four bytes a stream.
class LaneList
{
public:
    void clear();
    // Takes in what is new in the log. False: not all yet (there are very many streams), call again
    // soon.
    bool update(const EventLog &log, std::optional<StreamTypeId> type,
                std::optional<StreamId> selected, bool hasStreamsWithoutType);

    // In their order; they stand in their own place, too.
    void setPinned(std::vector<StreamId> streams) { m_pinned = std::move(streams); }
    std::uint32_t pinnedCount() const
    {
        return m_only ? 0 : static_cast<std::uint32_t>(m_pinned.size());
    }

    // Instead of all others, in this order; null for all others.
    void setOnly(std::optional<std::vector<StreamId>> streams) { m_only = std::move(streams); }
    bool isOnly() const { return m_only.has_value(); }

    bool showsTypes() const { return m_showsTypes && !m_only; }
    std::uint32_t size() const;
    Lane at(std::uint32_t index) const;
    std::optional<std::uint32_t> indexOf(const Lane &lane) const;

private:
    bool m_showsTypes = false;
    std::optional<StreamTypeId> m_type;
    std::vector<StreamId> m_pinned;
    std::optional<StreamId> m_selected; // above the types, unless it is pinned
    std::uint32_t m_types = 0;
    bool m_withoutType = false;
    std::vector<StreamId> m_streams; // ascending
    std::uint32_t m_scanned = 0;     // streams looked at
    std::optional<std::vector<StreamId>> m_only;
};

} // namespace eventscope::ui
