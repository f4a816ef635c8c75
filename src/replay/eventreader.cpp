// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/eventreader.h"

#include "base/json.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostChunkBytes = 4 << 20; // of payload
constexpr std::size_t kMostChunks = 6;

} // namespace

struct EventReader::Chunk {
    std::uint32_t first = 0;
    std::uint32_t end = 0;
    std::vector<ScriptEvent> events; // ascending by ordinal
    RecordBatch texts;               // what their views point to
};

EventReader::EventReader(const EventLog &log, RecordReader &reader, Options options)
    : m_log(log)
    , m_reader(reader)
    , m_options(options)
{}

EventReader::~EventReader() = default;

void EventReader::setSequence(Sequence sequence)
{
    const std::uint32_t same = m_sequence.commonPrefix(sequence);
    m_sequence = std::move(sequence);
    m_problems.erase(m_problems.lower_bound(same), m_problems.end());
    std::erase_if(m_chunks, [&](const auto &chunk) { return chunk->end > same; });
}

Result<EventReader::Part> EventReader::read(std::uint32_t from, std::uint32_t to,
                                            std::stop_token stop)
{
    auto found = std::find_if(m_chunks.begin(), m_chunks.end(), [&](const auto &chunk) {
        return chunk->first <= from && from < chunk->end;
    });
    if (found == m_chunks.end()) {
        auto made = make(from, std::move(stop));
        if (!made)
            return fail(std::move(made).error());
        if (m_chunks.size() >= kMostChunks)
            m_chunks.erase(m_chunks.begin());
        m_chunks.push_back(std::move(*made));
    } else {
        std::rotate(found, found + 1, m_chunks.end());
    }
    const Chunk &chunk = *m_chunks.back();
    const auto before = [](const ScriptEvent &event, std::uint32_t ordinal) {
        return event.ordinal < ordinal;
    };
    Part part;
    part.end = std::min(to, chunk.end);
    const auto begin = std::lower_bound(chunk.events.begin(), chunk.events.end(), from, before);
    const auto end = std::lower_bound(begin, chunk.events.end(), part.end, before);
    part.events = {begin, end};
    return part;
}

std::uint32_t EventReader::keyOf(StreamId stream)
{
    return m_keys.try_emplace(stream.value(), static_cast<std::uint32_t>(m_keys.size()))
        .first->second;
}

ScriptEvent EventReader::eventOf(std::uint32_t ordinal, Row row, Chunk &chunk)
{
    ScriptEvent event;
    event.ordinal = ordinal;
    if (m_options.streamKeys)
        event.key = keyOf(m_log.stream(row));
    event.type = m_log.typeName(m_log.type(row));
    if (const StreamId stream = m_log.stream(row); stream != kNoStream) {
        event.stream = m_log.streamName(stream);
        if (const StreamTypeId type = m_log.streamSummary(stream).type; type != kNoStreamType)
            event.streamType = m_log.streamTypeName(type);
    }
    event.version = m_log.version(row);
    event.time = m_log.time(row);
    if (m_options.positions)
        event.position = chunk.texts.keep(m_log.positionLabel(row));
    return event;
}

// What the overlay says, or what could be read of a damaged event.
void EventReader::take(Chunk &chunk, std::uint32_t ordinal, const Record &record)
{
    if (record.damage)
        m_problems.insert_or_assign(ordinal, *record.damage);
    ScriptEvent &event = chunk.events.back();
    const auto keep = [&](const std::string &text) { return chunk.texts.keep(text); };
    event.ordinal = ordinal;
    event.id = keep(record.id);
    event.type = keep(record.type);
    event.data = keep(record.data.text);
    event.metadata = keep(record.metadata.text);
    if (record.version)
        event.version = *record.version;
    if (record.time)
        event.time = *record.time;
    if (event.stream.empty()) {
        event.stream = keep(record.stream);
        event.streamType = keep(record.streamType);
    }
}

Result<std::unique_ptr<EventReader::Chunk>> EventReader::make(std::uint32_t from,
                                                              std::stop_token stop)
{
    const auto cancelled = [] { return fail(ErrorCode::Cancelled, "The replay was stopped."); };
    auto chunk = std::make_unique<Chunk>();
    chunk->first = from;
    chunk->end = from;
    const std::uint32_t full = std::min(m_sequence.size(), from - from % kChunk + kChunk);
    std::vector<std::uint64_t> locators;
    std::vector<std::size_t> places; // of the locators in the chunk
    std::size_t bytes = 0;
    chunk->events.reserve(full - from);
    for (; chunk->end < full; ++chunk->end) {
        const std::uint32_t ordinal = chunk->end;
        const Sequence::Item item = m_sequence.at(ordinal);
        bytes += item.record ? item.record->data.text.size() : m_log.payloadSize(item.row);
        if (ordinal > from && bytes > kMostChunkBytes)
            break;
        if (stop.stop_requested())
            return cancelled();
        chunk->events.push_back(item.row != kNoRow ? eventOf(ordinal, item.row, *chunk)
                                                   : ScriptEvent());
        if (item.record) {
            take(*chunk, ordinal, *item.record);
        } else if (m_log.damaged(item.row)) {
            const auto record = m_reader.read(m_log.locator(item.row), stop);
            if (!record)
                return fail(record.error());
            take(*chunk, ordinal, *record);
        } else {
            locators.push_back(m_log.locator(item.row));
            places.push_back(chunk->events.size() - 1);
        }
    }
    std::vector<char> isRead(places.size(), 0);
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        isRead[index] = 1;
        ScriptEvent &event = chunk->events[places[index]];
        event.data = chunk->texts.keep(view.data);
        event.metadata = chunk->texts.keep(view.metadata);
        event.id = chunk->texts.keep(view.id);
        return !stop.stop_requested();
    };
    if (!locators.empty()) {
        auto read = m_reader.readMany(locators, true, visit, stop);
        if (stop.stop_requested())
            return cancelled();
        if (!read)
            return fail(std::move(read).error());
    }
    // What was passed over is damaged in a way that only reading shows.
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (isRead[i])
            continue;
        const auto record = m_reader.read(locators[i], stop);
        if (!record)
            return fail(record.error());
        take(*chunk, from + static_cast<std::uint32_t>(places[i]), *record);
    }
    if (m_options.onlyJson)
        std::erase_if(chunk->events, [](const ScriptEvent &event) { return !isJson(event.data); });
    return chunk;
}

} // namespace eventscope
