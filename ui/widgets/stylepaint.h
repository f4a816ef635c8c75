// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>

class QPainter;
class QStyleOption;

namespace eventscope::ui {

// What the style draws its controls with.

// Beside icon and text of a tool button, and behind them if it opens a menu.
inline constexpr int kToolPadding = 2;
inline constexpr int kMenuArrow = 12;

// A colour between two of the theme, for states that the tokens do not name (hover, pressed).
QColor between(const QColor &from, const QColor &to, double part);
void fillRounded(QPainter *painter, const QRect &rect, const QColor &fill,
                 const QColor &border = {});
void drawChevron(QPainter *painter, const QRect &rect, Qt::ArrowType direction,
                 const QColor &color);
// Text, dimmed if the control is disabled.
QColor inkFor(const QStyleOption *option);

} // namespace eventscope::ui
