// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "event/log.h"
#include "event/source.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace eventscope {

// Fills an EventLog from a RecordSource and keeps it filled.
//
// One thread scans (it owns the source's connection), a few refine batches side by side, and one appends them to the log in the
// order in which the scan made them. After the first scan, following asks the source for changes every `pollInterval`. All of it can
// be watched from any thread; nothing calls back.
class LogLoader
{
public:
    enum class State : std::uint8_t {
        Loading,
        Loaded,   // the first scan is complete; later ones may be under way
        Stopped,  // cancelled: the log holds what came until then
        Failed,   // error() says why; the log holds what came until then
        Replaced, // the store was replaced or cut while it was followed; error() says so
    };

    // The log must outlive the loader. Nothing runs before start().
    LogLoader(std::shared_ptr<RecordSource> source, EventLog &log,
              std::chrono::milliseconds pollInterval = std::chrono::milliseconds(250));
    ~LogLoader(); // stops and waits

    // Its threads leave the processor to whoever else of this program wants it, if so told.
    void start(bool yields = false);
    void stop(); // returns at once; the state becomes Stopped soon
    void setFollowing(bool following);
    bool following() const { return m_following.load(std::memory_order_relaxed); }

    State state() const { return m_state.load(std::memory_order_acquire); }
    std::optional<Error> error() const;
    const Progress &progress() const { return m_progress; }

    // Waits until the state is not Loading any more, or the token stops (which stops the load).
    State waitUntilLoaded(std::stop_token stop = {});

private:
    class Pipe;
    void run(std::stop_token stop);
    Result<void> scanOnce(std::stop_token stop);
    void finish(State state, std::optional<Error> error = {});

    std::shared_ptr<RecordSource> m_source;
    EventLog &m_log;
    std::chrono::milliseconds m_pollInterval;
    Progress m_progress;
    std::atomic<State> m_state{State::Loading};
    std::atomic<bool> m_following{false};
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::optional<Error> m_error;
    std::stop_source m_stop;
    std::thread m_thread;
};

} // namespace eventscope
