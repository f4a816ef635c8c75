// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "journal.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace eventscope::host {

struct DatabaseLimits {
    std::size_t databaseBytes = std::size_t(512) << 20;
    std::size_t journalBytes = std::size_t(64) << 20;
    std::size_t imageBytes = std::size_t(256) << 20;
};

// The private database of a read model: in memory, with no way to a file, and repeatable: its clock is the event's time and its random
// numbers follow from the event. One in a process, one thread.
//
// The events of a batch run in one transaction. What an event did is undone from the journal; where that is not enough (the schema
// changes, virtual tables) a savepoint is opened first. Images of the whole database at growing distances lead to places that the journal has forgotten.
class Database
{
public:
    struct Failure {
        std::string message; // without the statement
        std::string code;    // "SQLITE_CONSTRAINT_UNIQUE"
    };
    // How a statement runs, and what became of it. The same memory is an ArrayBuffer of the script's side, which writes the first part and
    // the parameters behind it.
    struct Bridge {
        std::int32_t statement;
        std::int32_t parameters;
        std::uint32_t event;    // at work; kNoEvent while the script loads
        std::int32_t isUnended; // out: a transaction is open, or a foreign key is not fulfilled yet
        std::int32_t special;   // out: rows hold what JSON has no words for
        std::int32_t mode;      // Mode
        double changes;         // out
        std::int64_t lastRowid; // out
        std::array<std::int32_t, 6> unused;
    };
    enum class Mode : std::int32_t { All, First, Plain };
    enum class Tag : std::int32_t { Null, Integer, Real, Text, Blob, Kept };
    struct Slot {
        Tag tag;
        std::int32_t size;
        union {
            double real;
            std::int64_t integer; // or where the bytes begin in the memory; Kept: index of keep()
        };
    };
    static constexpr std::uint32_t kNoEvent = ~std::uint32_t{0};
    static constexpr std::size_t kMemory = std::size_t(1) << 20;
    static constexpr std::size_t kMostParameters = 32766;

    // `clock` gives the time of the event at work, as ISO 8601 text.
    static std::unique_ptr<Database> open(const DatabaseLimits &limits, std::string (*clock)());
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // The same for every database of this process.
    static unsigned char *memory();
    static Bridge &bridge() { return *reinterpret_cast<Bridge *>(memory()); }
    const Failure &failure() const { return m_failure; }

    // The number by which the bridge names it; the same for the same text. -1 if it is no SQL.
    int prepare(const std::string &sql);
    // {"parameters":[":id",null],"columns":["id"],"reads":true}
    std::string describe(int statement);
    // A parameter too long for the memory. Until the next execute().
    std::size_t keep(std::string text);
    enum class Outcome { Failed, Done, Rows };
    Outcome execute();
    // The rows that execute() got: JSON. All: an array of objects. First: an object or nothing. Plain: arrays, integers with all digits.
    const std::string &rows() const { return m_rows; }

    // Events from `first` on will follow. False if the database is elsewhere.
    bool beginBatch(std::uint32_t first);
    // Undoes what the event did that failed. The place of the database then: that of the event, or of the batch if SQLite undid more.
    std::uint32_t undoEvent();
    // All events before `place` were handled. False with a failure if SQLite refuses, which is a fault of ours.
    bool endBatch(std::uint32_t place);
    // The script was loaded and its tables are there: place 0.
    bool begin();
    // Towards a place; the one that was reached. Again, if it is another and `more` is set.
    std::uint32_t go(std::uint32_t place, bool &more);
    std::uint32_t place() const { return m_journal->place(); }
    std::string lastChanges(std::size_t most) { return m_journal->lastChanges(most); }
    // Something happened that cannot be gone back behind but from an image.
    bool wasBlocked() const { return m_wasBlocked; }
    // Why the event may not end like this; empty if it may.
    std::string unended() const;

    // For the functions and the clock of SQLite.
    const std::string &now();
    std::uint64_t random();

private:
    enum class Kind : std::uint8_t {
        Plain,
        Begin,
        Commit,
        Rollback,
        Savepoint,
        Release,
        RollbackTo
    };
    struct Statement {
        sqlite3_stmt *handle = nullptr;
        std::string sql;                // as it was given
        std::string rest;               // the statements behind the first
        std::vector<std::string> names; // of the columns, as JSON with a colon
        Kind kind = Kind::Plain;
        std::string savepoint;
        bool changesSchema = false;
        bool isBarrier = false; // changes what the journal cannot record
        std::uint32_t schema = 0;
    };
    struct Authorized { // what the authorizer saw of a statement
        Kind kind = Kind::Plain;
        std::string savepoint;
        std::string refusal;
        std::vector<std::string> written;
        bool changesSchema = false;
    };
    struct Image {
        std::uint32_t place = 0;
        unsigned char *bytes = nullptr;
        std::int64_t size = 0;
    };
    struct UserSavepoint {
        std::string name;
        std::size_t mark = 0;
    };

    Database(const DatabaseLimits &limits, std::string (*clock)());
    bool openConnection();
    static int authorize(void *self, int action, const char *first, const char *second,
                         const char *database, const char *trigger);
    int authorize(int action, const char *first, const char *second);
    bool compile(const std::string &sql, Statement &into);
    bool bind(sqlite3_stmt *handle);
    bool run(Statement &statement);
    bool step(Statement &statement);
    bool control(Statement &statement);
    bool fail(int code, std::string_view sql);
    bool refuse(std::string message, const char *code);
    bool plain(const char *sql);
    int schemaVersion();
    void enterEvent(std::uint32_t event);
    void leaveEvent();
    void closeSavepoint();
    void noteUnended();
    void takeImage();
    std::size_t imageBytes() const;
    void limitHeap();
    bool restore(const Image &image);
    void dropImages();

    const DatabaseLimits m_limits;
    std::string (*const m_clock)();
    sqlite3 *m_database = nullptr;
    std::unique_ptr<Journal> m_journal;
    std::vector<std::unique_ptr<Statement>> m_statements;
    std::unordered_map<std::string, int> m_byText;
    std::vector<std::string> m_kept;
    std::string m_rows;
    Failure m_failure;
    Authorized m_authorized;
    bool m_isOurs = false; // the statement that is compiled is not the script's
    sqlite3_stmt *m_schemaVersion = nullptr;
    std::uint32_t m_schema = 1;
    std::uint32_t m_event = kNoEvent;
    std::uint32_t m_batch = 0; // the place at which it began
    bool m_inBatch = false;
    bool m_isLost = false; // SQLite undid the whole batch
    bool m_hasSavepoint = false;
    std::size_t m_savepointMark = 0;
    std::size_t m_savepointTables = 0;
    bool m_isBlocked = false;     // the event at work did what the journal cannot record
    bool m_wasBlocked = false;    // some event did
    bool m_inTransaction = false; // BEGIN of the script's own
    std::size_t m_transactionMark = 0;
    std::vector<UserSavepoint> m_savepoints;
    std::uint64_t m_random = 0;
    std::string m_now;
    std::uint32_t m_nowEvent = kNoEvent - 1;
    std::vector<Image> m_images; // ascending
    std::uint32_t m_spacing = 0;
};

} // namespace eventscope::host
