// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/log.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <thread>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
// Rows that may wait unsorted before seal() sorts an index's tail again: a scan of them takes a few microseconds.
constexpr std::uint32_t kLooseRows = 8'192;
// The same for the order of time, which is sorted as a whole; or a sixteenth of the log.
constexpr std::uint32_t kSealAfter = 65'536;
// Positions that are text (all of a store's, or the few that no 64 bits hold) are kept as numbers that no store uses.
constexpr std::int64_t kFirstTextPosition = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastTextPosition = kFirstTextPosition + kNone;

void raise(std::atomic<std::int64_t> &cell, std::int64_t value)
{
    const std::int64_t now = cell.load(std::memory_order_relaxed);
    if (now == kNoTime.micros || value > now)
        cell.store(value, std::memory_order_relaxed);
}

void lower(std::atomic<std::int64_t> &cell, std::int64_t value)
{
    const std::int64_t now = cell.load(std::memory_order_relaxed);
    if (now == kNoTime.micros || value < now)
        cell.store(value, std::memory_order_relaxed);
}

template<typename Cell>
void increase(Cell &cell)
{
    // The writer is alone, so a load and a store do; a read-modify-write would lock the bus for nothing.
    cell.store(cell.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

} // namespace

// 64 bytes a stream. Written by the writer, read by anyone, each field on its own.
struct EventLog::StreamCell {
    std::atomic<std::uint32_t> type{kNone};
    std::atomic<std::uint32_t> events{0};
    std::atomic<std::uint32_t> first{kNone};
    // Released: what stands before it in the chain is written.
    std::atomic<std::uint32_t> last{kNone};
    std::atomic<std::int64_t> firstVersion{kNoVersion.value()};
    std::atomic<std::int64_t> lastVersion{kNoVersion.value()};
    std::atomic<std::int64_t> firstTime{kNoTime.micros};
    std::atomic<std::int64_t> lastTime{kNoTime.micros};
    std::atomic<bool> disordered{false}; // global order is not the stream's own order
    bool renumber = false;               // writer's own: waits in m_toRenumber
};

struct EventLog::TimeOrder {
    std::uint32_t rowCount = 0;
    std::vector<std::uint32_t> rows; // those that have a time, by (time, row)
};

EventLog::EventLog()
    : EventLog(Options{})
{}

EventLog::EventLog(Options options)
    : m_options(options)
    , m_position(options.chunkShift)
    , m_stream(options.chunkShift)
    , m_type(options.chunkShift)
    , m_version(options.chunkShift)
    , m_time(options.chunkShift)
    , m_id(options.chunkShift)
    , m_causation(options.chunkShift)
    , m_correlation(options.chunkShift)
    , m_locator(options.chunkShift)
    , m_payloadSize(options.chunkShift)
    , m_previous(options.chunkShift)
    , m_damaged(options.chunkShift)
    , m_streamCells(12)
    , m_typeEvents(8)
    , m_streamTypeStreams(8)
    , m_streamTypeEvents(8)
    , m_byId(m_id, options.runShift)
    , m_byCausation(m_causation, options.runShift)
    , m_byCorrelation(m_correlation, options.runShift)
    , m_byTime(10, options.maxBuckets)
    , m_byRow(8, options.maxBuckets)
{}

EventLog::~EventLog() = default;

std::string EventLog::positionLabel(Row row) const
{
    const std::int64_t value = m_position[row.value()];
    if (value <= kLastTextPosition && hasTextPositions())
        return std::string(
            m_positionNames.name(static_cast<std::uint32_t>(value - kFirstTextPosition)));
    return std::to_string(value);
}

std::optional<Row> EventLog::rowAtPosition(std::string_view label) const
{
    const std::uint32_t count = rowCount();
    std::int64_t wanted = 0;
    const auto index = hasTextPositions() ? m_positionNames.find(label) : std::nullopt;
    if (index) {
        wanted = kFirstTextPosition + *index;
    } else {
        const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(),
                                                  wanted);
        if (error != std::errc() || end != label.data() + label.size())
            return std::nullopt;
    }
    std::uint32_t low = 0;
    if (m_positionsAscend.load(std::memory_order_relaxed)) {
        std::uint32_t high = count;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (m_position[middle] < wanted)
                low = middle + 1;
            else
                high = middle;
        }
    } else {
        while (low < count && m_position[low] != wanted)
            ++low;
    }
    if (low >= count || m_position[low] != wanted)
        return std::nullopt;
    return Row(low);
}

