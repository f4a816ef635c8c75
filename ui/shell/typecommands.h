// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class Commands;

// What one can do with the type of the event under the playhead, wherever the keyboard is.
void addTypeCommands(Commands &commands, Session &session, QWidget &window);

} // namespace eventscope::ui
