// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "replay/replay.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

namespace eventscope {

// A replay that is kept from question to question, as long as they are about the same log and the same reducer. One thread.
class ReplayBox
{
public:
    struct Source {
        std::shared_ptr<const EventLog> log;
        std::shared_ptr<const Store> store;
        std::string reducer;        // file; empty: payloads are merged
        std::uint64_t revision = 0; // another one when the reducer's files have been saved
    };

    Result<Replay *> open(const Source &source, std::stop_token stop);
    // With the store's connection, and the process that runs the script.
    void close();

private:
    Source m_source;
    std::unique_ptr<Replay> m_replay;
};

} // namespace eventscope
