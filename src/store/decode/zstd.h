// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

bool isZstd(std::string_view bytes);

// All frames. Errors: Damaged, Limit (payload.h: kMostUnpacked).
Result<std::string> unpackZstd(std::string_view packed);

} // namespace eventscope
