// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace eventscope {

// How many bytes have to be added, taken away or replaced to make the one of the other. O(a.size() * b.size()).
std::size_t editDistance(std::string_view a, std::string_view b);

} // namespace eventscope
