// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/sequence.h"
#include "replay/openreplay.h"
#include "replay/replay.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// What every question about the states of a stream takes along to its thread.
struct ReplayQuestion {
    std::shared_ptr<const EventLog> log;
    std::shared_ptr<const Store> store;
    Sequence sequence;   // events of the stream
    std::string reducer; // file; empty: payloads are merged
    ReplayLimits limits;
    std::uint64_t saved
        = 0; // counts the saves of the reducer's files, runs that were asked for, and other limits
    std::uint64_t revision = 0; // of stream and reducer; an answer to an older one is dropped
};

// A replay that is kept from question to question, as long as they are about the same log and the same reducer. One thread.
class ReplayBox
{
public:
    // `seen` gets the reducer's files, also when it cannot be loaded.
    Result<Replay *> open(const ReplayQuestion &question, std::stop_token stop,
                          std::vector<std::string> *seen = nullptr);
    // With the store's connection, and the process that runs the script.
    void close();

private:
    std::shared_ptr<const EventLog> m_log; // which the replay reads
    std::string m_reducer;
    std::uint64_t m_saved = 0;
    std::unique_ptr<Replay> m_replay;
};

} // namespace eventscope
