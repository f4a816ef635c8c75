// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace eventscope {

// Threads worth having for `items` pieces of work: one a core at most.
inline std::size_t workersFor(std::size_t items)
{
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>(items, 1, cores);
}

// Runs work() on `workers` threads, the calling one among them, and waits for all of them.
template<typename Work>
void runOnWorkers(std::size_t workers, const Work &work)
{
    std::vector<std::thread> helpers;
    helpers.reserve(workers);
    for (std::size_t i = 1; i < workers; ++i)
        helpers.emplace_back([&work] { work(); });
    work();
    for (std::thread &helper : helpers)
        helper.join();
}

} // namespace eventscope
