// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/numbertrends.h"

#include <QLine>
#include <QRect>

#include <vector>

class QPainter;

namespace eventscope::ui {

// The lines of a trend within the rectangle: level from one step to the next, upright where the value changes, a gap where there is none.
// No more than three lines a pixel, however many steps there are.
std::vector<QLine> sparkLines(const NumberTrend &trend, const QRect &rect);
// Where the event stands in it.
int sparkX(const NumberTrend &trend, std::uint32_t ordinal, const QRect &rect);

// Paler behind the event, with a dot at it.
void paintSparkline(QPainter &painter, const QRect &rect, const NumberTrend &trend,
                    std::uint32_t ordinal);

} // namespace eventscope::ui
