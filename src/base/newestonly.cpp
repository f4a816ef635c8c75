// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/newestonly.h"

#include "base/process.h"

#include <utility>

namespace eventscope {

NewestOnly::NewestOnly()
    : m_thread([this] { run(); })
{}

NewestOnly::~NewestOnly()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quit = true;
        m_waiting = nullptr;
        m_running.request_stop();
    }
    m_wake.notify_one();
    m_thread.join();
}

void NewestOnly::submit(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_running.request_stop();
        m_waiting = std::move(job);
    }
    m_wake.notify_one();
}

void NewestOnly::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_running.request_stop();
    m_waiting = nullptr;
}

bool NewestOnly::idle() const
{
    const std::lock_guard lock(m_mutex);
    return !m_busy && !m_waiting;
}

void NewestOnly::run()
{
    setHaste(Haste::Answer);
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_quit || m_waiting; });
        if (m_quit)
            return;
        Job job = std::exchange(m_waiting, nullptr);
        m_running = std::stop_source();
        const std::stop_token token = m_running.get_token();
        m_busy = true;
        lock.unlock();
        job(token);
        job = nullptr; // what it captured ends here, outside the lock
        lock.lock();
        m_busy = false;
    }
}

} // namespace eventscope