EventLog::Place EventLog::placeOfPosition(std::string_view label) const
{
    const std::uint32_t count = rowCount();
    if (hasTextPositions()) {
        const auto row = rowAtPosition(label);
        return {row, row ? count - row->value() - 1 : count};
    }
    std::int64_t wanted = 0;
    const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), wanted);
    if (error != std::errc() || end != label.data() + label.size())
        return {std::nullopt, count};
    std::uint32_t low = 0;
    if (m_positionsAscend.load(std::memory_order_relaxed)) {
        std::uint32_t high = count;
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (m_position[middle] <= wanted)
                low = middle + 1;
            else
                high = middle;
        }
        return {low > 0 ? std::optional(Row(low - 1)) : std::nullopt, count - low};
    }
    Place place;
    for (; low < count; ++low) {
        if (m_position[low] > wanted)
            ++place.after;
        else
            place.last = Row(low);
    }
    return place;
}

namespace {

template<typename Id>
std::optional<Id> findName(const NameTable &names, std::string_view name, std::uint32_t published)
{
    const auto index = names.find(name);
    if (!index || *index >= published)
        return std::nullopt;
    return Id(*index);
}

} // namespace

std::optional<StreamId> EventLog::findStream(std::string_view name) const
{
    return findName<StreamId>(m_streams, name, streamCount());
}
std::optional<TypeId> EventLog::findType(std::string_view name) const
{
    return findName<TypeId>(m_types, name, typeCount());
}
std::optional<StreamTypeId> EventLog::findStreamType(std::string_view name) const
{
    return findName<StreamTypeId>(m_streamTypes, name, streamTypeCount());
}

EventLog::StreamSummary EventLog::streamSummary(StreamId stream) const
{
    const StreamCell &cell = m_streamCells[stream.value()];
    StreamSummary summary;
    summary.type = StreamTypeId(cell.type.load(std::memory_order_relaxed));
    summary.events = cell.events.load(std::memory_order_relaxed);
    summary.first = Row(cell.first.load(std::memory_order_relaxed));
    summary.last = Row(cell.last.load(std::memory_order_acquire));
    summary.firstVersion = Version(cell.firstVersion.load(std::memory_order_relaxed));
    summary.lastVersion = Version(cell.lastVersion.load(std::memory_order_relaxed));
    summary.firstTime = Time{cell.firstTime.load(std::memory_order_relaxed)};
    summary.lastTime = Time{cell.lastTime.load(std::memory_order_relaxed)};
    return summary;
}

EventLog::StreamTypeSummary EventLog::streamTypeSummary(StreamTypeId type) const
{
    return {m_streamTypeStreams[type.value()].load(std::memory_order_relaxed),
            m_streamTypeEvents[type.value()].load(std::memory_order_relaxed)};
}

std::uint64_t EventLog::typeEvents(TypeId type) const
{
    return m_typeEvents[type.value()].load(std::memory_order_relaxed);
}

