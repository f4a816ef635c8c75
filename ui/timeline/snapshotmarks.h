// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshots.h"
#include "timeline/hovercard.h"
#include "timeline/timelinescene.h"

#include <QRect>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QPainter;

namespace eventscope::ui {

// Snapshots below the events of a stream's lane: a tray under the last event that went into one, with a dot in it once it agrees with the
// folded state, solid where it differs. One that is ahead of its stream, or whose events are gone, stands beside the event with an open
// side.
struct PlacedSnapshot {
    QRect place; // of the viewport
    StreamId stream;
    std::shared_ptr<const Snapshots::Marks> marks; // of the stream
    std::size_t index = 0;                         // among them
    std::size_t count = 1;                         // of those that have no room of their own

    const SnapshotMark &mark() const { return (*marks)[index]; }
    bool isSame(const PlacedSnapshot &other) const
    {
        return stream == other.stream && index == other.index && marks == other.marks;
    }
};

// Finds those in view without a look at all others: it keeps where the snapshots of each shown stream stand on the axis, in that order.
class SnapshotPlaces
{
public:
    // Of a scene that is laid out. Of several without room the one that differs comes first, then the newest.
    std::vector<PlacedSnapshot> inView(const TimelineScene &scene, const Snapshots &snapshots);
    void clear() { m_orders.clear(); }

private:
    struct Order {
        std::shared_ptr<const Snapshots::Marks> marks;
        AxisMode mode = AxisMode::Position;
        std::vector<std::pair<std::int64_t, std::uint32_t>> units; // of the axis, and the mark
    };
    const Order &orderOf(StreamId stream, const std::shared_ptr<const Snapshots::Marks> &marks,
                         const TimelineScene &scene);

    std::map<StreamId, Order> m_orders;
};

void paintSnapshots(QPainter &painter, const TimelineScene &scene,
                    const std::vector<PlacedSnapshot> &placed, Row playhead);
// With some room around it for the mouse.
std::optional<PlacedSnapshot> snapshotAt(const std::vector<PlacedSnapshot> &placed,
                                         const QPoint &point);

// What the card says of it.
std::vector<HoverCard::Line> snapshotLines(const EventLog &log, const PlacedSnapshot &snapshot);
// What a card says below an event in whose lane there are snapshots of it: of many those first that something is wrong with, and how many more
// there are.
std::vector<HoverCard::Line> snapshotLinesAt(const Snapshots &snapshots, const EventLog &log,
                                             Row row);
// "3 snapshots, 1 of which differs from the folded state"; empty without any.
QString snapshotsText(const Snapshots::Marks &marks);

} // namespace eventscope::ui
