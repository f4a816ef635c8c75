// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/disposal.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

class Disposal
{
public:
    Disposal()
        : m_thread([this] { run(); })
    {}
    ~Disposal()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_ends = true;
        }
        m_changed.notify_one();
        m_thread.join();
    }

    void add(std::shared_ptr<void> object)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_objects.push_back(std::move(object));
        }
        m_changed.notify_one();
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, [this] { return m_ends || !m_objects.empty(); });
            if (m_objects.empty())
                return;
            std::shared_ptr<void> object = std::move(m_objects.front());
            m_objects.pop_front();
            lock.unlock();
            object.reset();
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::shared_ptr<void>> m_objects;
    bool m_ends = false;
    std::thread m_thread; // the last: it uses the others
};

} // namespace

void disposeElsewhere(std::shared_ptr<void> object)
{
    static Disposal disposal;
    if (object)
        disposal.add(std::move(object));
}

} // namespace eventscope
