// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/consumers.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

// Words of frameworks for a consumer, in lower case; they may be parts of longer ones.
constexpr auto kFailed = std::to_array<std::string_view>(
    {"error", "fail", "fault", "dead", "crash", "poison"});
constexpr auto kHeld = std::to_array<std::string_view>(
    {"stuck", "pause", "stop", "block", "detached", "suspend"});

template<typename Words>
bool speaksOf(std::string status, const Words &words)
{
    std::transform(status.begin(), status.end(), status.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return status.find(word) != std::string::npos;
    });
}

// How long an event has waited is no sign: a store that is looked at later has nobody who reads on.
Consumer::Condition conditionOf(const Consumer &consumer)
{
    using Condition = Consumer::Condition;
    const std::string status = consumer.checkpoint.status.value_or("");
    if (consumer.checkpoint.error || speaksOf(status, kFailed))
        return Condition::Failed;
    if (consumer.checkpoint.stuck)
        return Condition::Stuck;
    if (consumer.behind == 0)
        return Condition::Current;
    if (!consumer.last)
        return Condition::NeverStarted;
    return speaksOf(status, kHeld) ? Condition::Stuck : Condition::Behind;
}

} // namespace

std::vector<Consumer> consumersOf(const EventLog &log, const std::vector<Checkpoint> &checkpoints)
{
    std::vector<Consumer> consumers;
    for (const Checkpoint &checkpoint : checkpoints) {
        Consumer consumer;
        consumer.checkpoint = checkpoint;
        const auto place = checkpoint.position ? log.placeOfPosition(*checkpoint.position)
                                               : EventLog::Place{std::nullopt, log.rowCount()};
        consumer.last = place.last;
        consumer.behind = checkpoint.behind.value_or(place.after);
        consumer.missed = static_cast<std::uint64_t>(
            std::count_if(checkpoint.gaps.begin(), checkpoint.gaps.end(),
                          [&](const std::string &gap) {
                              return log.rowAtPosition(gap).has_value();
                          }));
        const Time reached = place.last ? log.time(*place.last) : log.earliest();
        if (consumer.behind == 0)
            consumer.seconds = 0;
        else if (reached != kNoTime && log.latest() != kNoTime)
            consumer.seconds = static_cast<double>(log.latest().micros - reached.micros) / 1e6;
        consumer.condition = conditionOf(consumer);
        consumers.push_back(std::move(consumer));
    }
    return consumers;
}

std::string_view nameOf(Consumer::Condition condition)
{
    switch (condition) {
    case Consumer::Condition::Current:
        return "current";
    case Consumer::Condition::Behind:
        return "behind";
    case Consumer::Condition::NeverStarted:
        return "not begun";
    case Consumer::Condition::Stuck:
        return "stuck";
    case Consumer::Condition::Failed:
        return "error";
    }
    return "";
}

bool isTrouble(Consumer::Condition condition)
{
    return condition >= Consumer::Condition::NeverStarted;
}

} // namespace eventscope
