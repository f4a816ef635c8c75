// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// What bytes are, told from the bytes alone. None: JSON, or nothing that is known here.
enum class PayloadFormat : std::uint8_t { None, Yaml, Xml };

// Looks at the first bytes only, so that it can be asked of every payload; more than one format may begin alike.
bool mayBeForeign(std::string_view bytes);

// The payload as JSON text. None if it is of no format that is known here. An error (Damaged, Limit, Unsupported) where it surely is, but cannot
// be read.
std::optional<Result<std::string>> foreignToJson(std::string_view bytes);

} // namespace eventscope
