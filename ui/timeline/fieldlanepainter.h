// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QFont;
class QPainter;

namespace eventscope::ui {

class TimelineScene;

// The pinned fields, between the lane for all and the others: names with the value at the playhead, and a mark for every change. What
// comes after the playhead, which stands at `playheadX`, is paler.
void paintFieldLanes(QPainter &painter, const TimelineScene &scene, const QFont &nameFont,
                     int playheadX);

} // namespace eventscope::ui
