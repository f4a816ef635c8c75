// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/eventbatch.h"

#include "base/json.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::int64_t kMicrosADay = 86'400'000'000;

void appendNumber(std::string &out, std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void appendDigits(std::string &out, std::int64_t number, unsigned count)
{
    const std::size_t end = out.size() + count;
    out.resize(end);
    for (std::size_t i = end; count > 0; --count, number /= 10)
        out[--i] = char('0' + number % 10);
}

bool isNumberByte(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.' || byte == 'e' || byte == 'E' || byte == '+'
           || byte == '-';
}

// True if all eight bytes are digits, '.' or '/'.
bool areDigits(std::uint64_t bytes)
{
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    constexpr std::uint64_t kAboveNine = 0x4646464646464646; // 0x7f - '9'
    constexpr std::uint64_t kFromDot = 0x5252525252525252;   // 0x80 - '.'
    return (bytes & kHigh) == 0 && ((bytes + kAboveNine) & kHigh) == 0
           && ((bytes + kFromDot) & kHigh) == kHigh;
}

// Tells which places of a JSON text are in strings, in one pass.
class StringFinder
{
public:
    explicit StringFinder(std::string_view json)
        : m_json(json)
    {}
    // Ascending.
    bool isInString(std::size_t at)
    {
        for (; m_at < at; ++m_at) {
            if (m_json[m_at] == '\\' && m_inside)
                ++m_at;
            else if (m_json[m_at] == '"')
                m_inside = !m_inside;
        }
        return m_inside;
    }

private:
    std::string_view m_json;
    std::size_t m_at = 0;
    bool m_inside = false;
};

// What JavaScript would print, if that is another value.
std::optional<std::string> roundedText(std::string_view token)
{
    const std::string text(token);
    char *end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size())
        return std::nullopt;
    std::array<char, 400> seen{};
    const auto written = std::to_chars(seen.data(), seen.data() + seen.size(), value,
                                       std::abs(value) < 1e21 && std::abs(value) >= 1e-6
                                           ? std::chars_format::fixed
                                           : std::chars_format::general);
    std::string result(seen.data(), written.ptr);
    if (value - value != 0)
        return std::string(value < 0 ? "-Infinity" : "Infinity");
    if (compareNumbers(token, result) == 0)
        return std::nullopt;
    return result;
}

constexpr std::uint64_t everyByte(unsigned byte)
{
    return std::uint64_t{0x0101010101010101} * byte;
}

// The high bit of each byte that is zero; now and then of one above it too.
constexpr std::uint64_t zeroBytes(std::uint64_t bytes)
{
    return (bytes - everyByte(0x01)) & ~bytes & everyByte(0x80);
}

// The high bit of each of eight bytes that may be a digit with an exponent behind it.
std::uint64_t digitsBeforeExponents(const char *at)
{
    std::uint64_t bytes = 0;
    std::uint64_t next = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    std::memcpy(&next, at + 1, sizeof next);
    return zeroBytes((bytes & everyByte(0xf0)) ^ everyByte(0x30))
           & zeroBytes((next | everyByte(0x20)) ^ everyByte('e'));
}

// The whole number that has a byte there.
std::string_view tokenAround(std::string_view json, std::size_t at)
{
    std::size_t from = at;
    while (from > 0 && isNumberByte(json[from - 1]))
        --from;
    std::size_t to = at;
    while (to < json.size() && isNumberByte(json[to]))
        ++to;
    return json.substr(from, to - from);
}

// A number of few digits that is too large for a double, or too small: its exponent has three digits.
std::optional<RoundedNumber> findHugeExponent(std::string_view json)
{
    StringFinder strings(json);
    std::size_t done = 0;
    // Whether it is one, if there is an e at that place.
    const auto look = [&](std::size_t at) -> std::optional<RoundedNumber> {
        if (at < done || at == 0 || at + 3 >= json.size() || !isNumberByte(json[at - 1])
            || !isNumberByte(json[at + 2]) || !isNumberByte(json[at + 3])
            || (json[at] | 0x20) != 'e')
            return std::nullopt;
        const std::string_view token = tokenAround(json, at);
        const auto from = std::size_t(token.data() - json.data());
        done = from + token.size();
        if (strings.isInString(from))
            return std::nullopt;
        auto seen = roundedText(token);
        return seen ? std::optional(RoundedNumber{token, std::move(*seen)}) : std::nullopt;
    };
    std::size_t block = 0;
    for (; block + 9 <= json.size(); block += 8) {
        std::uint64_t places = digitsBeforeExponents(json.data() + block);
        for (; places != 0; places &= places - 1) { // the first byte is the lowest
            if (auto found = look(block + 1 + std::size_t(std::countr_zero(places)) / 8))
                return found;
        }
    }
    for (; block < json.size(); ++block) {
        if (auto found = look(block))
            return found;
    }
    return std::nullopt;
}

} // namespace

std::string eventName(Version version, std::uint32_t ordinal, std::string_view type)
{
    std::string name = version != kNoVersion ? 'v' + std::to_string(version.value())
                                             : "event " + std::to_string(std::int64_t(ordinal) + 1)
                                                   + " of the stream";
    if (!type.empty())
        name.append(" (").append(type) += ')';
    return name;
}

