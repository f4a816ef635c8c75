// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QRect>
#include <QString>

class QHeaderView;
class QWidget;

namespace eventscope::ui {

// Width of the bar in the accent colour at the left edge of what the playhead or the selection
// stands on.
inline constexpr int kAccentBar = 3;

struct TextLook {
    QFont font;
    QColor color;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    Qt::TextElideMode elide = Qt::ElideRight;
};

// One line of plain text, elided to the rectangle. Returns the width that it took.
int paintLine(QPainter &painter, const QRect &rect, const QString &text, const TextLook &look);

struct RowLook {
    bool selected = false;
    bool hovered = false;
};
QColor rowColor(const RowLook &look);

// Room for the number in the monospaced font. Never makes the section narrower: a column keeps its width when data arrives, but a
// number is shown with all of its digits.
void fitSection(QHeaderView &header, int section, const QString &number);

// The sentence that an empty list shows: dim, in the middle of the upper half, wrapped.
void paintEmptyText(QPainter &painter, const QWidget &viewport, const QString &text);

} // namespace eventscope::ui
