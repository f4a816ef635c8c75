// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/timelinescene.h"
#include "widgets/eventtypestyle.h"

#include <QColor>
#include <QFont>
#include <QHash>
#include <QPixmap>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

class QPainter;

namespace eventscope::ui {

// Paints a laid out TimelineScene, in two layers: what changes with the range, the log or the
// playhead, and what moves over it.
//
// Bars are integer rectangles without antialiasing; marks are pixmaps made once a look; every large
// area is opaque, since Qt spreads translucent ones over threads and waits for them. What comes
// after the playhead is painted paler: it has not happened yet.
class TimelinePainter
{
public:
    // What the second layer shows.
    struct Over {
        Row playhead = kNoRow;
        TimelineScene::Hit hover;
        std::optional<std::uint32_t> cursor; // lane of the keyboard, if the timeline has the focus
        std::optional<std::uint32_t> fieldCursor; // the same of a pinned field
        bool playheadHeld = false;
    };

    void setFonts(const QFont &names, const QFont &axis);
    void dropLooks();   // another theme, or another log
    void forgetTypes(); // the styles have learned new types

    void paintBase(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles,
                   Row playhead);
    void paintOver(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles,
                   const Over &over);

private:
    enum class When : std::uint8_t { Past, Future };
    void paintBar(QPainter &painter, int x, int bottom, int height, const TrackBar &bar);
    void paintAll(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles);
    void paintLanes(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles);
    void paintStream(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles,
                     const TimelineScene::LaneLayout &layout);
    void paintMarks(QPainter &painter, const TimelineScene &scene, const EventTypeStyles &styles,
                    const TimelineScene::LaneLayout &layout);
    void paintNames(QPainter &painter, const TimelineScene &scene);
    void paintAxis(QPainter &painter, const TimelineScene &scene);
    void paintPlayhead(QPainter &painter, const TimelineScene &scene, const Over &over);
    void drawMark(QPainter &painter, int x, int y, const EventTypeStyle &style, int size,
                  When when);
    const QPixmap &look(const EventTypeStyle &style, int size, When when, qreal ratio);
    void updateColors(const EventTypeStyles &styles, std::uint32_t typeCount);
    When whenAt(int x) const { return x > m_playheadX ? When::Future : When::Past; }

    QFont m_nameFont;
    QFont m_axisFont;
    QHash<quint32, QPixmap> m_looks;
    qreal m_ratio = 1;
    // By type, then When; the last pair is for types that a bar does not tell apart.
    std::vector<std::array<QColor, 2>> m_colors;
    int m_playheadX = 0; // of the base
};

// Height of a bar in a lane of the height: by the square root, so that one event beside thousands
// can be seen.
int barHeight(std::uint32_t count, std::uint32_t most, int height);
// The same for a stream's lane, where counts are small: one event 6 pixels, a thousand the whole
// height, whatever else is in view.
int streamBarHeight(std::uint32_t count, int height);

} // namespace eventscope::ui
