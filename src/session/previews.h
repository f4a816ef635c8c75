// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <functional>
#include <stop_token>
#include <vector>

namespace eventscope {

// Reads the start of the payloads of these events, the damaged ones with what is wrong. `ready` gets all of them at the end; where that takes
// a while, because somebody's program decodes them, some at a time before (isWhole: no more will come). Not called once `stop` is set.
void readPreviews(RecordReader &reader, const EventLog &log, std::vector<Row> rows,
                  const std::function<void(std::vector<Session::Preview>, bool isWhole)> &ready,
                  const std::stop_token &stop);

} // namespace eventscope
