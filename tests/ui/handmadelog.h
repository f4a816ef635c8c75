// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// An EventLog filled by hand, for whatever is tested apart from a store.
class HandmadeLog
{
public:
    // Small chunks and pyramids, so that their edges are met.
    explicit HandmadeLog(std::size_t maxBuckets = 64)
    {
        EventLog::Options options;
        options.chunkShift = 4;
        options.maxBuckets = maxBuckets;
        m_log = std::make_unique<EventLog>(options);
    }

    // The stream's type is what stands before the first dash of its name, if there is one. An empty
    // stream is none.
    void add(const std::string &stream, const std::string &type, std::int64_t time)
    {
        RawEvent event;
        event.stream = m_batch.keep(stream);
        event.hasStream = !stream.empty();
        if (const auto dash = stream.find('-'); dash != std::string::npos)
            event.streamType = m_batch.keep(stream.substr(0, dash));
        event.type = m_batch.keep(type);
        event.position = ++m_position;
        event.time = Time{time};
        m_batch.events.push_back(event);
    }
    // Publishes what was added.
    EventLog &log()
    {
        if (!m_batch.events.empty()) {
            (void)m_log->append(m_batch);
            m_log->seal();
            m_batch.clear();
        }
        return *m_log;
    }

private:
    std::unique_ptr<EventLog> m_log;
    RecordBatch m_batch;
    std::int64_t m_position = 0;
};

} // namespace eventscope
