// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// RFC 4648, either alphabet, padding optional; none for anything else.
std::optional<std::string> decodeBase64(std::string_view text);

} // namespace eventscope