std::vector<Row> EventLog::chain(StreamId stream, std::uint32_t limit) const
{
    const StreamCell &cell = m_streamCells[stream.value()];
    std::vector<Row> rows;
    rows.reserve(cell.events.load(std::memory_order_relaxed));
    for (std::uint32_t row = cell.last.load(std::memory_order_acquire); row != kNone;
         row = m_previous[row]) {
        if (row < limit)
            rows.emplace_back(row);
    }
    std::reverse(rows.begin(), rows.end());
    if (cell.disordered.load(std::memory_order_relaxed)) {
        // An event without a version or time stays behind the one before it.
        std::vector<std::pair<std::int64_t, Row>> keyed;
        keyed.reserve(rows.size());
        std::int64_t last = std::numeric_limits<std::int64_t>::min(); // kNoTime and kNoVersion too
        for (const Row row : rows) {
            const std::int64_t key = m_options.countVersions ? m_time[row.value()]
                                                             : m_version.loadShared(row.value());
            if (key != std::numeric_limits<std::int64_t>::min())
                last = key;
            keyed.emplace_back(last, row);
        }
        std::stable_sort(keyed.begin(), keyed.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        std::transform(keyed.begin(), keyed.end(), rows.begin(),
                       [](const auto &entry) { return entry.second; });
    }
    return rows;
}

std::shared_ptr<const Sequence::Rows> EventLog::streamRows(StreamId stream) const
{
    return std::make_shared<const Sequence::Rows>(chain(stream, rowCount()));
}

std::vector<Row> EventLog::rowsById(std::string_view id) const
{
    return id.empty() ? std::vector<Row>() : rowsByIdHash(idHashOf(id));
}
std::vector<Row> EventLog::rowsByCausation(std::string_view id) const
{
    return id.empty() ? std::vector<Row>() : rowsByCausationHash(idHashOf(id));
}
std::vector<Row> EventLog::rowsByCorrelation(std::string_view id) const
{
    return id.empty() ? std::vector<Row>() : rowsByCorrelationHash(idHashOf(id));
}
std::vector<Row> EventLog::rowsByIdHash(std::uint64_t hash) const
{
    return m_byId.rows(hash, rowCount());
}
std::vector<Row> EventLog::rowsByCausationHash(std::uint64_t hash) const
{
    return m_byCausation.rows(hash, rowCount());
}
std::vector<Row> EventLog::rowsByCorrelationHash(std::uint64_t hash) const
{
    return m_byCorrelation.rows(hash, rowCount());
}

std::shared_ptr<const EventLog::TimeOrder> EventLog::timeOrder() const
{
    const std::lock_guard lock(m_timeOrderMutex);
    return m_timeOrder;
}

// Only where times ascend. Rows without a time take that of the next one that has it.
std::uint32_t EventLog::firstAtOrAfter(Time time, std::uint32_t count) const
{
    std::uint32_t low = 0;
    std::uint32_t high = count;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        std::uint32_t probe = middle;
        while (probe < high && m_time[probe] == kNoTime.micros)
            ++probe;
        if (probe == high)
            high = middle;
        else if (m_time[probe] < time.micros)
            low = probe + 1;
        else
            high = middle;
    }
    return low;
}

void EventLog::visitTimes(Time from, Time to, const std::function<bool(Row)> &visit) const
{
    const std::uint32_t count = rowCount();
    const auto inside = [&](std::uint32_t row) {
        return m_time[row] != kNoTime.micros && m_time[row] >= from.micros
               && m_time[row] < to.micros;
    };
    if (timesAscend()) {
        for (std::uint32_t row = firstAtOrAfter(from, count); row < count; ++row) {
            if (m_time[row] == kNoTime.micros)
                continue;
            if (m_time[row] >= to.micros || !visit(Row(row)))
                return;
        }
        return;
    }
    std::uint32_t tail = 0;
    if (const auto order = timeOrder()) {
        tail = order->rowCount;
        auto at = std::lower_bound(order->rows.begin(), order->rows.end(), from.micros,
                                   [&](std::uint32_t row, std::int64_t wanted) {
                                       return m_time[row] < wanted;
                                   });
        for (; at != order->rows.end() && m_time[*at] < to.micros; ++at) {
            if (!visit(Row(*at)))
                return;
        }
    }
    for (; tail < count; ++tail) {
        if (inside(tail) && !visit(Row(tail)))
            return;
    }
}

