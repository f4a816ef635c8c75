// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/time.h"
#include "event/column.h"
#include "event/hashindex.h"
#include "event/names.h"
#include "event/pyramid.h"
#include "event/record.h"
#include "event/sequence.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace eventscope {

// Every event of a source as columns: what lists, timelines and filters need without touching the store. Payloads stay there.
//
// One writer appends batches, and publishes the row count with a release store; any thread reads rows below rowCount() without a lock.
// Counts and ends of a stream may run ahead of the rowCount() that a reader loaded by the batch under way; functions that
// return rows never do.
class EventLog
{
public:
    struct Options {
        unsigned chunkShift = 16; // 2^chunkShift rows a chunk; tests use 2
        bool countVersions
            = false; // the store has none: count from 1 within the stream, in the stream's order
        std::size_t maxBuckets = 32'768; // of the finest level of each pyramid
        unsigned runShift = 18; // 2^runShift rows are sorted at once for the indexes; tests use 2
    };
    EventLog();
    explicit EventLog(Options options);
    ~EventLog();
    EventLog(const EventLog &) = delete;
    EventLog &operator=(const EventLog &) = delete;

    // --- any thread ---

    std::uint32_t rowCount() const { return m_rowCount.load(std::memory_order_acquire); }
    // True if the versions, or some of them, are not the store's own.
    bool versionsCounted() const
    {
        return m_options.countVersions || m_countedSome.load(std::memory_order_relaxed);
    }

    Position position(Row row) const { return Position(m_position[row.value()]); }
    // The store's label of the row: its integer, or its text where positions are no integers.
    std::string positionLabel(Row row) const;
    bool hasTextPositions() const { return m_textPositions.load(std::memory_order_relaxed); }
    // The first row whose label it is; none if there is none. O(log n) where positions ascend, else O(n).
    std::optional<Row> rowAtPosition(std::string_view label) const;
    // Where a label stands that need not be an event's: the last row whose position is not greater, and how many rows have a greater
    // one. Text positions are in the order of the log; an unknown one stands before every row.
    struct Place {
        std::optional<Row> last;
        std::uint32_t after = 0;
    };
    Place placeOfPosition(std::string_view label) const;

    StreamId stream(Row row) const
    {
        return StreamId(m_stream[row.value()]);
    } // kNoStream: of no stream
    TypeId type(Row row) const { return TypeId(m_type[row.value()]); }
    Version version(Row row) const
    {
        return Version(m_version.loadShared(row.value()));
    }                                                                 // kNoVersion if it has none
    Time time(Row row) const { return Time{m_time[row.value()]}; }    // kNoTime if it has none
    std::uint64_t idHash(Row row) const { return m_id[row.value()]; } // 0 if it has none
    std::uint64_t causationHash(Row row) const { return m_causation[row.value()]; }
    std::uint64_t correlationHash(Row row) const { return m_correlation[row.value()]; }
    std::uint64_t locator(Row row) const { return m_locator[row.value()]; }
    std::uint32_t payloadSize(Row row) const { return m_payloadSize[row.value()]; }
    bool damaged(Row row) const { return m_damaged[row.value()] != 0; }

    // Column chunks, for scans of many rows: chunk i holds rows [i * chunkRows(), (i + 1) * chunkRows()).
    std::size_t chunkRows() const { return m_stream.chunkSize(); }
    const std::uint32_t *streamChunk(std::size_t chunk) const { return m_stream.chunk(chunk); }
    const std::uint32_t *typeChunk(std::size_t chunk) const { return m_type.chunk(chunk); }
    const std::int64_t *timeChunk(std::size_t chunk) const { return m_time.chunk(chunk); }
    const std::int64_t *positionChunk(std::size_t chunk) const { return m_position.chunk(chunk); }

