// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/projectionsnapshot.h"

#include <algorithm>
#include <functional>

namespace eventscope {

void addTime(std::vector<HandlerTime> &all, const HandlerTime &time)
{
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const auto &each) { return each.handler == time.handler; });
    if (known == all.end()) {
        all.push_back(time);
        return;
    }
    known->calls += time.calls;
    known->total += time.total;
    known->longest = std::max(known->longest, time.longest);
}

std::size_t ProjectionSnapshot::hashOfKeys() const
{
    std::size_t hash = partitions.size();
    for (const Partition &each : partitions)
        hash = hash * 1'000'003U ^ std::hash<std::string>()(each.key);
    return hash;
}

std::uint32_t ProjectionSnapshot::partitionsAsOf(Row row) const
{
    const auto after = std::partition_point(partitions.begin(), partitions.end(),
                                            [&](const Partition &each) {
                                                return each.first <= row;
                                            });
    return static_cast<std::uint32_t>(after - partitions.begin());
}

Row ProjectionSnapshot::lastRowOf(std::uint32_t partition, Row upTo) const
{
    const Partition &wanted = partitions[partition];
    if (wanted.last == kNoRow || wanted.first > upTo)
        return kNoRow;
    if (kind == Kind::Program) {
        const auto &states = programStates[partition];
        const auto after = std::partition_point(states.begin(), states.end(),
                                                [&](const auto &each) { return each.row <= upTo; });
        return std::prev(after)->row;
    }
    std::uint32_t row = wanted.last.value();
    while (row > upTo.value())
        row = previous[row];
    return Row(row);
}

std::vector<Row> ProjectionSnapshot::rowsOf(std::uint32_t partition, Row upTo) const
{
    std::vector<Row> found;
    const Row last = lastRowOf(partition, upTo);
    if (last == kNoRow)
        return found;
    if (kind == Kind::Program) {
        for (const ProgramState &state : programStates[partition]) {
            if (state.row <= upTo)
                found.push_back(state.row);
        }
        return found;
    }
    for (std::uint32_t row = last.value(); row != kNoPrevious; row = previous[row])
        found.emplace_back(row);
    std::reverse(found.begin(), found.end());
    return found;
}

std::vector<Row> ProjectionSnapshot::handledRows(Row upTo) const
{
    std::vector<Row> found;
    const std::uint32_t end = std::min(rows, upTo.value() + 1);
    for (std::uint32_t row = 0; row < end; ++row) {
        if (outcomes[row].isHandled())
            found.emplace_back(row);
    }
    return found;
}

std::optional<std::uint32_t> ProjectionSnapshot::findPartition(std::string_view key) const
{
    const auto found = std::find_if(partitions.begin(), partitions.end(),
                                    [&](const Partition &each) { return each.key == key; });
    if (found == partitions.end())
        return std::nullopt;
    return static_cast<std::uint32_t>(found - partitions.begin());
}

} // namespace eventscope
