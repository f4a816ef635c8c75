// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>

namespace eventscope::tests {

// The numbers of this process' children, without those that were there before.
inline std::set<pid_t> childProcesses(const std::set<pid_t> &before = {})
{
    std::set<pid_t> found;
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream list(task.path() / "children");
        for (pid_t pid = 0; list >> pid;) {
            if (!before.contains(pid))
                found.insert(pid);
        }
    }
    return found;
}

// The processor time that a process has taken, in ticks of the system (10 ms, most often).
inline long ticksOf(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    for (int i = 0; i < 14 && stat >> word; ++i) {
    }
    return std::atol(word.c_str());
}

// Kills a child from outside once it is at work: whatever it does takes processor time. Waits in a thread of its own for that.
class Killer
{
public:
    explicit Killer(pid_t pid, int signal = SIGKILL)
        : m_thread([pid, signal] {
            const long from = ticksOf(pid);
            while (ticksOf(pid) < from + 10)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            kill(pid, signal);
        })
    {}
    ~Killer() { m_thread.join(); }
    Killer(const Killer &) = delete;
    Killer &operator=(const Killer &) = delete;

private:
    std::thread m_thread;
};

} // namespace eventscope::tests
