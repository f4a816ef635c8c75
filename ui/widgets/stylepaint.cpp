// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stylepaint.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QStyleOption>

#include <array>

namespace eventscope::ui {

namespace {
constexpr qreal kRadius = 3;
} // namespace

QColor between(const QColor &from, const QColor &to, double part)
{
    const auto mix = [part](int a, int b) { return qRound(a + (b - a) * part); };
    return QColor(mix(from.red(), to.red()), mix(from.green(), to.green()),
                  mix(from.blue(), to.blue()));
}

void fillRounded(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (border.isValid()) {
        painter->setPen(QPen(border, 1));
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    } else {
        painter->setPen(Qt::NoPen);
        painter->drawRoundedRect(rect, kRadius, kRadius);
    }
    painter->restore();
}

void drawChevron(QPainter *painter, const QRect &rect, Qt::ArrowType direction, const QColor &color)
{
    const QPointF centre = QRectF(rect).center();
    constexpr qreal kLong = 3.5;
    constexpr qreal kShort = 1.75;
    std::array<QPointF, 3> points;
    switch (direction) {
    case Qt::UpArrow:
        points = {QPointF(-kLong, kShort), QPointF(0, -kShort), QPointF(kLong, kShort)};
        break;
    case Qt::LeftArrow:
        points = {QPointF(kShort, -kLong), QPointF(-kShort, 0), QPointF(kShort, kLong)};
        break;
    case Qt::RightArrow:
        points = {QPointF(-kShort, -kLong), QPointF(kShort, 0), QPointF(-kShort, kLong)};
        break;
    default:
        points = {QPointF(-kLong, -kShort), QPointF(0, kShort), QPointF(kLong, -kShort)};
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(centre);
    painter->drawPolyline(points.data(), static_cast<int>(points.size()));
    painter->restore();
}

QColor inkFor(const QStyleOption *option)
{
    return option->state & QStyle::State_Enabled ? Theme::instance().tokens().text
                                                 : Theme::instance().tokens().textDim;
}

} // namespace eventscope::ui
