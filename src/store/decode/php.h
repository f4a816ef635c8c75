// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// What PHP's serialize() wrote, as JSON. A list (keys 0, 1, 2 ...) is an array, any other array an object; an object of a class is its
// members, whatever their visibility, with the class as the member "@class". No object is ever built.
// Errors: Damaged, Limit.
Result<std::string> phpToJson(std::string_view serialized);

// True if it begins as a serialized array, object or string does.
bool mayBePhp(std::string_view bytes);

} // namespace eventscope