    // Names by id. Ids below these counts have a summary; the tables themselves may already hold names of the batch under way.
    std::uint32_t streamCount() const { return m_streamCount.load(std::memory_order_acquire); }
    std::uint32_t typeCount() const { return m_typeCount.load(std::memory_order_acquire); }
    std::uint32_t streamTypeCount() const
    {
        return m_streamTypeCount.load(std::memory_order_acquire);
    }
    std::string_view streamName(StreamId stream) const { return m_streams.name(stream.value()); }
    std::string_view typeName(TypeId type) const { return m_types.name(type.value()); }
    std::string_view streamTypeName(StreamTypeId type) const
    {
        return m_streamTypes.name(type.value());
    }
    std::optional<StreamId> findStream(std::string_view name) const;
    std::optional<TypeId> findType(std::string_view name) const;
    std::optional<StreamTypeId> findStreamType(std::string_view name) const;

    struct StreamSummary {
        StreamTypeId type = kNoStreamType; // that of the stream's first event
        std::uint32_t events = 0;
        Row first = kNoRow; // in global order
        Row last = kNoRow;
        Version firstVersion = kNoVersion; // smallest and largest
        Version lastVersion = kNoVersion;
        Time firstTime = kNoTime; // earliest and latest
        Time lastTime = kNoTime;
    };
    StreamSummary streamSummary(StreamId stream) const;
    struct StreamTypeSummary {
        std::uint32_t streams = 0;
        std::uint64_t events = 0;
    };
    StreamTypeSummary streamTypeSummary(StreamTypeId type) const;
    std::uint64_t typeEvents(TypeId type) const;
    std::uint64_t damagedEvents() const { return m_damagedCount.load(std::memory_order_relaxed); }
    std::uint64_t eventsWithoutStream() const
    {
        return m_withoutStream.load(std::memory_order_relaxed);
    }
    Time earliest() const
    {
        return Time{m_earliest.load(std::memory_order_relaxed)};
    } // kNoTime if no event has a time
    Time latest() const { return Time{m_latest.load(std::memory_order_relaxed)}; }

    // The stream's rows in the stream's own order: by version; where versions are counted, by time; ties in global order. O(events of it).
    std::shared_ptr<const Sequence::Rows> streamRows(StreamId stream) const;

    std::vector<Row> rowsById(std::string_view id) const;
    std::vector<Row> rowsByCausation(std::string_view id) const; // what the event of that id caused
    std::vector<Row> rowsByCorrelation(std::string_view id) const;
    std::vector<Row> rowsByIdHash(std::uint64_t hash) const;
    std::vector<Row> rowsByCausationHash(std::uint64_t hash) const;
    std::vector<Row> rowsByCorrelationHash(std::uint64_t hash) const;

    const CountPyramid &byTime() const { return m_byTime; }
    const CountPyramid &byRow() const { return m_byRow; }

    // True while every event's time is at or after that of the row before it (events without a time are passed over).
    bool timesAscend() const { return m_timesAscend.load(std::memory_order_relaxed); }
    // Visits rows with from <= time < to in order of time (rows not yet sealed come last where times do not ascend); the visitor
    // returns false to stop.
    void visitTimes(Time from, Time to, const std::function<bool(Row)> &visit) const;
    // The row nearest in time, for jumps of the playhead: the last one at or before it, else the first. None in a log without times.
    std::optional<Row> rowAtTime(Time time) const;

    struct Memory {
        std::size_t columns = 0;
        std::size_t indexes = 0; // including streams' summaries, pyramids and name slots
        std::size_t names = 0;   // text
    };
    Memory memory() const;

    // --- writer thread only ---

    // False if the log is full (2^32 rows less one, or the column's chunks).
    [[nodiscard]] bool append(const RecordBatch &batch);
    // Puts counted versions right where times went backwards, and sorts what is not sorted yet of the indexes, on several threads where
    // the machine has them. Called at the end of every scan; what came last stays unsorted while it is little.
    void seal();

    // --- any thread, several at a time, while the writer appends but not while it seals ---

