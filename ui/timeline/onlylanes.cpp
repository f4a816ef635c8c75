// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/onlylanes.h"

#include <utility>

namespace eventscope::ui {

OnlyLanes::OnlyLanes(const EventLog &log, std::vector<StreamId> streams,
                     std::shared_ptr<const Rows> rows)
    : m_log(log)
    , m_streams(std::move(streams))
    , m_rows(std::move(rows))
{}

void OnlyLanes::setHidden(const TypeMask &hidden)
{
    m_hidden = hidden;
    m_made.clear();
}

std::shared_ptr<const LaneRows> OnlyLanes::rows(StreamId stream)
{
    std::shared_ptr<const LaneRows> &made = m_made[stream.value()];
    if (made)
        return made;
    const auto found = m_rows->find(stream.value());
    if (found == m_rows->end())
        return nullptr;
    auto rows = std::make_shared<LaneRows>();
    rows->byRow = found->second;
    std::erase_if(rows->byRow, [&](Row row) { return m_hidden.hides(m_log.type(row)); });
    rows->finish(m_log, 0);
    made = std::move(rows);
    return made;
}

} // namespace eventscope::ui
