// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope::ui {

class Commands;
class TimelineView;

// What one can do with the timeline. Its tooltips and menus name the keys that are in use.
void addTimelineCommands(Commands &commands, TimelineView &timeline);

} // namespace eventscope::ui
