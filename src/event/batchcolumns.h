// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace eventscope {

struct RawEvent;

// The events of a batch as columns, and their streams and types as a list of different names. The threads that refine batches make it,
// side by side, so that the one that appends them in order has little left to do and touches little memory of another core. Its vectors
// keep their memory from batch to batch.
class BatchColumns
{
public:
    struct Name {
        std::string_view text;
        std::uint64_t hash = 0;
        std::uint32_t event = 0; // the first that has it
    };
    static constexpr std::uint32_t kNoName = std::numeric_limits<std::uint32_t>::max();

    // The texts are those of the events: they must live as long.
    void make(std::span<const RawEvent> events);
    void clear() { m_size = 0; }
    std::size_t size() const { return m_size; }

    // One element an event.
    std::vector<std::int64_t> position;
    std::vector<std::int64_t> version;
    std::vector<std::int64_t> time;
    std::vector<std::uint64_t> id; // idHashOf() it, 0 if it has none; so are the next two
    std::vector<std::uint64_t> causation;
    std::vector<std::uint64_t> correlation;
    std::vector<std::uint64_t> locator;
    std::vector<std::uint32_t> payloadSize;
    std::vector<std::uint32_t> stream; // index in `streams`; kNoName: of no stream
    std::vector<std::uint32_t> type;   // index in `types`
    std::vector<std::uint8_t> damaged;

    // In order of first appearance.
    std::vector<Name> streams;
    std::vector<Name> types;
    bool hasTextPositions = false; // some events have one

private:
    // Open addressing over a list of names.
    class Places
    {
    public:
        void clear(std::size_t mostNames);
        std::uint32_t indexOf(std::string_view text, std::uint32_t event, std::vector<Name> &names);

    private:
        std::vector<std::uint32_t> m_slots; // index + 1; 0 is free
    };
    void resize(std::size_t count);

    std::size_t m_size = 0;
    Places m_streamPlaces;
    Places m_typePlaces;
};

} // namespace eventscope
