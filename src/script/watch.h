// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "script/childprocess.h"
#include "script/frames.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>

namespace eventscope {

// Looks at a child from outside, every few milliseconds while it has something to do, and ends it when one call lasts too long or it holds
// too much memory. A loop or an allocation of a script needs no cooperation to be stopped.
class Watch
{
public:
    struct Limits {
        std::chrono::milliseconds call{};   // one call of a script
        std::chrono::milliseconds answer{}; // everything else that it does
        std::size_t memoryBytes = 0;
        // Its processor time must pass the limit too (or the clock eight times the limit). Not for programs, which may wait for something.
        bool processorTime = true;
        std::chrono::milliseconds load{}; // the top level of a file; zero: as any call
    };
    enum class Verdict { Fine, TooLong, TooMuch };

    // Both must outlive the watch.
    Watch(ChildProcess &child, const frames::Page &page, const Limits &limits);
    ~Watch();
    Watch(const Watch &) = delete;
    Watch &operator=(const Watch &) = delete;

    // Whether the child has anything to do. An idle one is left alone.
    void setBusy(bool busy);
    Verdict verdict() const { return m_verdict.load(std::memory_order_acquire); }

private:
    void run();

    ChildProcess &m_child;
    const frames::Page &m_page;
    const Limits m_limits;
    std::atomic<Verdict> m_verdict{Verdict::Fine};
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_busy = false;
    std::uint64_t m_asked = 0; // how often setBusy() said so
    bool m_done = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace eventscope