std::optional<Row> EventLog::rowAtTime(Time time) const
{
    const std::uint32_t count = rowCount();
    if (count == 0 || earliest() == kNoTime)
        return std::nullopt;
    std::uint32_t best = kNone;
    const auto consider = [&](std::uint32_t row) {
        const std::int64_t at = m_time[row];
        if (at == kNoTime.micros || at > time.micros)
            return;
        if (best == kNone || m_time[best] <= at)
            best = row;
    };
    if (timesAscend()) {
        const std::uint32_t after = time.micros == std::numeric_limits<std::int64_t>::max()
                                        ? count
                                        : firstAtOrAfter(Time{time.micros + 1}, count);
        for (std::uint32_t row = after; row > 0 && best == kNone; --row)
            consider(row - 1);
    } else {
        std::uint32_t tail = 0;
        if (const auto order = timeOrder()) {
            tail = order->rowCount;
            const auto after = std::upper_bound(order->rows.begin(), order->rows.end(), time.micros,
                                                [&](std::int64_t wanted, std::uint32_t row) {
                                                    return wanted < m_time[row];
                                                });
            if (after != order->rows.begin())
                consider(*std::prev(after));
        }
        for (; tail < count; ++tail)
            consider(tail);
    }
    if (best != kNone)
        return Row(best);
    // None is as early: the first of the earliest, or of those published if that one is of the batch under way.
    std::optional<Row> first;
    const auto take = [&](Row row) {
        first = row;
        return false;
    };
    const Time start = earliest();
    visitTimes(start, Time{start.micros + 1}, take);
    if (!first)
        visitTimes(start, Time{std::numeric_limits<std::int64_t>::max()}, take);
    return first;
}

bool EventLog::append(const RecordBatch &batch)
{
    const std::uint32_t row = m_rowCount.load(std::memory_order_relaxed);
    const std::size_t room = std::min<std::size_t>(kNone - 1, m_position.capacity()) - row;
    const std::span<const RawEvent> events = std::span(batch.events)
                                                 .first(std::min(batch.events.size(), room));
    if (batch.columns.size() == events.size()) {
        appendColumns(batch.columns, events, row);
    } else {
        m_columns.make(events);
        appendColumns(m_columns, events, row);
    }
    return events.size() == batch.events.size();
}

void EventLog::appendColumns(const BatchColumns &columns, std::span<const RawEvent> events,
                             std::uint32_t first)
{
    const auto count = static_cast<std::uint32_t>(events.size());
    m_position.write(first, columns.position.data(), count);
    m_version.write(first, columns.version.data(), count);
    m_time.write(first, columns.time.data(), count);
    m_id.write(first, columns.id.data(), count);
    m_causation.write(first, columns.causation.data(), count);
    m_correlation.write(first, columns.correlation.data(), count);
    m_locator.write(first, columns.locator.data(), count);
    m_payloadSize.write(first, columns.payloadSize.data(), count);
    m_damaged.write(first, columns.damaged.data(), count);

    m_typeIds.clear();
    for (const BatchColumns::Name &type : columns.types)
        m_typeIds.push_back(m_types.intern(type.text, type.hash));
    internStreams(columns, events, first);

    m_timeEntries.clear();
    m_rowEntries.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t row = first + i;
        std::int64_t position = columns.position[i];
        if (columns.hasTextPositions && !events[i].positionText.empty()) {
            position = kFirstTextPosition + m_positionNames.intern(events[i].positionText);
            m_position.slot(row) = position;
            m_textPositions.store(true, std::memory_order_relaxed);
        }
        if (position < m_lastPosition)
            m_positionsAscend.store(false, std::memory_order_relaxed);
        m_lastPosition = position;

        const std::uint32_t type = m_typeIds[columns.type[i]];
        m_type.slot(row) = type;
        increase(m_typeEvents.slot(type));
        m_rowEntries.push_back({row, TypeId(type)});

        const std::int64_t time = columns.time[i];
        if (time != kNoTime.micros) {
            if (time < m_newestTime)
                m_timesAscend.store(false, std::memory_order_relaxed);
            m_newestTime = time;
            raise(m_latest, time);
            lower(m_earliest, time);
            m_timeEntries.push_back({time, TypeId(type)});
        }
        if (columns.damaged[i])
            increase(m_damagedCount);
        if (columns.stream[i] == BatchColumns::kNoName) {
            m_stream.slot(row) = kNone;
            m_previous.slot(row) = kNone;
            increase(m_withoutStream);
        } else {
            updateStream(row, m_streamIds[columns.stream[i]], events[i], columns.version[i], time);
        }
    }
    m_byTime.add(m_timeEntries);
    m_byRow.add(m_rowEntries);
    m_streamCount.store(m_streams.size(), std::memory_order_release);
    m_typeCount.store(m_types.size(), std::memory_order_release);
    m_streamTypeCount.store(m_streamTypes.size(), std::memory_order_release);
    m_rowCount.store(first + count, std::memory_order_release);
}

