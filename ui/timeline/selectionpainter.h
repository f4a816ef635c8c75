// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/eventselection.h"
#include "timeline/timelinescene.h"

#include <QPixmap>

class QPainter;

namespace eventscope::ui {

// Paints over a laid out TimelineScene which events are selected.
//
// Few are looked for in the lanes; of many, the marks and bars in view are asked whether they are
// selected, some events of each bar. The cost grows with the view, not with the selection.
class SelectionPainter
{
public:
    // Rings around marks, and a foot below bars that hold selected events. That of the playhead
    // alone is not marked twice.
    void paintSelected(QPainter &painter, const TimelineScene &scene,
                       const EventSelection &selection, Row playhead);
    void dropLooks(); // another theme

private:
    void paintFew(QPainter &painter, const TimelineScene &scene, const EventSelection &selection);
    void paintMany(QPainter &painter, const TimelineScene &scene, const EventSelection &selection);
    void drawRing(QPainter &painter, int x, int y);

    QPixmap m_ring;
    qreal m_ratio = 0;
};

} // namespace eventscope::ui
