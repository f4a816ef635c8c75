// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/consumers.h"
#include "timeline/hovercard.h"
#include "timeline/timelinescene.h"

#include <QPoint>
#include <QRect>

#include <cstddef>
#include <optional>
#include <vector>

class QPainter;

namespace eventscope::ui {

// Where the framework's consumers have read to: small flags that stand on the lower edge of the lane for all, an outline for those that go
// on, solid for those in trouble. Those that have no room of their own share a flag.
struct PlacedLag {
    QRect place;                        // of the viewport
    std::vector<std::size_t> consumers; // indices, those in trouble first
    bool operator==(const PlacedLag &) const = default;
};

// Those in view, of a scene that is laid out. A consumer that has seen no event has no place.
std::vector<PlacedLag> placedLag(const TimelineScene &scene,
                                 const std::vector<Consumer> &consumers);
void paintLag(QPainter &painter, const TimelineScene &scene, const std::vector<PlacedLag> &placed,
              const std::vector<Consumer> &consumers);
// With some room around it for the mouse.
std::optional<PlacedLag> lagAt(const std::vector<PlacedLag> &placed, const QPoint &point);

// What the card says of it.
std::vector<HoverCard::Line> lagLines(const EventLog &log, const PlacedLag &placed,
                                      const std::vector<Consumer> &consumers);

} // namespace eventscope::ui
