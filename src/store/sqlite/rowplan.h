// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/record.h"
#include "store/dialect.h"
#include "store/payload.h"
#include "store/sqlite/schema.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// How the columns of a row become an event: a dialect's fields, compiled for one database.
//
// Three ways through it. scan() copies what the log needs of a row that SQLite stands on into a batch, in one piece, and no more: its
// thread has the connection, and the load is as fast as it is. refine(), on other threads, makes the events of these pieces. (Of a row that
// spreads to several events, scan() makes them, and refine() parses what is left.) record() makes the whole event.
//
// Immutable once made; shared by the scan and all readers.
class RowPlan
{
public:
    enum class Role : std::uint8_t {
        Label,
        Id,
        Stream,
        StreamType,
        Revision,
        Type,
        Time,
        Correlation,
        Causation,
        Metadata,
        Data,
        SchemaVersion,
    };
    static constexpr std::size_t kRoles = 12;

    // Rows carry an integer for a position; else text, or they have none and are numbered.
    enum class Positions : std::uint8_t { Ordinals, Integers, Texts };

    // `table` (null pointer if the dialect reads from a join) tells column names from expressions, and how times and positions are written.
    // `textPositions`: the position is an expression that gives text.
    RowPlan(const EventsSpec &events, const SqliteTable *table, bool textPositions);

    Positions positions() const { return m_positions; }
    bool hasTimes() const { return !m_fields[static_cast<std::size_t>(Role::Time)].ways.empty(); }
    bool hasVersions() const;
    bool spreads() const { return m_spread.has_value(); }
    const PayloadRules &payloadRules() const { return m_rules; }
    const PayloadRules &metadataRules() const { return m_metadataRules; }

    // SELECT lists. In the functions below `first` is the number of columns that the caller put in front.
    std::string scanColumns() const;   // what scan() reads
    std::string recordColumns() const; // what record() reads
    const std::string &dataColumn() const
    {
        return m_dataSql;
    } // SQL expression; empty if there is none
    const std::string &metadataColumn() const { return m_metadataSql; }
    // SQL expression whose value is the id as it stands, for idIn(); empty if only record() knows it.
    std::string idColumn() const;

    // What SQLite gave of one column. `text` holds a text's or blob's bytes, or a number's digits.
    struct Cell {
        int type = SQLITE_NULL;
        std::int64_t integer = 0;
        double real = 0;
        std::string_view text;
        // The text as JSON, once a field has looked into it, and for as long as it is the same.
        mutable std::optional<JsonValue> json;
        mutable bool parsed = false;
    };
    // Reused from row to row.
    struct Scratch {
        std::string held;
        std::vector<Cell> cells;
    };

    // The id in a column of the row that has idColumn(). Points into the row or into the scratch.
    std::string_view idIn(sqlite3_stmt *row, int column, Scratch &scratch) const;

    // Adds the row to the batch: one event, or as many as it spreads to. `locator` is that of the row; the i-th event of a spread
    // row has locator | i. `ordinal` is the number of the first of them from 1. Returns the bytes that were copied.
    std::size_t scan(sqlite3_stmt *row, int first, std::uint64_t locator, std::int64_t ordinal,
                     RecordBatch &batch, Scratch &scratch) const;
    // How many events of scan() are in the batch, and the locators of the first and the last. Before refine(), whose business all else of them is.
    std::size_t eventsIn(const RecordBatch &batch) const
    {
        return m_spread ? batch.events.size() : batch.pending.size();
    }
    std::uint64_t firstLocator(const RecordBatch &batch) const
    {
        return m_spread ? batch.events.front().locator : locatorOf(batch.pending.front());
    }
    std::uint64_t lastLocator(const RecordBatch &batch) const
    {
        return m_spread ? batch.events.back().locator : locatorOf(batch.pending.back());
    }
    // Counts the events' ordinals on from `before`, where scan() began with 1. Before refine().
    void countOn(RecordBatch &batch, std::uint64_t before) const;
    void refine(RecordBatch &batch) const;
    // `element` counts within a spread row.
    Record record(sqlite3_stmt *row, int first, std::size_t element) const;

