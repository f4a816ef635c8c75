// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <vector>

namespace eventscope {

// Sorts in parts of some milliseconds, between which it looks at the token. False once that has
// stopped: then they are in no order.
template<typename Value, typename Less>
bool sortUnlessStopped(std::vector<Value> &values, const Less &less, const std::stop_token &stop)
{
    constexpr std::size_t kSortAtOnce = 65'536;
    const std::size_t size = values.size();
    const auto at = [&](std::size_t place) {
        return values.begin() + static_cast<std::ptrdiff_t>(std::min(place, size));
    };
    for (std::size_t i = 0; i < size; i += kSortAtOnce) {
        if (stop.stop_requested())
            return false;
        std::sort(at(i), at(i + kSortAtOnce), less);
    }
    for (std::size_t part = kSortAtOnce; part < size; part *= 2) {
        for (std::size_t i = 0; i + part < size; i += 2 * part) {
            if (stop.stop_requested())
                return false;
            std::inplace_merge(at(i), at(i + part), at(i + 2 * part), less);
        }
    }
    return true;
}

} // namespace eventscope
