// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/differencepaint.h"

#include "panels/paint.h"
#include "widgets/theme.h"

#include <QFontMetrics>

namespace eventscope::ui {

void paintDifference(QPainter &painter, const QRect &rect, Difference difference)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QPoint middle(rect.left() + kDifferenceMark / 2 - 1, rect.center().y());
    constexpr int kHalf = 4;
    constexpr int kThick = 2;
    switch (difference) {
    case Difference::None:
        return;
    case Difference::Added:
        painter.fillRect(middle.x() - kThick / 2, middle.y() - kHalf + 1, kThick, 2 * kHalf,
                         tokens.added);
        painter.fillRect(middle.x() - kHalf, middle.y(), 2 * kHalf, kThick, tokens.added);
        return;
    case Difference::Removed:
        painter.fillRect(middle.x() - kHalf, middle.y(), 2 * kHalf, kThick, tokens.removed);
        return;
    case Difference::Changed:
    case Difference::Inside: {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        const qreal radius = 3.5;
        const bool whole = difference == Difference::Changed;
        painter.setPen(whole ? QPen(Qt::NoPen) : QPen(tokens.changed, 1.2));
        painter.setBrush(whole ? QBrush(tokens.changed) : QBrush(Qt::NoBrush));
        painter.drawEllipse(QPointF(middle) + QPointF(0, 1), radius, radius);
        painter.restore();
        return;
    }
    }
}

QColor differenceColor(Difference difference)
{
    const Tokens &tokens = Theme::instance().tokens();
    switch (difference) {
    case Difference::Added:
        return tokens.added;
    case Difference::Removed:
        return tokens.removed;
    case Difference::Changed:
    case Difference::Inside:
        return tokens.changed;
    case Difference::None:
        break;
    }
    return tokens.text;
}

QRect paintBefore(QPainter &painter, QRect rect, const QString &before, const QString &after,
                  const QFont &font)
{
    const QFontMetrics metrics(font);
    const QColor dim = Theme::instance().tokens().textDim;
    const QString arrow = QStringLiteral(" \u2192 ");
    const int arrowWidth = metrics.horizontalAdvance(arrow);
    QRect room = rect;
    room.setWidth(qMax((rect.width() - arrowWidth) * 2 / 5,
                       rect.width() - metrics.horizontalAdvance(after) - arrowWidth));
    const int taken = paintLine(painter, room, before,
                                {font, dim, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle});
    rect.setLeft(rect.left() + taken);
    paintLine(painter, rect, arrow, {font, dim});
    rect.setLeft(rect.left() + arrowWidth);
    return rect;
}

} // namespace eventscope::ui
