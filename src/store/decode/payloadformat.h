// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// What bytes are that are no JSON is told from the bytes alone: YAML, XML, what PHP serializes, BSON, MessagePack, CBOR, SQLite's
// JSONB. Some of these begin with bytes that mean little; such a payload is taken for one only if all of it fits.

// Looks at the first bytes only, so that it can be asked of every payload.
bool mayBeForeign(std::string_view bytes);

// The payload as JSON text. None if it is of no format that is known here. An error (Damaged, Limit, Unsupported) where it surely is, but cannot
// be read.
std::optional<Result<std::string>> foreignToJson(std::string_view bytes);

} // namespace eventscope
