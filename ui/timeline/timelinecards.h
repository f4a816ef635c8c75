// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/replay.h"
#include "timeline/hovercard.h"
#include "timeline/timelinescene.h"

#include <vector>

namespace eventscope::ui {

// What the card says of the mark or the bar that was hit.
std::vector<HoverCard::Line> cardLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                       const TimelineScene::Hit &hit);
// Of a change of a pinned field, or of several; `history` is the field's.
std::vector<HoverCard::Line> fieldLines(const TimelineScene &scene, const EventTypeStyles &styles,
                                        const TimelineScene::Hit &hit,
                                        const std::vector<FieldChange> &history);
// Of one change: before and after, and the event.
std::vector<HoverCard::Line> changeLines(const EventLog &log, const EventTypeStyles &styles,
                                         const FieldLanes::Field &field,
                                         const FieldLanes::Change &change,
                                         const FieldChange &values);
// What it says of the name of a pinned field, and of a lane's.
std::vector<HoverCard::Line> fieldNameLines(const FieldLanes::Field &field);
// How long nothing happened.
std::vector<HoverCard::Line> foldLines(const IdleGap &gap);
std::vector<HoverCard::Line> laneLines(const EventLog &log, const Lane &lane);

} // namespace eventscope::ui
