// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshots.h"
#include "timeline/hovercard.h"
#include "timeline/timelinescene.h"

#include <QRect>

#include <memory>
#include <optional>
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

// Those in view, of a scene that is laid out. Of several without room the one that differs comes first, then the newest.
std::vector<PlacedSnapshot> placedSnapshots(const TimelineScene &scene, const Snapshots &snapshots);
void paintSnapshots(QPainter &painter, const TimelineScene &scene,
                    const std::vector<PlacedSnapshot> &placed, Row playhead);
// With some room around it for the mouse.
std::optional<PlacedSnapshot> snapshotAt(const std::vector<PlacedSnapshot> &placed,
                                         const QPoint &point);

// What the card says of it.
std::vector<HoverCard::Line> snapshotLines(const EventLog &log, const PlacedSnapshot &snapshot);
// What a card says below an event in whose lane there are snapshots of it.
std::vector<HoverCard::Line> snapshotLinesAt(const Snapshots &snapshots, const EventLog &log,
                                             Row row);
// "3 snapshots, 1 of which differs from the folded state"; empty without any.
QString snapshotsText(const Snapshots::Marks &marks);

} // namespace eventscope::ui
