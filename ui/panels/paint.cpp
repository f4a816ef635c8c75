// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/paint.h"

#include "widgets/theme.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QWidget>

#include <algorithm>

namespace eventscope::ui {

int paintLine(QPainter &painter, const QRect &rect, const QString &text, const TextLook &look)
{
    if (text.isEmpty() || rect.width() <= 0)
        return 0;
    const QFontMetrics metrics(look.font);
    QString shown = metrics.elidedText(text, look.elide, rect.width());
    int width = metrics.horizontalAdvance(shown);
    // Letters that join at the cut may make it a little longer than it was reckoned.
    if (width > rect.width() && look.elide != Qt::ElideNone) {
        shown = metrics.elidedText(text, look.elide, 2 * rect.width() - width);
        width = metrics.horizontalAdvance(shown);
    }
    painter.setFont(look.font);
    painter.setPen(look.color);
    // Left is left here: who mirrors says so by the alignment.
    const Qt::LayoutDirection before = painter.layoutDirection();
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.drawText(rect, static_cast<int>(look.alignment) | Qt::TextSingleLine, shown);
    painter.setLayoutDirection(before);
    return width;
}

QColor rowColor(const RowLook &look)
{
    const Tokens &tokens = Theme::instance().tokens();
    return look.selected ? tokens.selection : look.hovered ? tokens.raised : tokens.surface;
}

void fitSection(QHeaderView &header, int section, const QString &number)
{
    const int width = QFontMetrics(Theme::instance().monospace()).horizontalAdvance(number)
                      + 2 * Theme::kGrid;
    if (width > header.sectionSize(section))
        header.resizeSection(section, width);
}

void paintEmptyText(QPainter &painter, const QWidget &viewport, const QString &text)
{
    constexpr int kMargin = 2 * Theme::kGrid;
    constexpr int kWidest = 420;
    QRect rect = viewport.rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
    const int width = std::min(rect.width(), kWidest);
    rect.setLeft(rect.left() + (rect.width() - width) / 2);
    rect.setWidth(width);
    rect.setTop(rect.top() + rect.height() / 6);
    painter.setFont(viewport.font());
    painter.setPen(Theme::instance().tokens().textDim);
    painter.drawText(rect, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, text);
}

} // namespace eventscope::ui
