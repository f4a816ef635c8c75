// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// A CBOR value (RFC 8949) as JSON. Large numbers and decimals keep their digits, UUIDs are shown as such, other tags are left out.
// Errors: Damaged, Limit.
Result<std::string> cborToJson(std::string_view bytes);

// True if it begins as a map or list, which is little evidence; surely: and with the mark of CBOR, or a first key that is a word.
bool mayBeCbor(std::string_view bytes);
bool isSurelyCbor(std::string_view bytes);

} // namespace eventscope
