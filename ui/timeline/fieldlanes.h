// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "replay/diff.h"
#include "timeline/tracklayout.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eventscope::ui {

// The lanes of the fields that are pinned: where on the axis each of them changed. Pure geometry over what others have found out.
class FieldLanes
{
public:
    struct Change {
        Row row;
        LeafChange::Kind kind = LeafChange::Kind::Changed;
        std::uint32_t index = 0; // in the history of the field
    };
    struct Field {
        std::string pointer; // RFC 6901
        QString name;
        bool isKnown = false; // its history is there
        std::vector<Change> changes;
        QString value; // at the playhead; empty without one
    };
    struct Track {
        TrackLayout layout;
        // From the first to the last change; empty if there is none.
        int firstColumn = 0;
        int lastColumn = -1;
    };

    void set(const EventLog *log, std::vector<Field> fields);
    void setValue(std::uint32_t field, const QString &value) { m_fields[field].value = value; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_fields.size()); }
    const Field &field(std::uint32_t index) const { return m_fields[index]; }

    void layout(AxisMode mode, const TimelineRange &range, int width, int markRoom, int barWidth);
    const Track &track(std::uint32_t field) const { return m_tracks[field]; }
    bool isLaidOut() const { return m_tracks.size() == m_fields.size(); }
    // Of a mark's index in the field's track.
    const Change &change(AxisMode mode, std::uint32_t field, std::uint32_t index) const;
    // The one nearest to the place on the axis; none if the field has none there.
    std::optional<std::uint32_t> nearest(AxisMode mode, std::uint32_t field,
                                         std::int64_t unit) const;

private:
    // Changes in the order of each axis, as indices into Field::changes, and where they stand.
    struct Places {
        std::vector<std::uint32_t> order;
        std::vector<std::int64_t> times; // if by time
        std::vector<Row> rows;           // if by row
    };
    const Places &places(AxisMode mode, std::uint32_t field) const;
    TrackKeys keys(AxisMode mode, std::uint32_t field) const;

    std::vector<Field> m_fields;
    std::vector<Places> m_byTime;
    std::vector<Places> m_byRow;
    std::vector<Track> m_tracks;
};

} // namespace eventscope::ui
