// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shoplog.h"

#include <algorithm>
#include <utility>

namespace eventscope {

std::string ShopLog::newId()
{
    const std::uint64_t high = m_ids.next();
    const std::uint64_t low = m_ids.next();
    return uuid(high, low);
}

const std::string &ShopLog::append(Micros time, const std::string &stream, std::string_view type,
                                   const Json &data, const Origin &origin, int schemaVersion)
{
    ShopEvent event;
    event.id = newId();
    event.stream = stream;
    event.streamType = stream.substr(0, stream.find('-'));
    event.type = type;
    event.schemaVersion = schemaVersion;
    event.data = data.text;
    const Json metadata = JsonObject{{"userId", string(origin.user)},
                                     {"correlationId", string(origin.correlation)},
                                     {"causationId",
                                      origin.cause.empty() ? null() : string(origin.cause)}};
    event.metadata = metadata.text;
    place(std::move(event), time);
    return m_events.back().id;
}

void ShopLog::loseNewest()
{
    m_events.pop_back();
}

void ShopLog::appendAgain(Micros time, const std::string &id)
{
    const auto first = std::find_if(m_events.begin(), m_events.end(),
                                    [&id](const ShopEvent &event) { return event.id == id; });
    if (first != m_events.end())
        place(*first, time);
}

void ShopLog::place(ShopEvent event, Micros time)
{
    m_lastTime = std::max(time, m_lastTime + 1);
    event.time = m_lastTime;
    event.position = ++m_position;
    event.version = ++m_versions[event.stream];
    m_events.push_back(std::move(event));
}

} // namespace eventscope
