// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/hovercard.h"
#include "timeline/timelinescene.h"

#include <vector>

namespace eventscope::ui {

// What the card says of the mark or the bar that was hit.
std::vector<HoverCard::Line> cardLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                       const TimelineScene::Hit &hit);
// What it says of a lane's name.
std::vector<HoverCard::Line> laneLines(const EventLog &log, const Lane &lane);

} // namespace eventscope::ui