    // At most so many events a row; more of them are one damaged event.
    static constexpr unsigned kElementBits = 20;
    // Shown in the place of what an event must have and has not.
    static constexpr std::string_view kMissingType = "(no type)";
    static constexpr std::string_view kMissingPosition = "(no position)";

private:
    // One way to get a value; those of a field are tried in turn.
    struct Way {
        int column = -1;
        std::vector<std::string> paths;
        std::string after;
        std::string before;
        std::string beforeLast;
        std::string split;
        int part = 0;
        std::optional<TimeEncoding> encoding;
        bool uuid = false;
        bool isPlain() const { return paths.empty(); }
        bool isWhole() const
        {
            return isPlain() && after.empty() && before.empty() && beforeLast.empty()
                   && split.empty();
        }
    };
    struct Field {
        std::vector<Way> ways;
        std::optional<std::string> fallback;
        bool waits = false; // for refine()
        bool isSet() const { return !ways.empty() || fallback.has_value(); }
    };
    enum class Found : std::uint8_t { Absent, Good, Bad };
    using Cells = std::vector<Cell>; // by column

    static Way wayOf(const FieldSpec &spec, int column);
    void addWays(Field &field, const FieldSpec &spec, const SqliteTable *table);
    int columnOf(const std::string &expression);
    const Field &field(Role role) const { return m_fields[static_cast<std::size_t>(role)]; }
    const Cell *firstCell(Role role, const Cells &cells) const;

    static std::string_view cut(const Way &way, std::string_view text);
    // The text points into the cell, or into `held` (which is empty otherwise).
    bool textOf(const Way &way, const Cells &cells, std::string &held,
                std::string_view &text) const;
    static std::string_view plainText(const Cell &cell, bool uuid, std::string &held);
    const JsonValue *jsonOf(const Cell &cell) const;
    static bool textAt(const Way &way, const JsonValue &json, std::string &held,
                       std::string_view &text);
    static std::optional<Time> timeIn(std::string_view text, std::optional<TimeEncoding> encoding);
    bool textOf(Role role, const Cells &cells, std::string &held, std::string_view &text) const;
    Found timeOf(const Cells &cells, Time &time) const;
    Found versionOf(const Cells &cells, Version &version) const;
    Found integerPositionOf(const Cells &cells, std::int64_t &position) const;
    void readCells(sqlite3_stmt *row, int first, Cells &cells) const;
    std::string_view pack(sqlite3_stmt *row, int first, std::uint64_t locator, std::int64_t ordinal,
                          RecordBatch &batch, Cells &cells) const;
    void unpack(std::string_view packed, RawEvent &event, Cells &cells) const;
    static std::uint64_t locatorOf(std::string_view packed);
    void takePlain(const Cells &cells, RawEvent &event, RecordBatch &batch,
                   std::string &held) const;
    void takeWaiting(const Cells &cells, std::string_view metadata, RawEvent &event,
                     RecordBatch &batch, std::string &held) const;
    void findLinks(std::string_view metadata, RawEvent &event, RecordBatch &batch) const;
    std::vector<JsonValue> elementsOf(const Cell &data, std::optional<Error> &damage) const;
    static bool elementText(const Field &field, const JsonValue &element, std::string &held,
                            std::string_view &text);
    Version elementVersion(Version row, const JsonValue &element, std::size_t index,
                           std::size_t count) const;
    void spread(const RawEvent &row, const Cells &cells, std::size_t pending,
                RecordBatch &batch) const;
    void takeElement(Record &record, const Cell &data, std::size_t index) const;

    std::array<Field, kRoles> m_fields;
    std::vector<std::string> m_columns; // SQL; those of scan() come first
    std::vector<bool> m_keeps;          // by column: scan() needs its text
    // Columns whose texts refine() gets of an element, in the order of RecordBatch::pending.
    std::vector<int> m_waiting;
    std::size_t m_scanColumns = 0;
    std::string m_dataSql;
    std::string m_metadataSql;
    int m_metadata = -1; // column
    int m_data = -1;
    int m_metadataWaits = -1;          // its place in m_waiting
    bool m_metadataInElements = false; // and nowhere else in the row
    Positions m_positions = Positions::Ordinals;
    PayloadRules m_rules;         // of the data
    PayloadRules m_metadataRules; // the envelope of the payload is none of the metadata
    std::optional<SpreadSpec> m_spread;
    // Within the elements of a spread row; one that is not set leaves its part to the row.
    Field m_elementId;
    Field m_elementType;
    Field m_elementVersion;
    Field m_elementTime;
    std::string m_table; // for messages
};

} // namespace eventscope
