// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// A BSON document as JSON; one whose keys are 0, 1, 2 ... is a list. Object ids are hexadecimal, times ISO 8601, decimals numbers with all
// digits. Errors: Damaged, Limit.
Result<std::string> bsonToJson(std::string_view bytes);

// True if it begins with a length and a first member; whether the length is true is for bsonToJson() to say.
bool isSurelyBson(std::string_view bytes);

} // namespace eventscope