std::optional<RoundedNumber> findRoundedNumber(std::string_view json)
{
    constexpr std::size_t kFewest = 16; // digits that may be too many: 2^53 has sixteen
    StringFinder strings(json);
    for (std::size_t at = 0; at + 8 <= json.size();) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, json.data() + at, sizeof bytes);
        if (!areDigits(bytes)) {
            at += 8;
            continue;
        }
        const std::string_view token = tokenAround(json, at);
        const auto from = std::size_t(token.data() - json.data());
        at = std::max(from + token.size(), at + 8);
        const auto digits = std::count_if(token.begin(), token.end(),
                                          [](char byte) { return byte >= '0' && byte <= '9'; });
        if (std::size_t(digits) < kFewest || strings.isInString(from))
            continue;
        if (auto seen = roundedText(token))
            return RoundedNumber{token, std::move(*seen)};
    }
    return findHugeExponent(json);
}

std::string EventBatch::text() const
{
    return "[0,[" + types + "],[" + keys + "],0" + body + ']';
}

std::string EventBatch::carefulText() const
{
    std::string result = "[1,[" + types + "],[" + keys + "],0";
    std::size_t done = 0;
    const auto quote = [&](std::size_t at, std::size_t size) {
        const std::string_view all = body;
        result += all.substr(done, at - done);
        appendJsonQuoted(result, all.substr(at, size));
        done = at + size;
    };
    for (const Entry &entry : entries) {
        quote(entry.data, entry.dataSize);
        quote(entry.metadata, entry.metadataSize);
    }
    result += std::string_view(body).substr(done);
    return result += ']';
}

void EventBatchWriter::begin(std::uint32_t mark)
{
    m_mark = mark;
    m_batch = {};
    m_types.clear();
    m_typeNames.clear();
    m_lastType = 0;
    m_lasts.clear();
}

std::uint32_t EventBatchWriter::typeIndex(std::string_view type)
{
    if (m_lastType < m_typeNames.size() && m_typeNames[m_lastType] == type)
        return m_lastType;
    const auto [entry, isNew] = m_types.try_emplace(std::string(type),
                                                    std::uint32_t(m_typeNames.size()));
    if (isNew) {
        m_typeNames.emplace_back(type);
        if (!m_batch.types.empty())
            m_batch.types += ',';
        appendJsonQuoted(m_batch.types, type);
    }
    return m_lastType = entry->second;
}

// What formatIsoTime() gives, faster: as texts all times have the same length, so that scripts can compare them.
void EventBatchWriter::appendTime(Time time)
{
    if (time == kNoTime) {
        m_batch.body += "null";
        return;
    }
    const std::int64_t past = (time.micros % kMicrosADay + kMicrosADay) % kMicrosADay;
    const std::int64_t day = (time.micros - past) / kMicrosADay;
    if (day != m_day || m_date.empty()) {
        m_date = formatIsoTime(Time{day * kMicrosADay});
        m_date.resize(m_date.find('T') + 1);
        m_day = day;
    }
    std::string &out = m_batch.body;
    out += '"';
    out += m_date;
    const std::int64_t seconds = past / 1'000'000;
    appendDigits(out, seconds / 3600, 2);
    out += ':';
    appendDigits(out, seconds / 60 % 60, 2);
    out += ':';
    appendDigits(out, seconds % 60, 2);
    out += '.';
    appendDigits(out, past % 1'000'000, 6);
    out += "Z\"";
}

void EventBatchWriter::appendPayload(std::string_view text)
{
    if (text.empty())
        m_batch.body += "null";
    else if (isUtf8(text))
        m_batch.body += text;
    else // as a string with U+FFFD: text of no known encoding cannot be JSON
        appendJsonQuoted(m_batch.body, text);
}

EventBatchWriter::KeyState &EventBatchWriter::of(std::uint32_t key)
{
    if (key >= m_lasts.size())
        m_lasts.resize(std::size_t(key) + 1);
    return m_lasts[key];
}

void EventBatchWriter::add(const ScriptEvent &event)
{
    KeyState &key = of(event.key);
    if (!key.isKnown) {
        key.isKnown = true;
        if (!m_batch.keys.empty())
            m_batch.keys += ',';
        m_batch.keys += '[';
        appendNumber(m_batch.keys, event.key);
        m_batch.keys += ',';
        appendJsonQuoted(m_batch.keys, event.stream);
        m_batch.keys += ',';
        appendJsonQuoted(m_batch.keys, event.streamType);
        m_batch.keys += ']';
    }
    EventBatch::Entry entry;
    entry.key = event.key;
    entry.ordinal = event.ordinal;
    entry.type = typeIndex(event.type);
    entry.version = event.version;
    key.event = {entry.type, entry.ordinal, entry.version};

    std::string &out = m_batch.body;
    out += ',';
    appendNumber(out, event.key);
    out += ',';
    appendNumber(out, event.ordinal);
    out += ',';
    appendNumber(out, entry.type);
    out += ',';
    if (event.version == kNoVersion)
        out += "null";
    else
        appendNumber(out, event.version.value());
    out += ',';
    if (event.id.empty())
        out += "null";
    else
        appendJsonQuoted(out, event.id);
    out += ',';
    appendTime(event.time);
    out += ',';
    entry.data = out.size();
    appendPayload(event.data);
    entry.dataSize = out.size() - entry.data;
    out += ',';
    entry.metadata = out.size();
    appendPayload(event.metadata);
    entry.metadataSize = out.size() - entry.metadata;
    out += ',';
    appendNumber(out, m_mark);
    m_batch.entries.push_back(entry);
}

EventBatch EventBatchWriter::take()
{
    EventBatch batch = std::move(m_batch);
    m_batch = {};
    m_batch.body.reserve(kMostBytes);
    m_batch.entries.reserve(kMostEvents);
    return batch;
}

} // namespace eventscope
