// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <initializer_list>

namespace eventscope::ui {

// Relative luminance, 0 to 1, and contrast, 1 to 21, as the Web Content Accessibility Guidelines 2 define them.
double luminance(const QColor &color);
double contrastRatio(const QColor &a, const QColor &b);

// The colour with a lightness at which it stands out from each of the grounds, as near to its own as can be; black or white if none does.
QColor readableOn(const QColor &color, std::initializer_list<QColor> grounds, double ratio);
// That hue and saturation at the luminance of `like`.
QColor tintedLike(const QColor &hue, const QColor &like);

} // namespace eventscope::ui
