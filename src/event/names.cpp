// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/names.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t kBlockBytes = 64 * 1024;

} // namespace

NameTable::NameTable(unsigned chunkShift)
    : m_names(chunkShift)
    , m_slots(64)
{}

std::uint32_t NameTable::slotOf(std::string_view text, std::uint64_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    const std::uint64_t tag = hash >> 32;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        const std::uint64_t entry = m_slots[slot];
        if (entry == 0)
            return static_cast<std::uint32_t>(slot);
        if (entry >> 32 == tag && m_names[(entry & 0xffff'ffff) - 1] == text)
            return static_cast<std::uint32_t>(slot);
    }
}

std::optional<std::uint32_t> NameTable::find(std::string_view text) const
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t entry = m_slots[slotOf(text, hashOf(text))];
    if (entry == 0)
        return std::nullopt;
    return static_cast<std::uint32_t>(entry & 0xffff'ffff) - 1;
}

void NameTable::prefetchSlot(std::uint64_t hash) const
{
    __builtin_prefetch(&m_slots[hash & (m_slots.size() - 1)]);
}

std::optional<std::uint32_t> NameTable::prefetchName(std::uint64_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        const std::uint64_t entry = m_slots[slot];
        if (entry == 0)
            return std::nullopt;
        if (entry >> 32 == hash >> 32) {
            const auto index = static_cast<std::uint32_t>(entry & 0xffff'ffff) - 1;
            __builtin_prefetch(&m_names[index]);
            return index;
        }
    }
}

std::uint32_t NameTable::intern(std::string_view text, std::uint64_t hash)
{
    // Only this thread changes the slots, so it may read them without the lock.
    std::uint32_t slot = slotOf(text, hash);
    if (m_slots[slot] != 0)
        return static_cast<std::uint32_t>(m_slots[slot] & 0xffff'ffff) - 1;

    const std::uint32_t index = m_size.load(std::memory_order_relaxed);
    if ((index + 1) * std::size_t{10} > m_slots.size() * 7) {
        grow();
        slot = slotOf(text, hash);
    }
    const std::lock_guard lock(m_mutex);
    m_names.slot(index) = store(text);
    m_slots[slot] = (hash >> 32 << 32) | (index + 1);
    m_size.store(index + 1, std::memory_order_release);
    return index;
}

// Takes a while with a million names: those who look one up wait for no more than the exchange.
void NameTable::grow()
{
    std::vector<std::uint64_t> larger(m_slots.size() * 2);
    const std::size_t mask = larger.size() - 1;
    for (const std::uint64_t entry : m_slots) {
        if (entry == 0)
            continue;
        std::size_t slot = hashOf(m_names[(entry & 0xffff'ffff) - 1]) & mask;
        while (larger[slot] != 0)
            slot = (slot + 1) & mask;
        larger[slot] = entry;
    }
    const std::lock_guard lock(m_mutex);
    m_slots.swap(larger);
}

std::string_view NameTable::store(std::string_view text)
{
    if (text.empty())
        return {};
    if (text.size() > m_freeBytes) {
        const std::size_t bytes = std::max(kBlockBytes, text.size());
        m_blocks.push_back(std::make_unique_for_overwrite<char[]>(bytes));
        m_free = m_blocks.back().get();
        m_freeBytes = bytes;
    }
    char *const start = m_free;
    std::memcpy(start, text.data(), text.size());
    m_free += text.size();
    m_freeBytes -= text.size();
    m_textBytes += text.size();
    return {start, text.size()};
}

std::size_t NameTable::tableBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_slots.size() * sizeof(std::uint64_t) + m_names.allocatedBytes();
}

std::size_t NameTable::textBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_textBytes;
}

} // namespace eventscope
