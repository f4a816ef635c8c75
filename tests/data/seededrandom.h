// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace eventscope {

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). The
// distributions are our own: those of <random> differ between standard libraries, and what the
// generators write has to be the same bytes everywhere.
class SeededRandom
{
public:
    explicit constexpr SeededRandom(std::uint64_t seed)
        : m_state(seed)
    {}

    static constexpr std::uint64_t mix(std::uint64_t value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
        return value ^ (value >> 31);
    }

    constexpr std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        return mix(m_state);
    }

    // Both ends are included.
    constexpr std::int64_t between(std::int64_t low, std::int64_t high)
    {
        const auto span = static_cast<std::uint64_t>(high - low) + 1;
        return low + static_cast<std::int64_t>(next() % span);
    }

    constexpr std::size_t below(std::size_t count) { return next() % count; }
    constexpr bool chance(int percent) { return between(1, 100) <= percent; }

private:
    std::uint64_t m_state;
};

// Writes the 36 characters of a version 4 UUID that has these 122 bits.
inline void writeUuid(std::uint64_t high, std::uint64_t low, char *out)
{
    constexpr char kHex[] = "0123456789abcdef";
    high = (high & 0xffffffffffff0fffU) | 0x4000U;
    low = (low & 0x3fffffffffffffffU) | 0x8000000000000000U;
    for (int digit = 0; digit < 32; ++digit) {
        if (digit == 8 || digit == 12 || digit == 16 || digit == 20)
            *out++ = '-';
        const std::uint64_t half = digit < 16 ? high : low;
        *out++ = kHex[(half >> (60 - 4 * (digit % 16))) & 15U];
    }
}

inline std::string uuid(std::uint64_t high, std::uint64_t low)
{
    std::string text(36, '\0');
    writeUuid(high, low, text.data());
    return text;
}

} // namespace eventscope
