// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// A dialect says where a kind of store keeps what an event is made of. It is data: a JSON file in resources/dialects, in the user's
// own folder, or made by the mapping dialog. docs/dialects.md describes the format for people; this is its form in memory.

// Where one part of an event comes from: a column (or member of a file's record), then a way into it.
struct FieldSpec {
    // SQL: a column or expression of the `from` clause. Files: a member's name, or a pointer ("/metadata/userId") into the record.
    std::string column;
    // RFC 6901 pointers into the JSON found there; the first that is present counts.
    std::vector<std::string> paths;
    std::string after; // text behind the last of this separator; all of it where it does not occur
    // Of that, the text only up to the first of this separator; nothing where it does not occur ("-" makes order of order-17).
    std::string before;
    std::string beforeLast; // likewise up to the last of this separator
    std::string split; // with `part`: the part-th (from 1) of the pieces between these separators
    int part = 0;
    std::optional<TimeEncoding> encoding; // times only; none: told from the first values
    bool uuid = false; // SQL: 16 bytes are a UUID, whether they stand in a blob or in a text
    std::optional<std::string> fallback; // a fixed value where there is none
    // Versions in files only: where there is none, the index in its stream plus this.
    std::optional<std::int64_t> countFrom;
    std::vector<FieldSpec> otherwise; // tried in turn where this gives nothing, before `fallback`
    // Files only, instead of a column: the texts of all these places, with the separator between them; nothing where one is missing.
    std::vector<FieldSpec> join;
    std::string with;
    bool pairs = false; // files only: the list found there is names and values in turn
    // Files only: what to show for a text; texts that are not here stay as they are.
    std::vector<std::pair<std::string, std::string>> names;

    bool isSet() const
    {
        return !column.empty() || !join.empty() || !paths.empty() || !otherwise.empty()
               || fallback.has_value();
    }
    friend bool operator==(const FieldSpec &, const FieldSpec &) = default;
};

// One row that holds several events (NEventStore, looplab): where the list is, and what is relative to the element.
struct SpreadSpec {
    // Pointers to the array within the data column's JSON, in files one within the record, of which the first that leads to one counts; "" is the whole of it.
    std::vector<std::string> list;
    // Places within an element, without a column; one that is not set leaves that part to the row.
    FieldSpec id;
    std::string stream; // files only, a pointer
    FieldSpec type;
    FieldSpec version;
    FieldSpec time;
    std::string data; // pointers within an element; "" is the element itself
    std::string metadata;
    bool versionIsLast
        = false; // the row's version is that of its last event; else that of its first
    friend bool operator==(const SpreadSpec &, const SpreadSpec &) = default;
};

struct EventsSpec {
    // SQL: the main table, for messages and detection; with a "*" all tables whose names fit.
    std::string table;
    // SQL: FROM clause with joins, where {table} stands for all tables of a pattern; empty: the table alone.
    std::string from;
    std::string where; // SQL condition; empty: all
    // SQL columns of the global order, unique together and ascending; paging and following compare them.
    std::vector<std::string> order;
    // SQL: with `from`, an integer expression that finds a row again ("e.rowid"); empty: the order does.
    std::string row;
    FieldSpec position; // none: the 1-based ordinal
    FieldSpec id;
    FieldSpec stream;
    FieldSpec streamType;
    FieldSpec version; // none: counted
    FieldSpec type;
    FieldSpec schemaVersion;
    FieldSpec time;
    FieldSpec data;
    std::string
        dataBase64; // files: the member that holds the payload in base64 where `data` is absent
    // Files: the member that is false where the payload is a text, whatever it looks like.
    std::string isJson;
    FieldSpec metadata; // SQL: `paths` holds at most the pointer to the metadata within its column
    FieldSpec correlation; // unset, or nothing there: the usual names in the metadata
    FieldSpec causation;
    bool restAsMetadata = false; // files: the metadata is all members that no other field took
    bool recordAsMetadata
        = false; // files: the metadata is all members but those of data and dataBase64
    bool recordAsData = false; // files: the payload is the whole record
    // Pointer to the domain payload within the data; "*" as a token is the only member.
    std::string envelope;
    // "gzip", "zlib", "base64", "json-string": applied to data and metadata in turn, where they fit.
    std::vector<std::string> decoders;
    std::optional<SpreadSpec> spread;
    // SQL, no part of the file: of a pattern of tables, `from` with each of them by itself and its row id as table_row. Empty if one has none.
    std::vector<std::string> tableFroms;
    friend bool operator==(const EventsSpec &, const EventsSpec &) = default;
};

struct CheckpointSpec {
    std::string table;
    std::string from;
    std::string where;
    // SQL expression of the subscription's name; rows of the same name count with their largest position.
    std::string name;
    // Number, zero-padded text, or paths into JSON or XML, of which a token "**" stands for any way down.
    FieldSpec position;
    bool leastPosition
        = false; // of several paths that are present, the smallest counts; else the first
    // Pointers within that document to lists of positions before it that the consumer has left out.
    std::vector<std::string> gaps;
    // SQL expressions; empty: none.
    std::string status; // the store's own word
    std::string error;  // what the consumer failed with; NULL or empty text if it did not
    std::string stuck;  // true for a consumer that does not go on by itself
    std::string behind; // number of events after it, where positions do not tell
    friend bool operator==(const CheckpointSpec &, const CheckpointSpec &) = default;
};

// A table beside the events where messages wait: what no consumer could handle, or what is still to be sent.
struct QueueSpec {
    std::string table;
    std::string holds;   // "dead letters" or "outbox"
    std::string waiting; // SQL condition for the rows that still wait; empty: all
    friend bool operator==(const QueueSpec &, const QueueSpec &) = default;
};

// A table of states that the framework has put aside, each of a stream up to one of its events.
struct SnapshotSpec {
    std::string table; // "*" in it stands for any text: all tables that fit
    std::string where; // SQL condition; empty: all rows
    FieldSpec stream;
    FieldSpec version; // of the last event that went into it
    FieldSpec time;
    FieldSpec type; // what the store calls it; mostly a class
    FieldSpec data;
    std::string envelope; // pointer to the state within the data; "*" as a token is the only member
    friend bool operator==(const SnapshotSpec &, const SnapshotSpec &) = default;
};

struct Dialect {
    std::string name;  // "emmett"
    std::string title; // "Emmett"
    std::string kind;  // "sqlite", "postgresql" or "file"
    std::string path;  // where the dialect was read from; ":/dialects/…" if built in
    int priority = 0;  // higher wins where several fit
    // SQL: every table and its columns must be there. Files: every member must be in the first records.
    struct Signature {
        std::string table; // empty for files; "*" in it stands for any text
        std::vector<std::string> members;
        std::vector<std::string> any;     // files: one of these at least
        std::vector<std::string> without; // none of these
        friend bool operator==(const Signature &, const Signature &) = default;
    };
    std::vector<Signature> requires_; // all of them
    EventsSpec events;
    std::vector<CheckpointSpec> checkpoints; // the first whose table exists
    std::vector<QueueSpec> queues;           // all whose tables exist
    std::vector<SnapshotSpec> snapshots;     // all whose tables exist

    // Errors name path, line and column of the mistake and what is allowed there.
    static Result<Dialect> parse(std::string_view json, std::string path);
    // A file that parse() reads back to the same dialect.
    std::string toJson() const;
};

// What dialects of a kind read, for messages: "SQLite databases".
std::string_view sourcesOf(std::string_view kind);

} // namespace eventscope
