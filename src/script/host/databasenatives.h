// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <JavaScriptCore/JavaScript.h>

namespace eventscope::host {

// host.database: what sql.js makes the `db` of read models of. There is no database before its open() is called.
JSObjectRef databaseNatives(JSContextRef context);

} // namespace eventscope::host
