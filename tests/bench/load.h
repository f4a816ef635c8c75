// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "store/store.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace eventscope::bench {

// A store opened and indexed the way a session does it. Ends the program if that fails.
struct Load {
    std::shared_ptr<Store> store;
    std::unique_ptr<EventLog> log;
    double firstRows = 0; // seconds from the opening until another thread saw rows in the log
    std::uint32_t rowsAtFirst = 0; // how many it saw then
    double seconds = 0;            // until every event is in the log and the indexes are sorted
};
Load load(const std::string &path);

// The row "first rows on screen" of several loads.
class FirstRows
{
public:
    void add(const Load &load);
    void print(const std::string &what, const std::string &at) const;

private:
    std::vector<double> m_seconds;
    std::vector<double> m_shares; // of the rows, in percent
};

} // namespace eventscope::bench
