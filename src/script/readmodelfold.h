// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "script/projectionfold.h"
#include "script/scriptfold.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What a read model may take, beside what its script holds.
struct ReadModelLimits {
    std::size_t databaseBytes = std::size_t(512) << 20;
    std::size_t journalBytes = std::size_t(64) << 20; // of the ways back, event by event
    std::size_t imageBytes = std::size_t(256) << 20;  // of whole databases, for far jumps
    bool operator==(const ReadModelLimits &) const = default;
};

struct ReadModelOptions {
    ScriptOptions script;
    ReadModelLimits limits;
    std::string schema; // SQL that is run before the script: tables of a live database
    bool operator==(const ReadModelOptions &) const = default;
};

// What the handlers take, as they name it. A name without a namespace, in any spelling, takes com.shop.OrderCreated and order.created too.
struct ReadModelDefinition {
    std::vector<std::string> types;
    bool any = false; // events of every type
};

struct ReadModelColumn {
    std::string name;
    std::string type; // as it was declared
    int key = 0;      // its place in the primary key, from 1; 0: none
};

struct ReadModelTable {
    std::string name;
    bool isView = false;
    std::vector<ReadModelColumn> columns;
    std::int64_t rows = 0; // -1: a view that cannot be read
};

// Some rows of a table. Values are JSON: null, numbers with all their digits, strings, {"b":"00ff"} for bytes.
struct ReadModelPage {
    std::vector<std::string> columns;
    std::int64_t total = 0;      // that fit the search
    std::vector<JsonValue> rows; // arrays
};

struct ReadModelPageRequest {
    std::string table;
    std::string orderBy; // a column; empty: as they lie there
    bool descending = false;
    std::string search; // in any column, whatever the case of its letters
    std::int64_t offset = 0;
    std::int64_t limit = 256;
    bool operator==(const ReadModelPageRequest &) const = default;
};

// What an event did to a row. Rows are JSON objects by column, the key one of the columns of the primary key (or {"rowid": …}).
struct ReadModelChange {
    enum class Kind : std::uint8_t { Inserted, Updated, Deleted };
    std::string table;
    Kind kind = Kind::Updated;
    JsonValue key;
    JsonValue before; // null: there was none
    JsonValue after;  // null: there is none
};

// Handlers that write to a SQL read model, loaded into a host process of their own beside a private database in memory. The same contract as
// ScriptFold: one thread; work is handed over in batches; a host that passes a limit is ended.
//
// Of ScriptEvent, `key` is a number of the event's stream and `ordinal` counts the events of the run, ascending over all streams; there may be gaps.
// A place is a number of events: the tables at place n are those after every event with an ordinal below n. An event whose handler throws
// changes nothing, and ends the run there.
//
// The tables can be gone back to any place: see seek(). What handlers keep in variables does not go back with them.
class ReadModelFold
{
public:
    // Errors: those of ScriptFold::open(); Script for a schema that is refused; Unsupported if the file has no handler in any form.
    static Result<std::unique_ptr<ReadModelFold>> open(const std::string &file,
                                                       const ReadModelOptions &options = {},
                                                       std::stop_token stop = {},
                                                       std::vector<std::string> *seen = nullptr);
    ~ReadModelFold();
    ReadModelFold(const ReadModelFold &) = delete;
    ReadModelFold &operator=(const ReadModelFold &) = delete;

    const std::vector<std::string> &files() const;
    const ReadModelDefinition &definition() const { return m_definition; }

    // Empty tables, as they are declared; the script is loaded anew. Errors: Cancelled; Script, also for a declaration that fails.
    Result<void> begin(std::stop_token stop = {});
    // Errors: Cancelled (call sync(), and go on from place()); Script if the host was ended: failure() says where. Events behind a failure
    // are passed over.
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop = {});
    Result<void> sync(std::stop_token stop = {});

    // What follows is complete after sync().

    // The place of the tables. After a failure that of its event; in rare cases (the database had no memory left while it wrote) an earlier one:
    // hand over the events from there on up to the failure for the tables before it.
    std::uint32_t place() const { return m_place; }
    const ScriptFailure *failure() const;
    std::optional<ScriptEnd> endedBy() const;
    std::vector<ScriptLogLine> takeLogs();
    std::vector<std::string> takeWarnings();
    // Types of events that came and that no handler takes.
    const std::set<std::string, std::less<>> &skippedTypes() const { return m_skipped; }

    // Takes the tables towards a place without the handlers, back or forth: through what each event did, or from an image of the database. Gives the
    // place that was reached, which is `place` or one before it: then hand over the events from there on. Forgets the failure.
    Result<std::uint32_t> seek(std::uint32_t place, std::stop_token stop = {});
    // What the last event before place() did, row by row; at most so many rows. Empty also where that is not known: right after a far jump.
    Result<std::vector<ReadModelChange>> lastChanges(std::size_t most = 1000,
                                                     std::stop_token stop = {});

    // How long the handlers of each type took since the last call.
    Result<std::vector<HandlerTime>> takeTimes(std::stop_token stop = {});

    Result<std::vector<ReadModelTable>> tables(std::stop_token stop = {});
    Result<ReadModelPage> page(const ReadModelPageRequest &request, std::stop_token stop = {});
    // Every row of a table as a JSON object by column, in the order of the table; until `line` gives false.
    Result<void> eachRow(const std::string &table,
                         const std::function<bool(std::string line)> &line,
                         std::stop_token stop = {});

private:
    explicit ReadModelFold(std::unique_ptr<ScriptFold::Host> host);
    Result<void> takeDefinition();
    void receive(const JsonValue &answer);
    Result<JsonValue> ask(const std::string &request, std::stop_token stop);

    std::unique_ptr<ScriptFold::Host> m_host;
    ReadModelDefinition m_definition;
    std::uint32_t m_place = 0;
    bool m_toldOfBlocks = false;
    std::vector<std::string> m_ownWarnings;
    std::set<std::string, std::less<>> m_skipped;
};

} // namespace eventscope