void EventLog::internStreams(const BatchColumns &columns, std::span<const RawEvent> events,
                             std::uint32_t first)
{
    // With a million streams nearly each one touches cold memory three times over (slot, name, summary), and the texts may lie in another
    // core's cache; asking for it ahead halves the time of an append.
    constexpr std::size_t kSlotsAhead = 24;
    constexpr std::size_t kNamesAhead = 16;
    constexpr std::size_t kCellsAhead = 8;
    const auto &streams = columns.streams;
    m_streamGuesses.assign(streams.size(), kNone);
    m_streamIds.resize(streams.size());
    for (std::size_t i = 0; i < streams.size(); ++i) {
        if (i + kSlotsAhead < streams.size()) {
            __builtin_prefetch(streams[i + kSlotsAhead].text.data());
            m_streams.prefetchSlot(streams[i + kSlotsAhead].hash);
        }
        if (i + kNamesAhead < streams.size())
            m_streamGuesses[i + kNamesAhead] = m_streams.prefetchName(streams[i + kNamesAhead].hash)
                                                   .value_or(kNone);
        if (i + kCellsAhead < streams.size() && m_streamGuesses[i + kCellsAhead] != kNone) {
            m_streamCells.prefetch(m_streamGuesses[i + kCellsAhead]);
            __builtin_prefetch(m_streams.name(m_streamGuesses[i + kCellsAhead]).data());
        }
        const std::uint32_t known = m_streams.size();
        m_streamIds[i] = m_streams.intern(streams[i].text, streams[i].hash);
        if (m_streamIds[i] != known)
            continue;
        StreamCell &cell = m_streamCells.slot(known);
        cell.first.store(first + streams[i].event, std::memory_order_relaxed);
        if (const std::string_view name = events[streams[i].event].streamType; !name.empty()) {
            const std::uint32_t type = m_streamTypes.intern(name);
            cell.type.store(type, std::memory_order_relaxed);
            increase(m_streamTypeStreams.slot(type));
            m_streamTypeEvents.slot(type);
        }
    }
}

void EventLog::updateStream(std::uint32_t row, std::uint32_t stream, const RawEvent &event,
                            std::int64_t version, std::int64_t time)
{
    m_stream.slot(row) = stream;
    StreamCell &cell = m_streamCells.slot(stream);
    if (const std::uint32_t type = cell.type.load(std::memory_order_relaxed); type != kNone)
        increase(m_streamTypeEvents.slot(type));

    const std::uint32_t events = cell.events.load(std::memory_order_relaxed);
    if (m_options.countVersions) {
        version = static_cast<std::int64_t>(events) + 1;
        m_version.slot(row) = version;
        const std::int64_t last = cell.lastTime.load(std::memory_order_relaxed);
        if (time != kNoTime.micros && last != kNoTime.micros && time < last) {
            cell.disordered.store(true, std::memory_order_relaxed);
            if (!std::exchange(cell.renumber, true))
                m_toRenumber.emplace_back(stream);
        }
    } else if (version == kNoVersion.value()) {
        if (event.countFrom) {
            version = static_cast<std::int64_t>(events) + *event.countFrom;
            m_version.slot(row) = version;
            m_countedSome.store(true, std::memory_order_relaxed);
        }
    } else if (version < cell.lastVersion.load(std::memory_order_relaxed)) {
        cell.disordered.store(true, std::memory_order_relaxed);
    }
    if (version != kNoVersion.value()) {
        raise(cell.lastVersion, version);
        lower(cell.firstVersion, version);
    }
    if (time != kNoTime.micros) {
        raise(cell.lastTime, time);
        lower(cell.firstTime, time);
    }
    m_previous.slot(row) = cell.last.load(std::memory_order_relaxed);
    cell.events.store(events + 1, std::memory_order_relaxed);
    cell.last.store(row, std::memory_order_release);
}

// Versions that are counted follow the stream's order, which an event with an earlier time has just changed.
void EventLog::renumber(StreamId stream)
{
    m_streamCells.slot(stream.value()).renumber = false;
    std::int64_t version = 0;
    for (const Row row : chain(stream, kNone))
        m_version.storeShared(row.value(), ++version);
}

