// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/causationarcs.h"
#include "timeline/timelinescene.h"

#include <QRect>
#include <QString>

#include <optional>
#include <vector>

class QFont;
class QPainter;

namespace eventscope::ui {

// What stands over a laid out TimelineScene now and then.

// Where an event stands: in its stream's lane, else in its type's, else in the lane for all. May be
// out of view.
struct EventPlace {
    int x = 0;
    int y = 0;
    std::optional<std::uint32_t> lane;
};
std::optional<EventPlace> placeOf(const TimelineScene &scene, Row row);

// From cause to effect, with an arrow head; an end out of view is drawn to the edge. Those that a
// selected event has caused in the accent colour.
void paintArcs(QPainter &painter, const TimelineScene &scene,
               const std::vector<CausationArcs::Arc> &arcs);

// Between two events, the text beside it; in the corner if neither has a place on the axis.
void paintRuler(QPainter &painter, const TimelineScene &scene, Row a, Row b, const QString &text,
                const QFont &font);

// A rectangle that somebody draws.
void paintBox(QPainter &painter, const QRect &box);

} // namespace eventscope::ui
