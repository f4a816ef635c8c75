// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statetreemodel.h"

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QRect>

namespace eventscope::ui {

// Room for the mark of a difference.
inline constexpr int kDifferenceMark = 14;

// A plus, a minus or a dot at the left edge, drawn: the signs of a font differ in weight and height.
void paintDifference(QPainter &painter, const QRect &rect, Difference difference);
QColor differenceColor(Difference difference);

// The old value, dim, and an arrow behind it. It gives way to the new one, but not all of its room. Returns what is left for that.
QRect paintBefore(QPainter &painter, QRect rect, const QString &before, const QString &after,
                  const QFont &font);

} // namespace eventscope::ui
