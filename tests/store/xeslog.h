// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace eventscope {

// An event log in XES of at least this many bytes, which takes a while to be read whole.
inline std::string xesLog(std::size_t size)
{
    std::string log = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">\n";
    for (int i = 0; i == 0 || log.size() < size; ++i) {
        log += "<trace>\n<string key=\"concept:name\" value=\"case " + std::to_string(i) + "\"/>\n";
        for (int j = 0; j < 10; ++j)
            log += "<event>\n<string key=\"concept:name\" value=\"Step " + std::to_string(j)
                   + "\"/>\n<date key=\"time:timestamp\" value=\"2011-01-02T00:00:00Z\"/>\n"
                     "<int key=\"n\" value=\""
                   + std::to_string(i * 10 + j) + "\"/>\n</event>\n";
        log += "</trace>\n";
    }
    return log + "</log>\n";
}

} // namespace eventscope
