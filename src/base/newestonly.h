// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace eventscope {

// A queue of one for requests that replace each other (a page, a viewport, a search): submitting stops the running job and
// drops the waiting one. Jobs run one after the other on a thread of their own, so whatever only they touch needs no lock.
// A job looks at its stop token every few milliseconds; once that is set its answer must not be delivered.
class NewestOnly
{
public:
    using Job = std::function<void(std::stop_token)>;

    NewestOnly();
    // Stops the running job and waits for it.
    ~NewestOnly();
    NewestOnly(const NewestOnly &) = delete;
    NewestOnly &operator=(const NewestOnly &) = delete;

    void submit(Job job);
    // Stops the running job, drops the waiting one, and returns at once.
    void cancel();
    // True while no job runs or waits.
    bool idle() const;

private:
    void run();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    Job m_waiting;
    std::stop_source m_running;
    bool m_busy = false;
    bool m_quit = false;
    std::thread m_thread; // last: starts when everything above is there
};

} // namespace eventscope
