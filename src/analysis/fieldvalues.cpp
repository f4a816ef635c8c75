// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/fieldvalues.h"

#include "base/json.h"
#include "base/time.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

int compareTimes(std::string_view left, std::string_view right)
{
    const Time a = parseIsoTime(left).value_or(kNoTime);
    const Time b = parseIsoTime(right).value_or(kNoTime);
    return a < b ? -1 : b < a ? 1 : 0;
}

// What begins with a year is rarely anything but a time, and nothing else is worth a try.
bool mayBeTime(std::string_view text)
{
    return text.size() >= 10 && text.size() <= 40 && text[4] == '-' && text[7] == '-';
}

} // namespace

void FieldValues::widen(std::optional<Range> &range, std::string_view value,
                        int (*compare)(std::string_view, std::string_view))
{
    if (!range)
        range = Range{std::string(value), std::string(value)};
    else if (compare(value, range->least) < 0)
        range->least = value;
    else if (compare(value, range->most) > 0)
        range->most = value;
}

void FieldValues::addNumber(std::string_view token)
{
    widen(m_numbers, token, compareNumbers);
    add(std::string(token));
}

void FieldValues::addString(std::string_view text)
{
    if (!m_otherText) {
        if (mayBeTime(text) && parseIsoTime(text))
            widen(m_times, text, compareTimes);
        else
            m_otherText = true;
    }
    if (m_isManifold && m_samples.size() >= kMostSamples)
        return;
    if (text.size() > kMostBytes) {
        std::size_t end = kMostBytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
            --end;
        m_isManifold = true;
        m_distinct.clear();
        addSample(jsonQuote(std::string(text.substr(0, end)) + "\u2026"));
        return;
    }
    add(jsonQuote(text));
}

void FieldValues::addBool(bool value)
{
    add(value ? "true" : "false");
}

void FieldValues::addSample(const std::string &json)
{
    if (m_samples.size() < kMostSamples
        && std::find(m_samples.begin(), m_samples.end(), json) == m_samples.end())
        m_samples.push_back(json);
}

void FieldValues::add(std::string json, std::uint64_t count)
{
    addSample(json);
    if (m_isManifold)
        return;
    m_distinct[std::move(json)] += count;
    if (m_distinct.size() > kMostDistinct) {
        m_isManifold = true;
        m_distinct.clear();
    }
}

void FieldValues::append(const FieldValues &later)
{
    for (const std::string &sample : later.m_samples)
        addSample(sample);
    if (later.m_isManifold) {
        m_isManifold = true;
        m_distinct.clear();
    }
    for (const auto &[json, count] : later.m_distinct)
        add(json, count);
    if (later.m_numbers) {
        widen(m_numbers, later.m_numbers->least, compareNumbers);
        widen(m_numbers, later.m_numbers->most, compareNumbers);
    }
    if (later.m_times) {
        widen(m_times, later.m_times->least, compareTimes);
        widen(m_times, later.m_times->most, compareTimes);
    }
    m_otherText = m_otherText || later.m_otherText;
}

} // namespace eventscope
