// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelineoverlays.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr qreal kHead = 6;    // length of an arrow head
constexpr qreal kMarkGap = 6; // between a mark's centre and the arc
constexpr qreal kBeside = 48; // less far than this, an arc is rather a line down
constexpr qreal kBulge = 14;
constexpr int kRulerRise = 14; // above the axis
constexpr int kRulerEnd = 4;   // half of the height of its ends

const Tokens &tokens()
{
    return Theme::instance().tokens();
}

struct ArcEnd {
    QPointF at;
    bool isInView = true;
};

ArcEnd endIn(const TimelineScene &scene, const EventPlace &place)
{
    ArcEnd end;
    const QRect area = scene.trackArea();
    const QRect lanes = place.lane ? scene.laneClip(*place.lane) : scene.allRect();
    qreal y = place.y;
    if (place.lane)
        y = std::clamp<qreal>(y, lanes.top() + 1, std::max(lanes.top() + 1, lanes.bottom() - 1));
    const qreal x = std::clamp<qreal>(place.x, area.left() + 1,
                                      std::max(area.left() + 1, area.right() - 1));
    end.isInView = y == place.y && x == place.x;
    end.at = QPointF(x + 0.5, y + 0.5);
    return end;
}

void paintArc(QPainter &painter, const ArcEnd &from, const ArcEnd &to, const QColor &color)
{
    const bool sameLane = from.at.y() == to.at.y();
    const qreal across = to.at.x() - from.at.x();
    const qreal down = to.at.y() - from.at.y();
    QPointF first;
    QPointF second;
    if (sameLane) { // over the marks between
        const qreal rise = std::min(8 + std::abs(across) / 10, 24.0);
        first = QPointF(across / 4, -rise);
        second = QPointF(-across / 4, -rise);
    } else if (across < kBeside) { // beside the line of the playhead
        first = QPointF(kBulge, down / 3);
        second = QPointF(kBulge, -down / 3);
    } else { // out of one lane and into the other sideways
        first = QPointF(across / 2, 0);
        second = QPointF(-across / 2, 0);
    }
    first += from.at;
    second += to.at;
    const auto towards = [](const QPointF &start, const QPointF &target, qreal length) {
        const QPointF way = target - start;
        const qreal far = std::hypot(way.x(), way.y());
        return far < 0.01 ? start : start + way * (length / far);
    };
    const QPointF begin = from.isInView ? towards(from.at, first, kMarkGap) : from.at;
    const QPointF tip = to.isInView ? towards(to.at, second, kMarkGap) : to.at;
    const QPointF neck = towards(tip, second, kHead);
    QPainterPath path(begin);
    path.cubicTo(first, second, neck);
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    const QPointF way = (tip - neck) / kHead;
    const QPointF side(-way.y() * kHead / 2, way.x() * kHead / 2);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({tip, neck + side, neck - side}));
}

// The text on a plate of its own, as near to the wanted place as the area allows.
void paintPlate(QPainter &painter, const QRect &area, const QPoint &centre, const QString &text)
{
    const QFontMetrics metrics = painter.fontMetrics();
    QRect plate(0, 0, metrics.horizontalAdvance(text) + 2 * Theme::kGrid,
                metrics.height() + Theme::kTight);
    plate.moveCenter(centre);
    plate.moveLeft(std::clamp(plate.left(), area.left() + Theme::kTight,
                              std::max(area.left() + Theme::kTight,
                                       area.right() - plate.width() - Theme::kTight)));
    painter.fillRect(plate, tokens().raised);
    painter.setPen(tokens().accent);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plate.adjusted(0, 0, -1, -1));
    painter.setPen(tokens().text);
    painter.drawText(plate, Qt::AlignCenter | Qt::TextSingleLine, text);
}

} // namespace

std::optional<EventPlace> placeOf(const TimelineScene &scene, Row row)
{
    const auto x = scene.xOfRow(row);
    if (!x)
        return std::nullopt;
    EventPlace place;
    place.x = *x;
    place.y = scene.allRect().center().y();
    const StreamId stream = scene.log()->stream(row);
    if (stream == kNoStream)
        return place;
    place.lane = scene.lanes().indexOf(Lane::of(stream));
    if (!place.lane)
        place.lane = scene.lanes().indexOf(Lane::of(scene.log()->streamSummary(stream).type));
    if (place.lane)
        place.y = scene.laneRect(*place.lane).center().y();
    return place;
}

void paintArcs(QPainter &painter, const TimelineScene &scene,
               const std::vector<CausationArcs::Arc> &arcs)
{
    if (arcs.empty() || !scene.log())
        return;
    const QRect area = scene.trackArea();
    const QRect lanes = scene.lanesRect();
    painter.save();
    painter.setClipRect(area);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const CausationArcs::Arc &arc : arcs) {
        const auto cause = placeOf(scene, arc.cause);
        const auto effect = placeOf(scene, arc.effect);
        if (!cause || !effect)
            continue;
        const bool before = std::max(cause->x, effect->x) < area.left();
        const bool after = std::min(cause->x, effect->x) > area.right();
        const bool above = cause->lane && effect->lane
                           && std::max(cause->y, effect->y) < lanes.top();
        const bool below = std::min(cause->y, effect->y) > lanes.bottom();
        if (before || after || above || below)
            continue;
        paintArc(painter, endIn(scene, *cause), endIn(scene, *effect),
                 arc.fromSelected ? tokens().accent : tokens().textDim);
    }
    painter.restore();
}

void paintRuler(QPainter &painter, const TimelineScene &scene, Row a, Row b, const QString &text,
                const QFont &font)
{
    if (!scene.log())
        return;
    const QRect area = scene.trackArea();
    const auto from = placeOf(scene, a);
    const auto to = placeOf(scene, b);
    painter.save();
    painter.setFont(font);
    painter.setClipRect(area);
    const int y = area.bottom() - kRulerRise;
    if (!from || !to) {
        paintPlate(painter, area, QPoint(area.right(), y), text);
        painter.restore();
        return;
    }
    const QColor color = tokens().accent;
    for (const EventPlace &place : {*from, *to}) {
        // From the event down to the ruler, dotted; whole at its end.
        const int top = std::clamp(place.y, area.top(), y);
        for (int dot = top + kRulerEnd; dot < y - kRulerEnd; dot += 4)
            painter.fillRect(place.x, dot, 1, 2, color);
        painter.fillRect(place.x, y - kRulerEnd, 1, 2 * kRulerEnd + 1, color);
    }
    const int left = std::max(std::min(from->x, to->x), area.left());
    const int right = std::min(std::max(from->x, to->x), area.right());
    painter.fillRect(left, y, std::max(right - left, 0), 1, color);
    paintPlate(painter, area, QPoint((left + right) / 2, y), text);
    painter.restore();
}

void paintBox(QPainter &painter, const QRect &box)
{
    QColor inside = tokens().accent;
    inside.setAlphaF(0.12F);
    painter.fillRect(box, inside);
    painter.setPen(tokens().accent);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0, 0, -1, -1));
}

} // namespace eventscope::ui
