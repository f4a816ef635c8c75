// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <QString>

namespace eventscope::ui {

// All of it, unlike durationText(): "2 h 14 min 03.2 s", "3 d 00 h 00 min 01 s", "412.5 ms".
QString exactDurationText(std::int64_t micros);

// "Δ 2 h 14 min 03.2 s, 41 events between": from one event to the other, whichever comes first.
QString measureText(const EventLog &log, Row a, Row b);

} // namespace eventscope::ui
