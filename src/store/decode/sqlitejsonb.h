// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// JSON in the binary form of SQLite 3.45 and later, whose numbers stand there as text. Errors: Damaged, Limit.
Result<std::string> sqliteJsonbToJson(std::string_view bytes);

// True if it begins with an object or list of just this size.
bool mayBeSqliteJsonb(std::string_view bytes);

} // namespace eventscope
