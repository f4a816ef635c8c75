// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/progress.h"
#include "base/result.h"
#include "event/source.h"
#include "store/dialect.h"
#include "store/snapshot.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// A place that a framework's own consumer has reached.
struct Checkpoint {
    std::string subscription;
    std::optional<std::string> position; // label; none: the consumer has not begun
    std::optional<std::string> status;   // the store's own word for it
    std::vector<std::string> gaps;       // labels before the position that were left out, ascending
    std::optional<std::string> error;    // what the consumer failed with
    bool stuck = false;                  // the consumer does not go on by itself
    std::optional<std::uint64_t>
        behind; // events after it, where the store says so and positions do not tell
};

// A table in which messages wait beside the events.
struct Queue {
    std::string table;
    std::string holds; // "dead letters" or "outbox"
    std::uint64_t rows = 0;
    std::uint64_t waiting = 0;
};

// What waits in a queue, decoded as payloads are; a cell for each column.
struct QueueRows {
    std::vector<std::string> columns;
    std::vector<std::vector<Payload>> rows;
};

// An open event store: a source of its events, and what else the dialect knows of it.
class Store : public RecordSource
{
public:
    // Checkpoints in the order of their names; empty if the store keeps none. Opens its own connection; any thread.
    virtual Result<std::vector<Checkpoint>> checkpoints() const = 0;
    // Those of the dialect's queues that are there. Counts their rows, over its own connection; any thread.
    virtual Result<std::vector<Queue>> queues() const { return std::vector<Queue>(); }
    // The first `most` messages that wait in the queue of that table; likewise. Errors: NotFound.
    virtual Result<QueueRows> queueRows(const std::string &table, std::size_t most) const
    {
        (void)most;
        return fail(ErrorCode::NotFound, "The store has no queue " + table + ".");
    }
    // Snapshots of streams, those of one table in its own order; over its own connection, on any thread. A damaged one is visited, too.
    virtual Result<void> snapshots(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                                   std::stop_token stop) const
    {
        (void)question;
        (void)visit;
        (void)stop;
        return {};
    }
    // Those of the dialect's tables of snapshots that are there; likewise.
    virtual Result<std::vector<SnapshotTable>> snapshotTables() const
    {
        return std::vector<SnapshotTable>();
    }
    virtual const Dialect &dialect() const = 0;
};

struct OpenOptions {
    std::string dialect; // name of a known dialect, or path of a dialect file; empty: detect
    std::string table;   // SQL table that holds the events; empty: detect
    std::optional<Dialect> mapping; // from the mapping dialog; goes before `dialect`
    std::size_t firstBatch = 512;   // events in the first batch, then `batch`; tests use 3
    std::size_t batch = 4096;
    // Of rows that a scan has to sort: what it keeps of them so as not to look them up again.
    std::size_t keptBytes = std::size_t{256} << 20;
};

// What whoever waits for a store to open may do meanwhile: stop that, and look how far it has come, where a file has to be read whole before its
// first event is known.
struct Opening {
    std::stop_token stop = {};
    Progress *progress = nullptr; // outlives the call
};

// One way to read a location, for a list of candidates and for the mapping dialog.
struct Candidate {
    std::string table;     // empty for files
    Dialect dialect;       // filled in as far as it could be guessed
    double score = 0;      // 0 to 1
    std::string reason;    // one line for people: which columns were taken for what
    bool complete = false; // stream, type and data are known
};

// Looks at what is at the location (a path, or sqlite:///path) and opens it. Errors: NotFound, Unreadable, NotAStore, Ambiguous (the
// message names the candidates and the option to use), Damaged, Locked, Encrypted, Invalid, Cancelled.
Result<std::shared_ptr<Store>> openStore(const std::string &location,
                                         const OpenOptions &options = {},
                                         const Opening &opening = {});

// What could be read there and how, best first; the raw material of the mapping dialog. `columns` of a table or members of records are
// in describe().
Result<std::vector<Candidate>> candidates(const std::string &location, const Opening &opening = {});

// Tables (or the one record list of a file) with their columns and a few sample values, for the mapping dialog.
struct TableDescription {
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> samples; // rows of display text, at most 20
};
Result<std::vector<TableDescription>> describe(const std::string &location,
                                               const Opening &opening = {});

// The SQL statements that define the tables of a SQLite store, those of events left out, for a read model that finds them there; empty where
// there is no other table. Error: Unsupported for anything but SQLite.
Result<std::string> tableDefinitions(const std::string &location, const Dialect &dialect);

// Dialects for SQLite and files that come with the program, then those of the user's folder ($XDG_CONFIG_HOME/eventscope/dialects). A broken file of the
// user is an Error in `problems` and does not hide the others.
struct DialectList {
    std::vector<Dialect> dialects;
    std::vector<Error> problems;
};
DialectList knownDialects();
// Those for PostgreSQL, whose names may be the same. Nothing else reads them, so that they cost other stores no time.
DialectList postgresqlDialects();
// The one of that name, or the one in the file of that path (with a slash, or ending in .json). Errors: Invalid naming the known ones,
// NotFound, and those of Dialect::parse.
Result<Dialect> findDialect(const std::string &nameOrPath, const DialectList &known);
std::string userDialectFolder();

} // namespace eventscope
