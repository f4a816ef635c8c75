// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progressline.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace eventscope::cli {

ProgressLine::ProgressLine(std::string doing, const Progress &progress, const EventLog *log)
    : m_doing(std::move(doing))
    , m_progress(progress)
    , m_log(log)
{
    if (isatty(STDERR_FILENO))
        m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
}

void ProgressLine::run(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    bool shown = false;
    while (true) {
        m_wake.wait_for(lock, stop, std::chrono::milliseconds(shown ? 100 : 500),
                        [] { return false; });
        if (stop.stop_requested())
            break;
        std::string text = "\r" + m_doing + "…";
        if (m_log)
            text += " " + std::to_string(m_log->rowCount()) + " events";
        if (const double fraction = m_progress.fraction(); fraction >= 0)
            text += (m_log ? ", " : " ") + std::to_string(static_cast<int>(fraction * 100)) + " %";
        std::fputs(text.c_str(), stderr);
        shown = true;
    }
    if (shown)
        std::fputs("\r\x1b[K", stderr);
}

} // namespace eventscope::cli
