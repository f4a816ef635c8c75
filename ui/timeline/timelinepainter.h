// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/timelinescene.h"
#include "widgets/eventtypestyle.h"

#include <QFont>
#include <QHash>
#include <QPixmap>

#include <optional>

class QPainter;

namespace eventscope::ui {

// Paints a laid out TimelineScene, in two layers: what changes with the range or the log, and what moves over it.
// Bars are integer rectangles without antialiasing; marks are pixmaps made once a look.
class TimelinePainter
{
public:
    // What the second layer shows.
    struct Over {
        Row playhead = kNoRow;
        TimelineScene::Hit hover;
        std::optional<std::uint32_t> cursor; // lane of the keyboard, if the timeline has the focus
        bool playheadHeld = false;
    };

    void setFonts(const QFont &names, const QFont &axis);
    void dropLooks(); // another theme

    void paintBase(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles);
    void paintOver(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles, const Over &over);

private:
    void paintAll(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles);
    void paintLanes(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles);
    void paintNames(QPainter &painter, const TimelineScene &scene);
    void paintAxis(QPainter &painter, const TimelineScene &scene);
    void paintPlayhead(QPainter &painter, const TimelineScene &scene, const Over &over);
    void drawMark(QPainter &painter, int x, int y, const EventTypeStyle &style, int size);
    const QPixmap &look(const EventTypeStyle &style, int size, qreal ratio);

    QFont m_nameFont;
    QFont m_axisFont;
    QHash<quint32, QPixmap> m_looks;
    qreal m_ratio = 1;
};

// Height of a bar in a lane of the height: by the square root, so that one event beside thousands can be seen.
int barHeight(std::uint32_t count, std::uint32_t most, int height);
// The same for a stream's lane, where counts are small: one event 6 pixels, a thousand the whole height, whatever else is in view.
int streamBarHeight(std::uint32_t count, int height);

} // namespace eventscope::ui
