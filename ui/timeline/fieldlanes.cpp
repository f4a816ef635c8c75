// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/fieldlanes.h"

#include <algorithm>
#include <span>
#include <utility>

namespace eventscope::ui {

void FieldLanes::set(const EventLog *log, std::vector<Field> fields)
{
    m_fields = std::move(fields);
    m_tracks.clear();
    m_byTime.assign(m_fields.size(), {});
    m_byRow.assign(m_fields.size(), {});
    for (std::size_t i = 0; i < m_fields.size() && log; ++i) {
        const std::vector<Change> &changes = m_fields[i].changes;
        Places &byRow = m_byRow[i];
        Places &byTime = m_byTime[i];
        for (std::uint32_t at = 0; at < changes.size(); ++at) {
            byRow.order.push_back(at);
            if (log->time(changes[at].row) != kNoTime)
                byTime.order.push_back(at);
        }
        // A stream's own order need not be that of positions or times, but most often it is.
        const auto sort = [](std::vector<std::uint32_t> &order, const auto &before) {
            if (!std::is_sorted(order.begin(), order.end(), before))
                std::stable_sort(order.begin(), order.end(), before);
        };
        sort(byRow.order, [&](std::uint32_t left, std::uint32_t right) {
            return changes[left].row < changes[right].row;
        });
        sort(byTime.order, [&](std::uint32_t left, std::uint32_t right) {
            return log->time(changes[left].row) < log->time(changes[right].row);
        });
        for (const std::uint32_t at : byRow.order)
            byRow.rows.push_back(changes[at].row);
        for (const std::uint32_t at : byTime.order)
            byTime.times.push_back(log->time(changes[at].row).micros);
    }
}

const FieldLanes::Places &FieldLanes::places(AxisMode mode, std::uint32_t field) const
{
    return mode == AxisMode::Time ? m_byTime[field] : m_byRow[field];
}

TrackKeys FieldLanes::keys(AxisMode mode, std::uint32_t field) const
{
    const Places &all = places(mode, field);
    return mode == AxisMode::Time ? TrackKeys(std::span(all.times))
                                  : TrackKeys(std::span(all.rows));
}

void FieldLanes::layout(AxisMode mode, const TimelineRange &range, int width, int markRoom,
                        int barWidth)
{
    m_tracks.assign(m_fields.size(), {});
    for (std::uint32_t field = 0; field < size(); ++field) {
        const TrackKeys all = keys(mode, field);
        if (all.size() == 0)
            continue;
        Track &track = m_tracks[field];
        track.layout = layoutTrack(all, range, width, markRoom, barWidth);
        track.firstColumn = std::clamp(range.column(all.at(0), width), -1, width);
        track.lastColumn = std::clamp(range.column(all.at(all.size() - 1), width), -1, width);
    }
}

const FieldLanes::Change &FieldLanes::change(AxisMode mode, std::uint32_t field,
                                             std::uint32_t index) const
{
    return m_fields[field].changes[places(mode, field).order[index]];
}

std::optional<std::uint32_t> FieldLanes::nearest(AxisMode mode, std::uint32_t field,
                                                 std::int64_t unit) const
{
    const TrackKeys all = keys(mode, field);
    return all.size() == 0 ? std::nullopt : std::optional(nearestKey(all, unit));
}

} // namespace eventscope::ui