bool EventLog::hasPartToSeal() const
{
    return m_partsBegun.load(std::memory_order_relaxed) < rowCount() / m_byId.runRows() * 3;
}

bool EventLog::sealPart()
{
    std::uint32_t part = m_partsBegun.load(std::memory_order_relaxed);
    do {
        if (part >= rowCount() / m_byId.runRows() * 3)
            return false;
    } while (!m_partsBegun.compare_exchange_weak(part, part + 1, std::memory_order_relaxed));
    indexes()[part % 3]->sealRun(part / 3);
    return true;
}

void EventLog::seal()
{
    for (const StreamId stream : std::exchange(m_toRenumber, {}))
        renumber(stream);
    const std::uint32_t count = m_rowCount.load(std::memory_order_relaxed);
    // Every index by itself, because the threads of the last scan may have sorted runs of one and not of another.
    std::atomic<unsigned> next{0};
    const auto work = [&] {
        while (sealPart()) {
        }
        for (unsigned task = next++; task < 4; task = next++) {
            if (task == 3)
                sealTimes(count);
            else if (HashIndex &index = *indexes()[task]; count - index.sealedRows() > kLooseRows)
                index.sealTail(count);
        }
    };
    std::vector<std::thread> helpers;
    if (hasPartToSeal() || count - m_byId.sealedRows() > kLooseRows) {
        for (unsigned i = 1; i < std::min(4U, std::thread::hardware_concurrency()); ++i)
            helpers.emplace_back(work);
    }
    work();
    for (std::thread &helper : helpers)
        helper.join();
}

// Most events stand in order of time already: only the others are sorted, and merged in.
void EventLog::sealTimes(std::uint32_t count)
{
    if (timesAscend())
        return;
    if (const auto before = timeOrder();
        before && count - before->rowCount < std::max(kSealAfter, before->rowCount / 16))
        return;
    const auto earlier = [this](std::uint32_t a, std::uint32_t b) {
        return m_time[a] != m_time[b] ? m_time[a] < m_time[b] : a < b;
    };
    std::vector<std::uint32_t> inOrder;
    std::vector<std::uint32_t> late;
    for (std::uint32_t row = 0; row < count; ++row) {
        if (m_time[row] == kNoTime.micros)
            continue;
        const bool isLate = !inOrder.empty() && m_time[row] < m_time[inOrder.back()];
        (isLate ? late : inOrder).push_back(row);
    }
    std::sort(late.begin(), late.end(), earlier);
    auto order = std::make_shared<TimeOrder>();
    order->rowCount = count;
    order->rows.resize(inOrder.size() + late.size());
    std::merge(inOrder.begin(), inOrder.end(), late.begin(), late.end(), order->rows.begin(),
               earlier);
    const std::lock_guard lock(m_timeOrderMutex);
    m_timeOrder = std::move(order);
}

EventLog::Memory EventLog::memory() const
{
    Memory memory;
    memory.columns = m_position.allocatedBytes() + m_stream.allocatedBytes()
                     + m_type.allocatedBytes() + m_version.allocatedBytes()
                     + m_time.allocatedBytes() + m_id.allocatedBytes()
                     + m_causation.allocatedBytes() + m_correlation.allocatedBytes()
                     + m_locator.allocatedBytes() + m_payloadSize.allocatedBytes()
                     + m_previous.allocatedBytes() + m_damaged.allocatedBytes();
    memory.indexes = m_byId.bytes() + m_byCausation.bytes() + m_byCorrelation.bytes()
                     + m_byTime.bytes() + m_byRow.bytes() + m_streamCells.allocatedBytes()
                     + m_streams.tableBytes() + m_types.tableBytes();
    if (const auto order = timeOrder())
        memory.indexes += order->rows.capacity() * sizeof(std::uint32_t);
    memory.names = m_streams.textBytes() + m_types.textBytes() + m_streamTypes.textBytes()
                   + m_positionNames.textBytes() + m_positionNames.tableBytes();
    return memory;
}

} // namespace eventscope
