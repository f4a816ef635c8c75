// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamorder.h"

#include <algorithm>
#include <map>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kLookEvery = 4096; // streams between two looks at the token

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Entry {
    std::uint32_t key; // larger comes first
    StreamId stream;
};

} // namespace

std::string foldedAscii(std::string text)
{
    for (char &c : text)
        c = folded(c);
    return text;
}

bool containsFolded(std::string_view text, std::string_view needle)
{
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char c, char wanted) { return folded(c) == wanted; })
           != text.end();
}

StreamOrder orderStreams(const EventLog &log, const std::string &search, StreamSort sort,
                         std::stop_token stop)
{
    const std::string needle = foldedAscii(search);
    StreamOrder order;
    order.considered = log.streamCount();

    std::map<std::uint32_t, std::vector<Entry>> byType;
    std::map<std::uint32_t, StreamOrder::Section> sections;
    for (std::uint32_t i = 0; i < order.considered; ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            return order;
        const StreamId stream(i);
        if (!needle.empty() && !containsFolded(log.streamName(stream), needle))
            continue;
        const EventLog::StreamSummary summary = log.streamSummary(stream);
        StreamOrder::Section &section = sections[summary.type.value()];
        section.type = summary.type;
        section.events += summary.events;
        if (section.last == kNoRow || (summary.last != kNoRow && summary.last > section.last))
            section.last = summary.last;
        const std::uint32_t key = sort == StreamSort::Events ? summary.events
                                  : sort == StreamSort::Last && summary.last != kNoRow
                                      ? summary.last.value()
                                      : 0;
        byType[summary.type.value()].push_back({key, stream});
    }

    for (const auto &[type, section] : sections)
        order.sections.push_back(section);
    const auto typeName = [&](const StreamOrder::Section &section) {
        return section.type == kNoStreamType ? std::string_view()
                                             : log.streamTypeName(section.type);
    };
    std::sort(order.sections.begin(), order.sections.end(),
              [&](const StreamOrder::Section &a, const StreamOrder::Section &b) {
                  if (sort == StreamSort::Events && a.events != b.events)
                      return a.events > b.events;
                  if (sort == StreamSort::Last && a.last != b.last)
                      return b.last == kNoRow || (a.last != kNoRow && a.last > b.last);
                  return typeName(a) < typeName(b);
              });

    for (StreamOrder::Section &section : order.sections) {
        if (stop.stop_requested())
            return order;
        std::vector<Entry> &entries = byType[section.type.value()];
        // Ties go by name, so that the order does not depend on the moment.
        std::sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) {
            return a.key != b.key ? a.key > b.key
                                  : log.streamName(a.stream) < log.streamName(b.stream);
        });
        section.begin = static_cast<std::uint32_t>(order.streams.size());
        for (const Entry &entry : entries)
            order.streams.push_back(entry.stream);
        section.end = static_cast<std::uint32_t>(order.streams.size());
        entries = {};
    }
    return order;
}

} // namespace eventscope::ui