    // Sorts a finished part of an index, if there is one that nobody has begun: what is done now is not left for seal().
    bool sealPart();
    bool hasPartToSeal() const;

private:
    struct StreamCell;
    struct TimeOrder;

    void appendColumns(const BatchColumns &columns, std::span<const RawEvent> events,
                       std::uint32_t first);
    void internStreams(const BatchColumns &columns, std::span<const RawEvent> events,
                       std::uint32_t first);
    void updateStream(std::uint32_t row, std::uint32_t stream, const RawEvent &event,
                      std::int64_t version, std::int64_t time);
    void renumber(StreamId stream);
    std::vector<Row> chain(StreamId stream, std::uint32_t limit) const;
    std::shared_ptr<const TimeOrder> timeOrder() const;
    void sealTimes(std::uint32_t count);
    std::array<HashIndex *, 3> indexes() { return {&m_byId, &m_byCausation, &m_byCorrelation}; }
    std::uint32_t firstAtOrAfter(Time time, std::uint32_t rowCount) const;

    Options m_options;
    std::atomic<std::uint32_t> m_rowCount{0};
    std::atomic<std::uint32_t> m_streamCount{0};
    std::atomic<std::uint32_t> m_typeCount{0};
    std::atomic<std::uint32_t> m_streamTypeCount{0};

    Column<std::int64_t> m_position; // integer, or kFirstTextPosition + index into m_positionNames
    Column<std::uint32_t> m_stream;
    Column<std::uint32_t> m_type;
    Column<std::int64_t> m_version;
    Column<std::int64_t> m_time;
    Column<std::uint64_t> m_id;
    Column<std::uint64_t> m_causation;
    Column<std::uint64_t> m_correlation;
    Column<std::uint64_t> m_locator;
    Column<std::uint32_t> m_payloadSize;
    Column<std::uint32_t> m_previous; // row before it in the same stream, in global order
    Column<std::uint8_t> m_damaged;

    NameTable m_streams;
    NameTable m_types;
    NameTable m_streamTypes;
    NameTable m_positionNames;
    Column<StreamCell> m_streamCells;
    Column<std::atomic<std::uint64_t>> m_typeEvents;
    Column<std::atomic<std::uint32_t>> m_streamTypeStreams;
    Column<std::atomic<std::uint64_t>> m_streamTypeEvents;

    HashIndex m_byId;
    HashIndex m_byCausation;
    HashIndex m_byCorrelation;
    std::atomic<std::uint32_t> m_partsBegun{0}; // of runs times indexes
    CountPyramid m_byTime;
    CountPyramid m_byRow;
    mutable std::mutex m_timeOrderMutex;
    std::shared_ptr<const TimeOrder> m_timeOrder; // only where times do not ascend

    std::atomic<bool> m_textPositions{false};
    std::atomic<bool> m_countedSome{false};
    std::atomic<bool> m_positionsAscend{true};
    std::atomic<bool> m_timesAscend{true};
    std::atomic<std::uint64_t> m_damagedCount{0};
    std::atomic<std::uint64_t> m_withoutStream{0};
    std::atomic<std::int64_t> m_earliest{kNoTime.micros};
    std::atomic<std::int64_t> m_latest{kNoTime.micros};

    // Writer's own.
    std::int64_t m_newestTime = kNoTime.micros;
    std::vector<StreamId> m_toRenumber;
    std::int64_t m_lastPosition = std::numeric_limits<std::int64_t>::min();
    BatchColumns m_columns;                     // of a batch that brings none
    std::vector<std::uint32_t> m_typeIds;       // of the batch's types
    std::vector<std::uint32_t> m_streamIds;     // of the batch's streams
    std::vector<std::uint32_t> m_streamGuesses; // what they very probably are
    std::vector<CountPyramid::Entry> m_timeEntries;
    std::vector<CountPyramid::Entry> m_rowEntries;
};

} // namespace eventscope
