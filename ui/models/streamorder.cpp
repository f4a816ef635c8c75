// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/streamorder.h"

#include "base/sortunlessstopped.h"
#include "event/idletimes.h"

#include <algorithm>
#include <map>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kLookEvery = 4096; // streams between two looks at the token

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// By which something is ordered: larger keys come first, then larger ties, then names.
struct Rank {
    std::int64_t key = 0;
    std::uint32_t tie = 0;
    auto operator<=>(const Rank &) const = default;
};

struct Entry {
    Rank rank;
    StreamId stream;
};

Rank rankOf(const EventLog::StreamSummary &summary, std::int64_t idle, StreamSort sort)
{
    switch (sort) {
    case StreamSort::Events:
        return {summary.events, 0};
    case StreamSort::Last:
        // Without a time: after those with one, the newest in the log first.
        return {summary.lastTime.micros, summary.last == kNoRow ? 0 : summary.last.value() + 1};
    case StreamSort::First:
        return {-std::int64_t{summary.first.value()}, 0};
    case StreamSort::Idle:
        return {idle, 0};
    case StreamSort::Name:
        break;
    }
    return {};
}

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
                         std::stop_token stop, const IdleTimes *idleTimes)
{
    const std::string needle = foldedAscii(search);
    StreamOrder order;
    order.considered = log.streamCount();

    struct Group {
        StreamOrder::Section section;
        Rank rank;
        std::vector<Entry> entries;
    };
    std::map<std::uint32_t, Group> byType;
    for (std::uint32_t i = 0; i < order.considered; ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            return order;
        const StreamId stream(i);
        if (!needle.empty() && !containsFolded(log.streamName(stream), needle))
            continue;
        const EventLog::StreamSummary summary = log.streamSummary(stream);
        const std::int64_t idle = idleTimes ? idleTimes->of(stream) : 0;
        const Rank rank = rankOf(summary, idle, sort);
        Group &group = byType[summary.type.value()];
        StreamOrder::Section &section = group.section;
        if (group.entries.empty() || rank > group.rank)
            group.rank = rank;
        section.type = summary.type;
        section.events += summary.events;
        section.lastTime = std::max(section.lastTime, summary.lastTime); // kNoTime is the smallest
        section.idle = std::max(section.idle, idle);
        order.mostEvents = std::max(order.mostEvents, summary.events);
        group.entries.push_back({rank, stream});
    }

    std::vector<Group *> groups;
    for (auto &[type, group] : byType) {
        if (sort == StreamSort::Events)
            group.rank = {static_cast<std::int64_t>(group.section.events), 0};
        groups.push_back(&group);
    }
    const auto typeName = [&](const Group *group) {
        return group->section.type == kNoStreamType ? std::string_view()
                                                    : log.streamTypeName(group->section.type);
    };
    std::sort(groups.begin(), groups.end(), [&](const Group *a, const Group *b) {
        return a->rank != b->rank ? a->rank > b->rank : typeName(a) < typeName(b);
    });

    order.streams.reserve(order.considered);
    for (Group *const group : groups) {
        // Ties go by name, so that the order does not depend on the moment.
        const auto before = [&](const Entry &a, const Entry &b) {
            return a.rank != b.rank ? a.rank > b.rank
                                    : log.streamName(a.stream) < log.streamName(b.stream);
        };
        if (!sortUnlessStopped(group->entries, before, stop))
            return order;
        group->section.begin = static_cast<std::uint32_t>(order.streams.size());
        for (const Entry &entry : group->entries)
            order.streams.push_back(entry.stream);
        group->section.end = static_cast<std::uint32_t>(order.streams.size());
        order.sections.push_back(group->section);
        group->entries = {};
    }
    return order;
}

} // namespace eventscope::ui
