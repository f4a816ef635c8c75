// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/column.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace eventscope {

// 64-bit hash of a name or id; never 0, which stands for "absent". Not stable between versions or machines: never stored.
// Sixteen bytes a step, each mixed by a 64 x 64 -> 128 bit multiplication whose halves are folded.
inline std::uint64_t hashOf(std::string_view text)
{
    __extension__ using Wide = unsigned __int128;
    constexpr std::uint64_t kFirst = 0x9e37'79b9'7f4a'7c15;
    constexpr std::uint64_t kSecond = 0xd6e8'feb8'6659'fd93;
    const auto mix = [](std::uint64_t a, std::uint64_t b) {
        const Wide product = static_cast<Wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    const auto load = [](const char *from, std::size_t bytes) {
        std::uint64_t value = 0;
        std::memcpy(&value, from, bytes);
        return value;
    };
    const char *at = text.data();
    std::size_t left = text.size();
    std::uint64_t hash = kFirst ^ left;
    for (; left > 16; at += 16, left -= 16)
        hash = mix(load(at, 8) ^ kSecond, load(at + 8, 8) ^ hash);
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (left >= 8) {
        low = load(at, 8);
        high = load(at + left - 8, 8); // may overlap
    } else if (left >= 4) {
        low = load(at, 4);
        high = load(at + left - 4, 4);
    } else {
        for (std::size_t i = 0; i < left; ++i)
            low = low << 8 | static_cast<unsigned char>(at[i]);
    }
    hash = mix(mix(low ^ kSecond, high ^ hash), kFirst);
    return hash == 0 ? 1 : hash;
}

// Whether it is written as a UUID is, 8-4-4-4-12.
inline bool looksLikeUuid(std::string_view id)
{
    return id.size() == 36 && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-';
}

// Of an event's id, or of one that refers to it: some libraries write UUIDs in capitals in one place and small in another.
inline std::uint64_t idHashOf(std::string_view id)
{
    if (!looksLikeUuid(id))
        return hashOf(id);
    std::array<char, 36> small{};
    // Digits and dashes have this bit already.
    for (std::size_t i = 0; i < small.size(); ++i)
        small[i] = static_cast<char>(id[i] | 0x20);
    return hashOf({small.data(), small.size()});
}

inline bool isSameId(std::string_view one, std::string_view other)
{
    if (one.size() != other.size() || !looksLikeUuid(one) || !looksLikeUuid(other))
        return one == other;
    return std::equal(one.begin(), one.end(), other.begin(),
                      [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

// Strings interned once, numbered from 0 in order of first appearance. One writer interns; any thread reads names below size() without a
// lock, and looks names up under a lock that the writer takes only for names it has not seen.
class NameTable
{
public:
    explicit NameTable(unsigned chunkShift = 12);

    std::uint32_t size() const { return m_size.load(std::memory_order_acquire); }
    std::string_view name(std::uint32_t index) const { return m_names[index]; }
    std::optional<std::uint32_t> find(std::string_view text) const;
    // Bytes of the table itself (entries and slots) and of the names' text.
    std::size_t tableBytes() const;
    std::size_t textBytes() const;

    // Writer only. `hash` is hashOf(text).
    std::uint32_t intern(std::string_view text) { return intern(text, hashOf(text)); }
    std::uint32_t intern(std::string_view text, std::uint64_t hash);
    // Asks the processor for what intern() will touch: prefetchSlot some twenty names ahead, prefetchName some ten, which also tells
    // the index that the name very probably has.
    void prefetchSlot(std::uint64_t hash) const;
    std::optional<std::uint32_t> prefetchName(std::uint64_t hash) const;

private:
    std::uint32_t slotOf(std::string_view text, std::uint64_t hash) const;
    void grow();
    std::string_view store(std::string_view text);

    Column<std::string_view> m_names;
    std::atomic<std::uint32_t> m_size{0};
    mutable std::mutex m_mutex; // guards what follows between the writer's inserts and find()
    std::vector<std::uint64_t> m_slots; // high half: hash bits, low half: index + 1; 0 is free
    std::vector<std::unique_ptr<char[]>> m_blocks;
    char *m_free = nullptr;
    std::size_t m_freeBytes = 0;
    std::size_t m_textBytes = 0;
};

} // namespace eventscope
