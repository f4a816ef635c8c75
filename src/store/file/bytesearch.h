// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace eventscope {

// Offset of the first `needle` in `text` at or after `from`, or npos. Compares the first and the last byte of the needle at 16 places
// at once and the rest where both fit.
std::size_t findBytes(std::string_view text, std::string_view needle, std::size_t from = 0);

} // namespace eventscope
