// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamnames.h"

#include "models/streamorder.h"

#include <algorithm>
#include <string_view>

namespace eventscope::ui {

std::vector<StreamId> streamsNamedLike(const EventLog &log, const std::string &text,
                                       std::size_t most, const std::stop_token &stop)
{
    constexpr std::uint32_t kLookUp = 4096; // streams between two looks at the token
    const std::string needle = foldedAscii(text);
    std::vector<StreamId> begin;
    std::vector<StreamId> inside;
    const std::uint32_t count = log.streamCount();
    for (std::uint32_t i = 0; i < count && begin.size() < most; ++i) {
        if (i % kLookUp == 0 && stop.stop_requested())
            return {};
        const std::string_view name = log.streamName(StreamId(i));
        if (containsFolded(name.substr(0, needle.size()), needle))
            begin.emplace_back(i);
        else if (inside.size() < most && containsFolded(name, needle))
            inside.emplace_back(i);
    }
    const std::size_t more = std::min(inside.size(), most - begin.size());
    begin.insert(begin.end(), inside.begin(), inside.begin() + static_cast<std::ptrdiff_t>(more));
    return begin;
}

} // namespace eventscope::ui
