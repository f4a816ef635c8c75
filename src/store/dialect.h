// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A dialect says where a kind of store keeps what an event is made of. It is data: a JSON file in resources/dialects, in the user's
// own folder, or made by the mapping dialog. docs/dialects.md describes the format for people; this is its form in memory.

// Where one part of an event comes from: a column (or member of a file's record), then a way into it.
struct FieldSpec {
    std::string column;              // SQL: a column or expression of the `from` clause; files: member name or RFC 6901 pointer ("/metadata/userId")
    std::vector<std::string> paths;  // RFC 6901 pointers into the JSON found there; the first that is present counts
    std::string before;              // text only up to the first of this separator ("-" makes order of order-17)
    std::string after;               // text behind the last of this separator
    std::optional<TimeEncoding> encoding; // times only; none: told from the first values
    std::optional<std::string> fallback;  // a fixed value where there is none

    bool isSet() const { return !column.empty() || fallback.has_value(); }
};

// One row that holds several events (NEventStore, looplab): where the list is, and what is relative to the element.
struct SpreadSpec {
    std::string list;      // pointer to the array within the data column's JSON
    std::string data;      // pointer within an element
    std::string metadata;
    std::string type;
    bool versionIsLast = false; // the row's version is that of its last event
};

struct EventsSpec {
    std::string table;              // SQL: the main table, for messages and detection
    std::string from;               // SQL: FROM clause with joins; empty: the table alone
    std::string where;              // SQL condition; empty: all
    std::vector<std::string> order; // SQL columns of the global order, unique together and ascending; paging and following compare them
    FieldSpec position;             // none: the 1-based ordinal
    FieldSpec id;
    FieldSpec stream;
    FieldSpec streamType;
    FieldSpec version;              // none: counted
    FieldSpec type;
    FieldSpec schemaVersion;
    FieldSpec time;
    FieldSpec data;
    FieldSpec metadata;             // files: "" with `restAsMetadata` means all members that no other field took
    FieldSpec correlation;          // unset: the usual names in the metadata
    FieldSpec causation;
    bool restAsMetadata = false;
    std::string envelope;           // pointer to the domain payload within the data
    std::vector<std::string> decoders; // "gzip", "base64" ...: applied to data and metadata in turn, where their magic fits
    std::optional<SpreadSpec> spread;
};

struct CheckpointSpec {
    std::string table;
    std::string from;
    std::string where;
    std::string name;      // SQL expression of the subscription's name
    FieldSpec position;    // number, zero-padded text, or a path into JSON
    std::string status;    // SQL expression; empty: none
};

struct Dialect {
    std::string name;      // "emmett"
    std::string title;     // "Emmett"
    std::string kind;      // "sqlite" or "file"
    std::string path;      // where the dialect was read from; ":/dialects/…" if built in
    int priority = 0;      // higher wins where several fit
    // SQL: every table and its columns must be there. Files: every member must be in the first records.
    struct Signature {
        std::string table; // empty for files
        std::vector<std::string> members;
    };
    std::vector<Signature> requires_; // all of them
    EventsSpec events;
    std::vector<CheckpointSpec> checkpoints;

    // Errors name path, line and column of the mistake and what is allowed there.
    static Result<Dialect> parse(std::string_view json, std::string path);
    // A file that parse() reads back to the same dialect.
    std::string toJson() const;
};

} // namespace eventscope
