// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codewords.h"

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// The API of projections with what the open store holds: event types, streams, categories, fields of payloads. The session must outlive it.
CodeCompletions completionsOf(Session &session);

} // namespace eventscope::ui
