// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/foldpainter.h"

#include "timeline/timelinescene.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kDot = 2;   // pixels of the torn edge
constexpr int kDots = 5;  // from one to the next
constexpr int kBelow = 8; // the playhead's handle, as the labels of the axis

QColor faint(QColor color, qreal opacity)
{
    color.setAlphaF(static_cast<float>(opacity));
    return color;
}

// What fits: all of "2 h 14 min idle", or less of it.
QString labelFor(const IdleGap &gap, const QFontMetrics &metrics, int room)
{
    const QString length = durationText(gap.length());
    const QString unit = length.section(u' ', 0, 1); // the largest one
    for (const QString &text : {QStringLiteral("\u205e %1 idle \u205e").arg(length),
                                QStringLiteral("\u205e %1 idle \u205e").arg(unit),
                                QStringLiteral("\u205e %1 \u205e").arg(length),
                                QStringLiteral("\u205e %1 \u205e").arg(unit)}) {
        if (metrics.horizontalAdvance(text) <= room)
            return text;
    }
    return QStringLiteral("\u205e");
}

} // namespace

void paintFolds(QPainter &painter, const TimelineScene &scene)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QRect area = scene.trackArea();
    painter.save();
    painter.setClipRect(area);
    for (const TimelineScene::FoldBand &band : scene.foldBands()) {
        const int left = scene.columnToX(band.left);
        const int right = scene.columnToX(band.right);
        painter.fillRect(left, area.top(), right - left, area.height(),
                         faint(tokens.textDim, 0.09));
        for (int y = area.top(); y < area.bottom(); y += kDots) {
            painter.fillRect(left, y, 1, kDot, faint(tokens.textDim, 0.7));
            painter.fillRect(right - 1, y, 1, kDot, faint(tokens.textDim, 0.7));
        }
    }
    painter.restore();
}

void paintFoldLabels(QPainter &painter, const TimelineScene &scene, const QFont &font)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QRect axis = scene.axisRect();
    const QFontMetrics metrics(font);
    painter.save();
    painter.setFont(font);
    painter.setClipRect(axis);
    for (const TimelineScene::FoldBand &band : scene.foldBands()) {
        const QRect room(scene.columnToX(band.left), axis.top() + kBelow, band.right - band.left,
                         (axis.height() - kBelow) / 2);
        const QString text = labelFor(band.gap, metrics, room.width());
        painter.fillRect(room.left(), axis.top() + 1, room.width(), axis.height() - 1,
                         faint(tokens.textDim, 0.09));
        painter.setPen(tokens.textDim);
        painter.drawText(room, Qt::AlignCenter, text);
    }
    painter.restore();
}

} // namespace eventscope::ui
