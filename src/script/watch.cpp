// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/watch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>

namespace eventscope {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLookEvery{5};
constexpr int kIdleLooks
    = 100; // in a row, after which the child has nothing to do whatever its owner said
constexpr int kPatience = 8; // times the limit, for a child that gets no processor

// The processor time of all its threads; zero if it is gone.
std::chrono::nanoseconds processorTime(pid_t pid)
{
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
        return {};
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// The memory that it shares with nobody, from /proc/PID/statm: "size resident shared ..." in pages.
std::size_t ownBytes(int statm)
{
    std::array<char, 256> text{};
    const ssize_t size = pread(statm, text.data(), text.size(), 0);
    if (size <= 0)
        return 0;
    std::array<std::uint64_t, 3> pages{};
    const char *at = text.data();
    const char *const end = at + size;
    for (std::uint64_t &number : pages) {
        at = std::from_chars(at, end, number).ptr;
        if (at < end)
            ++at;
    }
    static const auto kPage = std::uint64_t(sysconf(_SC_PAGESIZE));
    return std::size_t((pages[1] - std::min(pages[1], pages[2])) * kPage);
}

} // namespace

Watch::Watch(ChildProcess &child, const frames::Page &page, const Limits &limits)
    : m_child(child)
    , m_page(page)
    , m_limits(limits)
    , m_thread([this] { run(); })
{}

Watch::~Watch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_done = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void Watch::setBusy(bool busy)
{
    {
        const std::lock_guard lock(m_mutex);
        m_asked += busy ? 1 : 0;
        if (m_busy == busy)
            return;
        m_busy = busy;
    }
    if (busy)
        m_changed.notify_one();
}

void Watch::run()
{
    const std::string path = "/proc/" + std::to_string(m_child.pid()) + "/statm";
    const Descriptor statm(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::uint32_t call = 0;
    bool running = false; // `call` runs since `since`, when its processor time was `spent`
    Clock::time_point since;
    std::chrono::nanoseconds spent{};
    int idleLooks = 0;

    std::unique_lock lock(m_mutex);
    while (!m_done) {
        if (!m_busy) {
            running = false;
            idleLooks = 0;
            m_changed.wait(lock, [&] { return m_busy || m_done; });
            continue;
        }
        m_changed.wait_for(lock, kLookEvery, [&] { return m_done; });
        if (m_done || m_verdict != Verdict::Fine)
            continue;
        const std::uint64_t asked = m_asked;
        lock.unlock();
        const auto phase = frames::Phase(m_page.phase.load(std::memory_order_acquire));
        const std::uint32_t now = m_page.calls.load(std::memory_order_acquire);
        idleLooks = phase == frames::Phase::Idle ? idleLooks + 1 : 0;
        if (phase == frames::Phase::Idle || !running || now != call) {
            running = phase != frames::Phase::Idle;
            call = now;
            since = Clock::now();
            spent = processorTime(m_child.pid());
        } else {
            const bool script = phase == frames::Phase::Loading || phase == frames::Phase::Folding;
            const bool loads = phase == frames::Phase::Loading && m_limits.load.count() > 0;
            const auto most = loads ? m_limits.load : script ? m_limits.call : m_limits.answer;
            const auto lasted = Clock::now() - since;
            if (lasted > most
                && (!m_limits.processorTime || lasted > kPatience * most
                    || processorTime(m_child.pid()) - spent > most)) {
                m_verdict = Verdict::TooLong;
                m_child.kill();
            }
        }
        if (m_verdict == Verdict::Fine && statm && ownBytes(statm.get()) > m_limits.memoryBytes) {
            m_verdict = Verdict::TooMuch;
            m_child.kill();
        }
        lock.lock();
        // Its owner may have left without waiting for an answer.
        if (idleLooks >= kIdleLooks && asked == m_asked)
            m_busy = false;
    }
}

} // namespace eventscope
