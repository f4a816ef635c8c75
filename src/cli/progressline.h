// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "event/log.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace eventscope::cli {

// A line on the terminal that tells how far long work has come, from half a second on; nothing where standard error is none.
class ProgressLine
{
public:
    // `doing` is the first word: "Reading". With a log it tells how many events that has, too.
    ProgressLine(std::string doing, const Progress &progress, const EventLog *log);

private:
    void run(std::stop_token stop);

    std::string m_doing;
    const Progress &m_progress;
    const EventLog *m_log;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread;
};

} // namespace eventscope::cli
