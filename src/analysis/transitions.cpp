// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/transitions.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kStopEvery = 65'536;
constexpr std::size_t kMostDurations = 512;

// Some of the durations: when there are too many, every second one goes, and from then on fewer are taken.
struct Durations {
    std::vector<std::int64_t> micros;
    std::uint64_t seen = 0;
    std::uint64_t stride = 1;

    void add(std::int64_t duration)
    {
        if (seen++ % stride != 0)
            return;
        micros.push_back(duration);
        if (micros.size() < kMostDurations)
            return;
        for (std::size_t i = 0; i < micros.size() / 2; ++i)
            micros[i] = micros[2 * i];
        micros.resize(micros.size() / 2);
        stride *= 2;
    }
    std::optional<std::int64_t> median()
    {
        if (micros.empty())
            return std::nullopt;
        const auto middle = micros.begin() + static_cast<std::ptrdiff_t>((micros.size() - 1) / 2);
        std::nth_element(micros.begin(), middle, micros.end());
        return *middle;
    }
};

struct Pair {
    std::uint64_t count = 0;
    std::uint32_t example = kNone;
    Durations durations;
};

} // namespace

std::vector<Transition> transitionsOf(const EventLog &log, std::stop_token stop)
{
    const std::uint32_t rowCount = log.rowCount();
    std::vector<std::uint32_t> lastRow(log.streamCount(), kNone);
    std::unordered_map<std::uint64_t, Pair> pairs;
    const auto note = [&](std::uint32_t from, std::uint32_t to, std::uint32_t row) -> Pair & {
        Pair &pair = pairs[std::uint64_t{from} << 32 | to];
        ++pair.count;
        pair.example = std::min(pair.example, row);
        return pair;
    };
    for (std::uint32_t row = 0; row < rowCount; ++row) {
        if (row % kStopEvery == 0 && stop.stop_requested())
            return {};
        const std::uint32_t stream = log.stream(Row(row)).value();
        if (stream >= lastRow.size())
            continue;
        const std::uint32_t before = std::exchange(lastRow[stream], row);
        const std::uint32_t type = log.type(Row(row)).value();
        if (before == kNone) {
            note(kNone, type, row);
            continue;
        }
        Pair &pair = note(log.type(Row(before)).value(), type, row);
        const Time from = log.time(Row(before));
        const Time to = log.time(Row(row));
        if (from != kNoTime && to != kNoTime)
            pair.durations.add(to.micros - from.micros);
    }
    for (const std::uint32_t row : lastRow) {
        if (row != kNone)
            note(log.type(Row(row)).value(), kNone, row);
    }
    std::vector<Transition> transitions;
    for (auto &[key, pair] : pairs) {
        const auto typeOf = [](std::uint64_t id) {
            return id == kNone ? std::nullopt
                               : std::optional(TypeId(static_cast<std::uint32_t>(id)));
        };
        transitions.push_back({typeOf(key >> 32), typeOf(key & kNone), pair.count,
                               Row(pair.example), pair.durations.median()});
    }
    std::sort(transitions.begin(), transitions.end(), [](const Transition &a, const Transition &b) {
        return std::tuple(a.from, b.count, a.example) < std::tuple(b.from, a.count, b.example);
    });
    return transitions;
}

} // namespace eventscope
