// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

class QMenu;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

struct EventTypeStyle;

// Adds the ten colours, the four shapes, and the way back to those that the type has by itself. `now` is how it is drawn.
void addTypeLook(QMenu &menu, Session &session, TypeId type, const EventTypeStyle &now);

} // namespace eventscope::ui
