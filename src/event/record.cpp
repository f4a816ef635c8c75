// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/record.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;
constexpr std::size_t kPadding = 64;

} // namespace

char *RecordBatch::room(std::size_t bytes)
{
    const std::size_t needed = bytes + kPadding;
    while (m_block < m_blocks.size() && m_blocks[m_block].size - m_used < needed) {
        ++m_block;
        m_used = 0;
    }
    if (m_block == m_blocks.size()) {
        const std::size_t size = std::max(kBlockBytes, needed);
        m_blocks.push_back({std::make_unique_for_overwrite<char[]>(size), size});
        m_used = 0;
    }
    char *const start = m_blocks[m_block].bytes.get() + m_used;
    m_used += bytes;
    return start;
}

std::string_view RecordBatch::keep(std::string_view text)
{
    if (text.empty())
        return {};
    char *const start = room(text.size());
    std::memcpy(start, text.data(), text.size());
    return {start, text.size()};
}

void RecordBatch::clear()
{
    events.clear();
    pending.clear();
    columns.clear();
    progressDone = 0;
    owner.reset();
    m_block = 0;
    m_used = 0;
    // One huge text must not hold its memory for the rest of a load.
    std::erase_if(m_blocks, [](const Block &block) { return block.size > kBlockBytes; });
}

} // namespace eventscope
