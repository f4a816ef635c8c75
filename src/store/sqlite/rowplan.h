// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/record.h"
#include "event/source.h"
#include "store/dialect.h"
#include "store/jsonpicker.h"
#include "store/payload.h"
#include "store/sqlite/schema.h"

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// How the columns of a row become an event: a dialect's fields, compiled for one database.
//
// Three ways through it. scan() copies what the log needs of a row that SQLite stands on into a batch, in one piece, and no more: its
// thread has the connection, and the load is as fast as it is. refine(), on other threads, makes the events of these pieces, as many as a row
// spreads to. record() makes the whole event.
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
    // The same, with NULL for the columns that views() does not look at.
    std::string viewColumns(bool withMetadata) const;
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
        // What the pointers of the column lead to in its JSON, once a field has looked into it, and for as long as the text is the same.
        mutable std::vector<std::string_view> picked;
        mutable std::string decoded; // what they point into, where it is not `text`
        mutable bool isPicked = false;
    };
    // Reused from row to row.
    struct Scratch {
        std::string held;
        std::vector<Cell> cells;
        std::size_t events
            = 1; // of the row that scan() took last; known only where they are numbered
        std::vector<RecordReader::View> views; // of views(), and what they point into
        std::string data;
        std::string metadata;
        std::deque<std::string> texts;
    };

    // The id in a column of the row that has idColumn(). Points into the row or into the scratch.
    std::string_view idIn(sqlite3_stmt *row, int column, Scratch &scratch) const;

    // Adds the row to the batch. `locator` is that of the row; the i-th event of a spread row has locator | i. `ordinal` is the number of
    // the first of them from 1. Returns the bytes that were copied.
    std::size_t scan(sqlite3_stmt *row, int first, std::uint64_t locator, std::int64_t ordinal,
                     RecordBatch &batch, Scratch &scratch) const;
    // Copies into `into` what scan() would copy of a row of one event, for takeKept().
    std::string_view keep(sqlite3_stmt *row, int first, RecordBatch &into, Scratch &scratch) const;
    // As scan() does, of a row that was kept, without a copy: the batch has to own its memory, too.
    std::size_t takeKept(std::string_view kept, std::uint64_t locator, std::int64_t ordinal,
                         RecordBatch &batch) const;
    // How many rows of scan() are in the batch, and the locators of the first and the last. Before refine(), whose business all else of them is.
    static std::size_t rowsIn(const RecordBatch &batch) { return batch.pending.size(); }
    static std::uint64_t firstLocator(const RecordBatch &batch)
    {
        return locatorOf(batch.pending.front());
    }
    static std::uint64_t lastLocator(const RecordBatch &batch)
    {
        return locatorOf(batch.pending.back());
    }
    // Counts the events' ordinals on from `before`, where scan() began with 1. Before refine().
    void countOn(RecordBatch &batch, std::uint64_t before) const;
    void refine(RecordBatch &batch) const;
    // `element` counts within a spread row.
    Record record(sqlite3_stmt *row, int first, std::size_t element) const;
    // What readers show of each event of a row, of which recordColumns() are the columns: data and metadata, decoded, and the id. They point
    // into the row or into the scratch.
    const std::vector<RecordReader::View> &views(sqlite3_stmt *row, int first, bool withMetadata,
                                                 Scratch &scratch) const;

    // At most so many events a row; more of them are one damaged event.
    static constexpr unsigned kElementBits = 20;
    // Shown in the place of what an event must have and has not.
    static constexpr std::string_view kMissingType = "(no type)";
    static constexpr std::string_view kMissingPosition = "(no position)";

private:
    // One way to get a value; those of a field are tried in turn.
    struct Way {
        int column = -1;
        std::vector<std::size_t>
            picks; // of the column's picker; the first that leads to a scalar counts
        std::string after;
        std::string before;
        std::string beforeLast;
        std::string split;
        int part = 0;
        std::optional<TimeEncoding> encoding;
        bool uuid = false;
        bool isPlain() const { return picks.empty(); }
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
    using Cells = std::vector<Cell>;         // by column
    using Picked = const std::string_view *; // by pick
    using Elements = JsonPicker::Elements;   // of a row

    static Way wayOf(const FieldSpec &spec, int column, JsonPicker &picker);
    void addWays(Field &field, const FieldSpec &spec, const SqliteTable *table);
    int columnOf(const std::string &expression);
    const Field &field(Role role) const { return m_fields[static_cast<std::size_t>(role)]; }
    const Cell *firstCell(Role role, const Cells &cells) const;

    static std::string_view cut(const Way &way, std::string_view text);
    // The text points into the cell, or into `held` (which is empty otherwise).
    bool textOf(const Way &way, const Cells &cells, std::string &held,
                std::string_view &text) const;
    static std::string_view plainText(const Cell &cell, bool uuid, std::string &held);
    Picked pickedOf(const Cell &cell, int column) const;
    static bool textAt(const Way &way, Picked picked, std::string &held, std::string_view &text);
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
    Elements elementsOf(const Cell &data, std::optional<Error> &damage) const;
    Picked elementAt(const Elements &elements, std::size_t index) const
    {
        return elements.picks.data() + index * m_elementPicker.size();
    }
    static bool elementText(const Field &field, Picked element, std::string &held,
                            std::string_view &text);
    Version elementVersion(Version row, Picked element, std::size_t index, std::size_t count) const;
    std::string_view metadataIn(const Cells &cells) const;
    void spread(const RawEvent &row, const Cells &cells, RecordBatch &batch) const;
    void takeElement(Record &record, const Cell &data, std::size_t index) const;

    std::array<Field, kRoles> m_fields;
    std::vector<JsonPicker> m_pickers;  // by column
    std::vector<std::string> m_columns; // SQL; those of scan() come first
    std::vector<bool> m_keeps;          // by column: scan() needs its text
    std::size_t m_scanColumns = 0;
    std::string m_dataSql;
    std::string m_metadataSql;
    int m_metadata = -1; // column
    int m_data = -1;
    bool m_metadataInElements = false; // and nowhere else in the row
    Positions m_positions = Positions::Ordinals;
    PayloadRules m_rules;         // of the data
    PayloadRules m_metadataRules; // the envelope of the payload is none of the metadata
    std::optional<SpreadSpec> m_spread;
    JsonPicker m_listPicker;
    JsonPicker m_elementPicker;
    std::size_t m_elementData = 0; // picks in an element
    std::size_t m_elementMetadata = 0;
    // Within the elements of a spread row; one that is not set leaves its part to the row.
    Field m_elementId;
    Field m_elementType;
    Field m_elementVersion;
    Field m_elementTime;
    std::string m_table; // for messages
};

} // namespace eventscope
