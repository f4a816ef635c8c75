// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sparkline.h"

#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kDot = 3;

int yOf(const NumberTrend &trend, double value, const QRect &rect)
{
    // Halves, since the difference of two doubles may be larger than any.
    const double span = trend.most / 2 - trend.least / 2;
    if (!(span > 0))
        return rect.center().y();
    const double part = (value / 2 - trend.least / 2) / span;
    return rect.bottom() - static_cast<int>(std::lround(part * (rect.height() - 1)));
}

} // namespace

int sparkX(const NumberTrend &trend, std::uint32_t ordinal, const QRect &rect)
{
    if (trend.events < 2)
        return rect.left();
    const double part = static_cast<double>(std::min(ordinal, trend.events - 1))
                        / (trend.events - 1);
    return rect.left() + static_cast<int>(part * (rect.width() - 1));
}

std::vector<QLine> sparkLines(const NumberTrend &trend, const QRect &rect)
{
    std::vector<QLine> lines;
    double value = NumberTrend::kNone; // that holds from `x` on
    int x = rect.left();
    for (std::size_t i = 0; i < trend.steps.size();) {
        const int column = sparkX(trend, trend.steps[i].ordinal, rect);
        if (!std::isnan(value) && column > x)
            lines.emplace_back(x, yOf(trend, value, rect), column, yOf(trend, value, rect));
        // All steps of the column are one line from the lowest to the highest.
        double low = value;
        double high = value;
        for (; i < trend.steps.size() && sparkX(trend, trend.steps[i].ordinal, rect) == column;
             ++i) {
            value = trend.steps[i].value;
            if (std::isnan(value))
                continue;
            low = std::isnan(low) ? value : std::min(low, value);
            high = std::isnan(high) ? value : std::max(high, value);
        }
        if (!std::isnan(low) && yOf(trend, low, rect) != yOf(trend, high, rect))
            lines.emplace_back(column, yOf(trend, low, rect), column, yOf(trend, high, rect));
        x = column;
    }
    if (!std::isnan(value))
        lines.emplace_back(x, yOf(trend, value, rect), rect.right(), yOf(trend, value, rect));
    return lines;
}

void paintSparkline(QPainter &painter, const QRect &rect, const NumberTrend &trend,
                    std::uint32_t ordinal)
{
    if (trend.steps.empty())
        return;
    const Tokens &tokens = Theme::instance().tokens();
    const std::vector<QLine> lines = sparkLines(trend, rect);
    const int here = sparkX(trend, ordinal, rect);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRect after(here + 1, rect.top(), rect.right() - here, rect.height());
    const auto paint = [&](const QRect &clip, QColor color) {
        painter.setClipRect(clip);
        painter.setPen(color);
        painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    };
    QColor pale = tokens.textDim;
    pale.setAlphaF(0.45F);
    paint(after, pale);
    paint(QRect(rect.left(), rect.top(), here - rect.left() + 1, rect.height()), tokens.textDim);
    painter.setClipping(false);
    // The newest step that is not after the event.
    const auto next = std::upper_bound(trend.steps.begin(), trend.steps.end(), ordinal,
                                       [](std::uint32_t at, const NumberTrend::Step &step) {
                                           return at < step.ordinal;
                                       });
    if (next != trend.steps.begin() && !std::isnan(std::prev(next)->value))
        painter.fillRect(here - kDot / 2, yOf(trend, std::prev(next)->value, rect) - kDot / 2, kDot,
                         kDot, tokens.accent);
    painter.restore();
}

} // namespace eventscope::ui
