// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QFont;
class QPainter;

namespace eventscope::ui {

class TimelineScene;

// The bands of folded gaps: below the lanes, and on the axis with how long they are.
void paintFolds(QPainter &painter, const TimelineScene &scene);
void paintFoldLabels(QPainter &painter, const TimelineScene &scene, const QFont &font);

} // namespace eventscope::ui
