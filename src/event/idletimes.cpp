// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/idletimes.h"

#include "event/pauses.h"

#include <algorithm>

namespace eventscope {

IdleTimes::IdleTimes(const EventLog &log)
    : m_log(log)
{}

std::int64_t IdleTimes::of(StreamId stream) const
{
    if (stream.value() >= m_streams.load(std::memory_order_acquire))
        return 0;
    return m_cells.loadShared(stream.value()) / 2;
}

bool IdleTimes::update(const std::stop_token &stop)
{
    constexpr std::uint32_t kLookEvery = 1024; // streams between two looks at the token
    const std::uint32_t rows = m_log.rowCount();
    const std::uint32_t streams = m_log.streamCount(); // after the rows: it has all of theirs
    std::uint32_t known = m_streams.load(std::memory_order_relaxed);
    for (; known < streams; ++known)
        m_cells.slot(known) = 0;
    m_streams.store(known, std::memory_order_release);

    while (m_rows < rows) {
        if (stop.stop_requested())
            return false;
        const std::size_t chunkRows = m_log.chunkRows();
        const std::uint32_t *const chunk = m_log.streamChunk(m_rows / chunkRows);
        const std::size_t begin = m_rows % chunkRows;
        const std::size_t end = std::min<std::size_t>(chunkRows, begin + (rows - m_rows));
        for (std::size_t i = begin; i < end; ++i) {
            if (chunk[i] != kNoStream.value())
                m_cells.storeShared(chunk[i], m_cells.loadShared(chunk[i]) | 1);
        }
        m_rows += static_cast<std::uint32_t>(end - begin);
    }

    for (std::uint32_t i = 0; i < known; ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            return false;
        if ((m_cells.loadShared(i) & 1) == 0)
            continue;
        std::int64_t longest = 0;
        const auto take = [&longest](const Pause &pause) {
            longest = std::max(longest, pause.micros);
        };
        if (!visitPauses(m_log, StreamId(i), take, stop))
            return false;
        m_cells.storeShared(i, longest * 2);
    }
    return true;
}

} // namespace eventscope
