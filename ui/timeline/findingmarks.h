// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <vector>

class QPainter;

namespace eventscope::ui {

class TimelineScene;

// A small diamond at the top of the lane for all where a finding is about an event; at most one every few pixels. `rows` ascend.
void paintFindingMarks(QPainter &painter, const TimelineScene &scene, const std::vector<Row> &rows);

} // namespace eventscope::ui
