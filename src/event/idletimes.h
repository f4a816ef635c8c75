// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/column.h"
#include "event/log.h"

#include <atomic>
#include <cstdint>
#include <stop_token>

namespace eventscope {

// The longest pause of every stream: 8 bytes a stream, so keep them only while they are shown.
class IdleTimes
{
public:
    explicit IdleTimes(const EventLog &log); // outlives them

    // Takes in what the log has by now: streams that have got events since the last time. False once
    // the token stopped; the next call goes on. One thread at a time.
    bool update(const std::stop_token &stop);

    // In microseconds, as of the last update; 0 if it never was idle. Any thread, also meanwhile.
    std::int64_t of(StreamId stream) const;

private:
    const EventLog &m_log;
    Column<std::int64_t> m_cells; // twice the microseconds, and 1 more while they are outdated
    std::atomic<std::uint32_t> m_streams{0};
    std::uint32_t m_rows = 0; // whose streams are marked
};

} // namespace eventscope
