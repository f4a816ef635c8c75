// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bigevents.h"

#include "seededrandom.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace eventscope {

namespace {

constexpr std::uint64_t kSeed = 0x0e7e'5c09'e000'0001U;
constexpr std::uint64_t kIdSalt = 0x1d5a'17ed'0000'0002U;
constexpr std::uint64_t kCorrelationSalt = 0xc022'e1a7'0000'0003U;
constexpr std::uint32_t kCorrelationRun = 8;

constexpr std::array<std::string_view, 8> kAggregates = {"order",    "payment", "inventory",
                                                         "shipment", "account", "user",
                                                         "invoice",  "cart"};
constexpr std::array<std::string_view, 12> kVerbs = {"Opened",   "Changed",   "Confirmed",
                                                     "Extended", "Completed", "Failed",
                                                     "Renamed",  "Assigned",  "Released",
                                                     "Merged",   "Rejected",  "Closed"};

// The year: Mondays to Fridays of 52 weeks from Monday, 6 January 2025, 08:00 to 20:00 each.
constexpr std::int64_t kFirstMonday = 1'736'121'600'000;
constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;
constexpr std::int64_t kOpening = 8 * 60 * kMinute;
constexpr std::int64_t kWorkday = 12 * 60 * kMinute;
constexpr std::int64_t kYear = 52 * 5 * kWorkday;
constexpr std::int64_t kBurst = 10 * kMinute;

std::uint64_t randomBits(std::uint64_t salt, std::uint64_t number)
{
    return SeededRandom::mix(salt + number * 0x9e3779b97f4a7c15U);
}

void eventId(std::uint64_t number, char *out)
{
    writeUuid(randomBits(kIdSalt, 2 * number), randomBits(kIdSalt, 2 * number + 1), out);
}

void appendNumber(std::string &text, std::uint64_t value)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

} // namespace

BigEvents::BigEvents(const BigOptions &options)
    : m_options(options)
{
    m_options.streams = std::min(m_options.streams, std::max<std::uint64_t>(m_options.events, 1));
    m_streams.resize(m_options.streams);
    m_padding = "the quick brown fox jumps over the lazy dog ";
    while (m_padding.size() < m_options.payloadBytes)
        m_padding += m_padding;
    m_event.id.resize(36);
    makeTypes();
}

void BigEvents::makeTypes()
{
    const std::size_t aggregates = std::min(kAggregates.size(), m_options.types);
    m_types.resize(aggregates);
    for (std::size_t i = 0; i < aggregates; ++i)
        m_aggregateTypes.emplace_back(kAggregates[i]);
    for (std::size_t i = 0; i < m_options.types; ++i) {
        const std::size_t verb = i / aggregates;
        std::string name = m_aggregateTypes[i % aggregates];
        name[0] = static_cast<char>(name[0] - 'a' + 'A');
        name += kVerbs[verb % kVerbs.size()];
        if (verb >= kVerbs.size())
            name += std::to_string(verb / kVerbs.size() + 1);
        m_types[i % aggregates].push_back(std::move(name));
    }
}

