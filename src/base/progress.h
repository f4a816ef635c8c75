// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace eventscope {

// How far long work has come; written by the worker, read by anyone. `total` is 0 while it is not known.
struct Progress {
    std::atomic<std::uint64_t> done{0};
    std::atomic<std::uint64_t> total{0};

    // 0 to 1, or a negative number while the total is not known.
    double fraction() const
    {
        const std::uint64_t all = total.load(std::memory_order_relaxed);
        if (all == 0)
            return -1;
        const std::uint64_t part = done.load(std::memory_order_relaxed);
        return part >= all ? 1 : static_cast<double>(part) / static_cast<double>(all);
    }
};

} // namespace eventscope
