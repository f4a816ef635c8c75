// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/numbertrends.h"

#include "session/postto.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kChunk = 512; // events whose changes are in memory at once

using Trends = std::map<std::string, std::shared_ptr<NumberTrend>, std::less<>>;

// One too large for a double is as good as none: there is no place for it beside the others.
double numberOf(const JsonValue &value)
{
    if (!value.isNumber())
        return NumberTrend::kNone;
    const std::string &token = value.text();
    double number = NumberTrend::kNone;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), number);
    return read.ec == std::errc() && std::isfinite(number) ? number : NumberTrend::kNone;
}

void add(NumberTrend &trend, std::uint32_t ordinal, LeafChange::Kind kind, const JsonValue &after)
{
    const double number = kind == LeafChange::Kind::Removed ? NumberTrend::kNone : numberOf(after);
    if (std::isnan(number)) {
        // What was no number before is none still.
        if (!trend.steps.empty() && !std::isnan(trend.steps.back().value))
            trend.steps.push_back({ordinal, number});
        return;
    }
    const std::string &token = after.text();
    if (trend.firstToken.empty())
        trend.firstToken = token;
    trend.lastToken = token;
    if (std::isnan(trend.least) || number < trend.least) {
        trend.least = number;
        trend.leastToken = token;
    }
    if (std::isnan(trend.most) || number > trend.most) {
        trend.most = number;
        trend.mostToken = token;
    }
    // One event may take a field away and set it again.
    if (!trend.steps.empty() && trend.steps.back().ordinal == ordinal)
        trend.steps.back().value = number;
    else
        trend.steps.push_back({ordinal, number});
}

bool hasIndex(std::string_view pointer)
{
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::string_view token = pointer.substr(0, pointer.find('/'));
        if (!token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos)
            return true;
        pointer.remove_prefix(token.size());
    }
    return false;
}

// False if it was stopped, or the events cannot be read: then there is nothing to show.
bool foldOnce(Replay &replay, Trends &trends, std::stop_token stop)
{
    const std::uint32_t events = replay.sequence().size();
    for (std::uint32_t first = 0; first < events; first += kChunk) {
        const auto changes = replay.changes(first, kChunk, stop);
        if (!changes || stop.stop_requested())
            return false;
        for (const EventChanges &event : *changes) {
            for (const LeafChange &change : event.changes) {
                if (const auto trend = trends.find(change.pointer); trend != trends.end())
                    add(*trend->second, event.ordinal, change.kind, change.after);
            }
        }
        // Where the fold ended, so do the trends.
        if (changes->size() < std::min(kChunk, events - first))
            break;
    }
    return true;
}

bool foldFor(Replay &replay, const std::string &pointer, NumberTrend &trend, std::stop_token stop)
{
    const auto history = replay.history(pointer, std::nullopt, stop);
    if (!history || stop.stop_requested())
        return false;
    for (const FieldChange &change : history->changes)
        add(trend, change.ordinal, change.kind, change.after);
    return true;
}

} // namespace

NumberTrends::NumberTrends(StateQueries &states, QObject *parent)
    : QObject(parent)
    , m_states(states)
{
    connect(&m_states, &StateQueries::subjectChanged, this, &NumberTrends::forget);
    connect(&m_states, &StateQueries::sequenceChanged, this, &NumberTrends::ask);
}

NumberTrends::~NumberTrends() = default;

void NumberTrends::close()
{
    m_worker.submit([this](std::stop_token) { m_box.close(); });
}

void NumberTrends::forget()
{
    m_worker.cancel();
    m_running = false;
    ++m_run;
    m_wanted.clear(); // of another state; who shows this one asks
    if (!std::exchange(m_known, {}).empty())
        Q_EMIT changed();
}

void NumberTrends::want(Pointers pointers)
{
    while (pointers.size() > kMostWanted)
        pointers.erase(std::prev(pointers.end()));
    m_wanted = std::move(pointers);
    ask();
}

std::shared_ptr<const NumberTrend> NumberTrends::trend(const std::string &pointer) const
{
    const auto found = m_known.find(pointer);
    return found == m_known.end() ? nullptr : found->second;
}

void NumberTrends::ask()
{
    const std::uint32_t events = m_states.sequence().size();
    if (m_running || events == 0 || events > kMostEvents)
        return;
    std::vector<std::string> missing;
    for (const std::string &pointer : m_wanted) {
        const auto known = trend(pointer);
        if (!known || known->events != events)
            missing.push_back(pointer);
    }
    if (missing.empty())
        return;
    m_running = true;
    m_worker.submit([this, run = ++m_run, question = m_states.question(),
                     missing = std::move(missing)](std::stop_token stop) {
        Trends plain;
        Trends moving; // within arrays
        for (const std::string &pointer : missing) {
            auto trend = std::make_shared<NumberTrend>();
            trend->events = question.sequence.size();
            (hasIndex(pointer) ? moving : plain).emplace(pointer, std::move(trend));
        }
        const auto post = [this, run](Known found, bool isLast) {
            postTo(this, [this, run, found = std::move(found), isLast]() mutable {
                if (run != m_run)
                    return;
                for (auto &[pointer, trend] : found)
                    m_known.insert_or_assign(pointer, std::move(trend));
                if (isLast)
                    m_running = false;
                Q_EMIT changed();
                if (isLast)
                    ask(); // others are in sight by now, or there are more events
            });
        };
        const auto replay = m_box.open(question, stop);
        // What cannot be folded has an empty trend; the panel says why there is no state.
        const auto empty = [&](NumberTrend &trend) {
            trend = {};
            trend.events = question.sequence.size();
        };
        if (!plain.empty() && (!replay || !foldOnce(**replay, plain, stop))) {
            for (const auto &[pointer, trend] : plain)
                empty(*trend);
        }
        if (stop.stop_requested())
            return;
        post(Known(plain.begin(), plain.end()), moving.empty());
        for (auto trend = moving.begin(); trend != moving.end(); ++trend) {
            if (!replay || !foldFor(**replay, trend->first, *trend->second, stop))
                empty(*trend->second);
            if (stop.stop_requested())
                return;
            post({{trend->first, trend->second}}, std::next(trend) == moving.end());
        }
    });
}

} // namespace eventscope
