// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/batchcolumns.h"

#include "event/names.h"
#include "event/record.h"

#include <algorithm>
#include <bit>

namespace eventscope {

void BatchColumns::Places::clear(std::size_t mostNames)
{
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(mostNames, 8) * 2);
    if (m_slots.size() < slots)
        m_slots.resize(slots);
    std::fill(m_slots.begin(), m_slots.end(), 0);
}

std::uint32_t BatchColumns::Places::indexOf(std::string_view text, std::uint32_t event,
                                            std::vector<Name> &names)
{
    const std::uint64_t hash = hashOf(text);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        if (m_slots[slot] == 0) {
            names.push_back({text, hash, event});
            m_slots[slot] = static_cast<std::uint32_t>(names.size());
            return m_slots[slot] - 1;
        }
        const Name &name = names[m_slots[slot] - 1];
        if (name.hash == hash && name.text == text)
            return m_slots[slot] - 1;
    }
}

void BatchColumns::resize(std::size_t count)
{
    m_size = count;
    for (auto *const column : {&position, &version, &time})
        column->resize(count);
    for (auto *const column : {&id, &causation, &correlation, &locator})
        column->resize(count);
    for (auto *const column : {&payloadSize, &stream, &type})
        column->resize(count);
    damaged.resize(count);
}

void BatchColumns::make(std::span<const RawEvent> events)
{
    const auto hashIfAny = [](std::string_view text) { return text.empty() ? 0 : idHashOf(text); };
    resize(events.size());
    streams.clear();
    types.clear();
    m_streamPlaces.clear(events.size());
    m_typePlaces.clear(events.size());
    hasTextPositions = false;
    for (std::uint32_t i = 0; i < events.size(); ++i) {
        const RawEvent &event = events[i];
        position[i] = event.position;
        version[i] = event.version.value();
        time[i] = event.time.micros;
        id[i] = hashIfAny(event.id);
        causation[i] = hashIfAny(event.causation);
        correlation[i] = hashIfAny(event.correlation);
        locator[i] = event.locator;
        payloadSize[i] = event.payloadSize;
        stream[i] = event.hasStream ? m_streamPlaces.indexOf(event.stream, i, streams) : kNoName;
        type[i] = m_typePlaces.indexOf(event.type, i, types);
        damaged[i] = event.damaged ? 1 : 0;
        hasTextPositions = hasTextPositions || !event.positionText.empty();
    }
}

} // namespace eventscope
