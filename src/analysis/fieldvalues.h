// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// The scalar values that a field had: which, if they are few, the first ones, and the ends of their range. Numbers keep their digits.
class FieldValues
{
public:
    static constexpr std::size_t kMostDistinct = 12;
    static constexpr std::size_t kMostSamples = 3;
    static constexpr std::size_t kMostBytes = 60; // of a value that is kept

    struct Range {
        std::string least;
        std::string most;
        bool operator==(const Range &) const = default;
    };

    void addNumber(std::string_view token);
    void addString(std::string_view text);
    void addBool(bool value);
    void append(const FieldValues &later);

    // As JSON, with how often each occurred; none if there are more than kMostDistinct, or longer ones than are kept.
    const std::map<std::string, std::uint64_t> *distinct() const
    {
        return m_isManifold ? nullptr : &m_distinct;
    }
    const std::vector<std::string> &samples() const { return m_samples; } // as JSON
    const std::optional<Range> &numbers() const { return m_numbers; }
    // Of ISO 8601 texts; none if one of the strings is something else.
    std::optional<Range> times() const { return m_otherText ? std::nullopt : m_times; }

private:
    void add(std::string json, std::uint64_t count = 1);
    void addSample(const std::string &json);
    static void widen(std::optional<Range> &range, std::string_view value,
                      int (*compare)(std::string_view, std::string_view));

    std::map<std::string, std::uint64_t> m_distinct;
    std::vector<std::string> m_samples;
    bool m_isManifold = false;
    std::optional<Range> m_numbers;
    std::optional<Range> m_times;
    bool m_otherText = false;
};

} // namespace eventscope