bool BigEvents::next()
{
    if (m_event.number == m_options.events)
        return false;
    ++m_event.number;
    const std::uint64_t chance = randomBits(kSeed, m_event.number);
    const std::uint64_t index = pickStream(chance);
    Stream &stream = m_streams[index];
    const std::size_t aggregate = index % m_types.size();

    eventId(m_event.number, m_event.id.data());
    m_event.aggregateType = m_aggregateTypes[aggregate];
    m_event.aggregate.assign(m_event.aggregateType);
    m_event.aggregate += '-';
    appendNumber(m_event.aggregate, 100'000 + index);
    m_event.version = ++stream.version;
    // A stream begins with the first type; after that the early ones are the frequent ones.
    const std::vector<std::string> &types = m_types[aggregate];
    const std::uint64_t wide = (chance >> 8U) % types.size();
    const std::uint64_t narrow = (chance >> 28U) % (wide + 1);
    m_event.type = types[stream.version == 1 ? 0 : narrow];
    writeTime(chance);
    writeData(chance);
    writeMetadata(index, stream);
    stream.last = m_event.number;
    return true;
}

std::uint64_t BigEvents::pickStream(std::uint64_t chance)
{
    // After event n, n/events of all streams have begun.
    const std::uint64_t due = m_event.number * m_options.streams / m_options.events;
    if (m_begun == 0 || m_begun < std::min(due, m_options.streams))
        return m_begun++;
    if (chance % 64 == 0)
        return (chance >> 32U) % std::min<std::uint64_t>(m_begun, 16);
    const std::uint64_t window = std::min(m_begun,
                                          std::max<std::uint64_t>(64, m_options.streams / 50));
    return m_begun - 1 - (chance >> 32U) % window;
}

// Working hours one after the other, and within each ten minutes most events at their beginning.
void BigEvents::writeTime(std::uint64_t chance)
{
    const std::int64_t even = static_cast<std::int64_t>(m_event.number - 1) * kYear
                              / static_cast<std::int64_t>(m_options.events);
    const std::int64_t within = even % kBurst;
    const std::int64_t busy = even - within + within * within / kBurst;
    const std::int64_t workday = busy / kWorkday;
    const std::int64_t time = kFirstMonday + (workday / 5 * 7 + workday % 5) * kDay + kOpening
                              + busy % kWorkday + static_cast<std::int64_t>((chance >> 20U) % 4);
    m_event.time = std::max(m_event.time, time);
}

void BigEvents::writeData(std::uint64_t chance)
{
    std::string &data = m_event.data;
    data.assign(R"({"sku":"SKU-)");
    appendNumber(data, 1000 + (chance >> 40U) % 9000);
    data += R"(","quantity":)";
    appendNumber(data, 1 + (chance >> 16U) % 9);
    data += R"(,"total":)";
    appendNumber(data, (chance >> 24U) % 500);
    data += '.';
    data += static_cast<char>('0' + (chance >> 12U) % 10);
    data += static_cast<char>('0' + (chance >> 4U) % 10);
    constexpr std::string_view kNote = R"(,"note":")";
    const std::size_t length = data.size() + kNote.size() + 2;
    if (length < m_options.payloadBytes)
        data.append(kNote).append(m_padding, 0, m_options.payloadBytes - length).append("\"");
    data += '}';
}

void BigEvents::writeMetadata(std::uint64_t index, const Stream &state)
{
    const std::uint32_t run = (state.version - 1) / kCorrelationRun;
    std::array<char, 36> id{};
    std::string &metadata = m_event.metadata;
    metadata.assign(R"({"correlationId":")");
    const std::uint64_t correlation = index + (static_cast<std::uint64_t>(run) << 40U);
    for (int digit = 0; digit < 16; ++digit) {
        const std::uint64_t bits = randomBits(kCorrelationSalt, correlation);
        metadata += "0123456789abcdef"[(bits >> (4 * digit)) & 15U];
    }
    metadata += R"(","causationId":)";
    if ((state.version - 1) % kCorrelationRun == 0) {
        metadata += "null";
    } else {
        eventId(state.last, id.data());
        metadata += '"';
        metadata.append(id.data(), id.size());
        metadata += '"';
    }
    metadata += R"(,"userId":"user-)";
    appendNumber(metadata, 1000 + index % 5000);
    metadata += "\"}";
}

std::string_view BigTime::text(std::int64_t milliseconds)
{
    using namespace std::chrono;
    const std::int64_t day = milliseconds / kDay;
    const std::int64_t rest = milliseconds % kDay;
    if (day != m_day) {
        m_day = day;
        const year_month_day date{sys_days{days{day}}};
        std::snprintf(m_text, sizeof m_text, "%04d-%02u-%02uT00:00:00.000Z",
                      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day()));
    }
    const auto put = [this](int place, std::int64_t value, int digits) {
        for (int i = digits - 1; i >= 0; --i) {
            m_text[place + i] = static_cast<char>('0' + value % 10);
            value /= 10;
        }
    };
    put(11, rest / 3'600'000, 2);
    put(14, rest / kMinute % 60, 2);
    put(17, rest / 1000 % 60, 2);
    put(20, rest % 1000, 3);
    return {m_text, 24};
}

} // namespace eventscope
