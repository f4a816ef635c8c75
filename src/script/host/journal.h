// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_value;

namespace eventscope::host {

// What each event did to the rows of a database, so that it can be undone and done again without its handler.
//
// SQLite tells of every row before it changes (the pre-update hook, on which its session extension stands too). For each, what is needed to
// bring the row back is kept: with its rowid, so that tables without a primary key come back as they were and later rows get the
// same rowids. Undoing goes through the same hook, so that what undoes an event becomes what does it again.
//
// A place is a number of events: place n is behind event n - 1. The journal knows the way between two places, and a cursor stands at one of them.
class Journal
{
public:
    Journal(sqlite3 *database, std::size_t mostBytes);
    ~Journal();
    Journal(const Journal &) = delete;
    Journal &operator=(const Journal &) = delete;

    // Changes that come now belong to that event, and what was undone is forgotten.
    void beginEvent(std::uint32_t event);
    // How much of the event was recorded, and back to that: the database itself was rolled back.
    std::size_t mark() const { return m_open.size(); }
    void forgetBehind(std::size_t mark);
    // Nothing more is recorded of this event: restart() follows.
    void suspend() { m_isOpen = false; }
    // Undoes what the event did since beginEvent().
    bool undoOpen();
    // Forgets the events from that place on: the database is back there.
    void dropFrom(std::uint32_t place);
    void endEvent();
    // Nothing in front of that place can be reached any more: the schema changed, or the database is another one.
    void restart(std::uint32_t place);

    std::uint32_t from() const { return m_from; }
    std::uint32_t to() const { return m_to; }
    std::uint32_t place() const { return m_place; }
    // The event at the end of the way so far is there, whether it changed anything or not.
    void reached(std::uint32_t place);
    // Towards that place, which lies between from() and to(); at most so many events with changes. False if SQLite refused.
    bool go(std::uint32_t place, std::size_t most);

    // What the event behind the cursor did: [{"table","op","key":{..},"before":{..}|null,"after":{..}|null}], at most so many rows.
    std::string lastChanges(std::size_t most);
    std::size_t bytes() const { return m_bytes; }
    // The schema is another one: no way that leads through the old one may be left.
    void forgetTables();
    // The schema changed or came back: names moved, and tables that were met since are not what they were.
    std::size_t tableCount() const { return m_tables.size(); }
    void forgetTablesFrom(std::size_t count);
    // False if rows of that table cannot be brought back: its columns are computed, or hide its rowid.
    bool canRecord(std::string_view table);

    void changed(int operation, const char *table, std::int64_t before, std::int64_t after);

private:
    struct Table;
    struct Group {
        std::uint32_t event = 0;
        std::string bytes;
    };
    struct EntryView;
    EntryView viewOf(std::string_view entry) const;
    std::vector<std::string> rowNow(Table &table, std::string_view key);
    Table &tableOf(const char *name);
    std::unique_ptr<Table> describe(std::string_view name);
    bool apply(const std::string &bytes);
    bool applyOne(std::string_view entry);
    bool recordSequence(Table &table, std::uint32_t index);
    void recordKey(Table &table, std::int64_t rowid, bool after);
    void recordValue(sqlite3_value *value);
    sqlite3_stmt *prepared(sqlite3_stmt *&statement, const std::string &sql);
    void trim();
    void setGuards(bool on);

    sqlite3 *m_database;
    const std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
    std::deque<Group> m_groups; // ascending; those from m_cursor on are undone
    std::size_t m_cursor = 0;
    std::uint32_t m_from = 0;
    std::uint32_t m_to = 0;
    std::uint32_t m_place = 0;
    std::uint32_t m_event = 0;
    bool m_isOpen = false;
    std::string m_open; // of the event at work: entries, each with its length behind it
    std::vector<bool> m_sequenceKnown; // by table: m_open has what its counter was
    std::vector<std::unique_ptr<Table>> m_tables;
    std::map<std::string, std::uint32_t, std::less<>> m_byName;
    const char *m_lastName = nullptr;
    std::uint32_t m_lastTable = 0;
    sqlite3_stmt *m_readSequence = nullptr;
    sqlite3_stmt *m_writeSequence = nullptr;
    sqlite3_stmt *m_addSequence = nullptr;
};

} // namespace eventscope::host
