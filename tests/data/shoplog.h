// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsontext.h"
#include "seededrandom.h"
#include "shopcalendar.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

struct ShopEvent {
    std::int64_t position = 0;
    std::string id;
    std::string stream;
    std::string streamType;
    int version = 0;
    std::string type;
    int schemaVersion = 1;
    std::string data;
    std::string metadata;
    Micros time = 0;
};

// Who did it, in the course of what, and because of which event (none: empty).
struct Origin {
    std::string user;
    std::string correlation;
    std::string cause;
};

// The events in the order they were appended, with the two faults a store can have.
class ShopLog
{
public:
    // Returns the id of the new event. Times are pushed apart where two would be the same.
    const std::string &append(Micros time, const std::string &stream, std::string_view type,
                              const Json &data, const Origin &origin, int schemaVersion = 1);

    // The newest event is taken out again, as if its row had been deleted by hand: its position
    // and its version stay used.
    void loseNewest();

    // A row with the id and the content of an earlier one but the next version, as a producer
    // leaves behind that sends again after a time-out.
    void appendAgain(Micros time, const std::string &id);

    std::int64_t lastPosition() const { return m_position; }
    const std::vector<ShopEvent> &events() const { return m_events; }
    std::string newId();

private:
    void place(ShopEvent event, Micros time);

    std::vector<ShopEvent> m_events;
    std::map<std::string, int> m_versions;
    SeededRandom m_ids{0x5eed'1d5};
    std::int64_t m_position = 0;
    Micros m_lastTime = 0;
};

} // namespace eventscope
