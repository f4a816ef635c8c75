// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractTableModel;

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class EventTypeStyles;

// Brings the styles, a member of the model, up to date whenever the user has chosen another look for a type, and tells the views.
void followTypeLooks(QAbstractTableModel &model, Session &session, EventTypeStyles &styles);

} // namespace eventscope::ui
