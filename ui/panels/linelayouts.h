// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QString>

class QPainter;
class QRect;

namespace eventscope::ui {

// Lines of text as they were last laid out: a line that is painted again, because the window is resized or something moves over it, is
// measured, elided and shaped once. The least recently painted make room. For the GUI thread.

// In pixels, as QFontMetrics::horizontalAdvance() has it.
int lineWidth(const QFont &font, const QString &text);

// With the painter's pen, elided to the rectangle, left to right. Returns the width that it took.
int drawLine(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
             Qt::Alignment alignment, Qt::TextElideMode elide);

} // namespace eventscope::ui
