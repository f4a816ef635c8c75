// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// A MessagePack value as JSON; timestamps are ISO 8601, other extensions an object with "@type" and their bytes. Errors: Damaged, Limit.
Result<std::string> messagePackToJson(std::string_view bytes);

// True if it begins as a map or list, which is little evidence; surely: and as a map whose first key is a word.
bool mayBeMessagePack(std::string_view bytes);
bool isSurelyMessagePack(std::string_view bytes);

} // namespace eventscope
