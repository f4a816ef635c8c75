// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progressline.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <utility>

namespace eventscope::cli {

ProgressLine::ProgressLine(std::string doing, const Progress &progress, const EventLog &log)
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
        const double fraction = m_progress.fraction();
        if (fraction >= 0)
            std::fprintf(stderr, "\r%s… %u events, %d %%", m_doing.c_str(), m_log.rowCount(),
                         static_cast<int>(fraction * 100));
        else
            std::fprintf(stderr, "\r%s… %u events", m_doing.c_str(), m_log.rowCount());
        shown = true;
    }
    if (shown)
        std::fputs("\r\x1b[K", stderr);
}

} // namespace eventscope::cli
