// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contrast.h"

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kSteps = 128; // of lightness

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

QColor withLightness(const QColor &color, double lightness)
{
    return QColor::fromHslF(std::max(color.hslHueF(), 0.F), color.hslSaturationF(),
                            static_cast<float>(std::clamp(lightness, 0.0, 1.0)));
}

} // namespace

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
           + 0.0722 * linear(color.blueF());
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [dark, bright] = std::minmax({luminance(a), luminance(b)});
    return (bright + 0.05) / (dark + 0.05);
}

QColor readableOn(const QColor &color, std::initializer_list<QColor> grounds, double ratio)
{
    const auto isReadable = [&](const QColor &tried) {
        return std::all_of(grounds.begin(), grounds.end(), [&](const QColor &ground) {
            return contrastRatio(tried, ground) >= ratio;
        });
    };
    if (isReadable(color))
        return color;
    for (int step = 1; step <= kSteps; ++step) {
        const double by = static_cast<double>(step) / kSteps;
        for (const double lightness : {color.lightnessF() - by, color.lightnessF() + by}) {
            const QColor tried = withLightness(color, lightness).toRgb();
            if (lightness >= 0 && lightness <= 1 && isReadable(tried))
                return tried;
        }
    }
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    const auto worst = [&](const QColor &tried) {
        double least = 21;
        for (const QColor &ground : grounds)
            least = std::min(least, contrastRatio(tried, ground));
        return least;
    };
    return worst(black) > worst(white) ? black : white;
}

QColor tintedLike(const QColor &hue, const QColor &like)
{
    const double wanted = luminance(like);
    const QColor base = QColor::fromHslF(std::max(hue.hslHueF(), 0.F),
                                         std::min(hue.hslSaturationF(), like.hslSaturationF()),
                                         0.5F);
    double low = 0;
    double high = 1;
    for (int i = 0; i < 20; ++i) {
        const double middle = (low + high) / 2;
        (luminance(withLightness(base, middle)) < wanted ? low : high) = middle;
    }
    return withLightness(base, (low + high) / 2).toRgb();
}

} // namespace eventscope::ui
