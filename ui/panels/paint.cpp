// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/paint.h"

#include "panels/linelayouts.h"
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
    painter.setPen(look.color);
    return drawLine(painter, rect, text, look.font, look.alignment, look.elide);
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
