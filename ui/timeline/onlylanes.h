// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/typemask.h"
#include "timeline/laneevents.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace eventscope::ui {

// Lanes of some streams with some of their events, instead of all lanes: those of a correlation. Each is brought into the order of the
// axes when it comes into view.
class OnlyLanes
{
public:
    using Rows = std::unordered_map<std::uint32_t, std::vector<Row>>; // by stream, ascending

    OnlyLanes(const EventLog &log, std::vector<StreamId> streams, std::shared_ptr<const Rows> rows);

    void setHidden(const TypeMask &hidden); // events of these types are left out
    const std::vector<StreamId> &streams() const { return m_streams; }
    std::shared_ptr<const LaneRows> rows(StreamId stream); // null for a stream that is none of them

private:
    const EventLog &m_log;
    TypeMask m_hidden;
    std::vector<StreamId> m_streams;
    std::shared_ptr<const Rows> m_rows;
    std::unordered_map<std::uint32_t, std::shared_ptr<const LaneRows>> m_made;
};

} // namespace eventscope::ui
