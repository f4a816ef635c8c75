// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal.h"

#include "journalentry.h"

#include <algorithm>
#include <utility>

namespace eventscope::host {

namespace {

constexpr std::size_t kGroupBytes = 80; // of a group, beside its entries

bool run(sqlite3_stmt *statement)
{
    if (!statement)
        return false;
    while (sqlite3_step(statement) == SQLITE_ROW) {
    }
    const bool done = sqlite3_reset(statement) == SQLITE_OK;
    sqlite3_clear_bindings(statement);
    return done;
}

std::string columnText(sqlite3_stmt *statement, int column)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
    return text ? text : "";
}

} // namespace

Journal::Journal(sqlite3 *database, std::size_t mostBytes)
    : m_database(database)
    , m_mostBytes(mostBytes)
{}

Journal::~Journal()
{
    for (sqlite3_stmt *statement : {m_readSequence, m_writeSequence, m_addSequence})
        sqlite3_finalize(statement);
}

sqlite3_stmt *Journal::prepared(sqlite3_stmt *&statement, const std::string &sql)
{
    if (!statement)
        sqlite3_prepare_v3(m_database, sql.c_str(), int(sql.size()) + 1, SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr);
    return statement;
}

void Journal::forgetTables()
{
    m_tables.clear();
    m_byName.clear();
    m_lastName = nullptr;
    for (sqlite3_stmt **statement : {&m_readSequence, &m_writeSequence, &m_addSequence})
        sqlite3_finalize(std::exchange(*statement, nullptr));
}

void Journal::forgetTablesFrom(std::size_t count)
{
    m_lastName = nullptr;
    std::erase_if(m_byName, [&](const auto &entry) { return entry.second >= count; });
    m_tables.resize(std::min(count, m_tables.size()));
}

std::unique_ptr<Journal::Table> Journal::describe(std::string_view name)
{
    auto table = std::make_unique<Table>();
    table->name = name;
    std::string type;
    bool withoutRowid = false;
    sqlite3_stmt *statement = nullptr;
    const auto query = [&](const char *sql) {
        sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr);
        sqlite3_bind_text(statement, 1, name.data(), int(name.size()), SQLITE_STATIC);
    };
    query("SELECT type, wr FROM pragma_table_list WHERE schema='main' AND name=?1 COLLATE NOCASE");
    if (sqlite3_step(statement) == SQLITE_ROW) {
        type = columnText(statement, 0);
        withoutRowid = sqlite3_column_int(statement, 1) != 0;
    }
    sqlite3_finalize(statement);
    table->isRecordable = type == "table";
    query("SELECT name, pk, hidden FROM pragma_table_xinfo(?1) ORDER BY cid");
    std::vector<std::pair<int, int>> key;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        if (const int place = sqlite3_column_int(statement, 1); place > 0)
            key.emplace_back(place, int(table->columns.size()));
        table->columns.push_back(columnText(statement, 0));
        // A computed column cannot be written, and moves the places of the others.
        if (sqlite3_column_int(statement, 2) != 0)
            table->isRecordable = false;
    }
    sqlite3_finalize(statement);
    std::sort(key.begin(), key.end());
    for (const auto &[place, column] : key)
        table->key.push_back(column);
    if (!withoutRowid) {
        const auto isFree = [&](const char *wanted) {
            return std::none_of(table->columns.begin(), table->columns.end(),
                                [&](const std::string &column) {
                                    return sqlite3_stricmp(column.c_str(), wanted) == 0;
                                });
        };
        for (const char *wanted : {"rowid", "_rowid_", "oid"}) {
            if (table->rowid.empty() && isFree(wanted))
                table->rowid = wanted;
        }
        if (table->rowid.empty())
            table->isRecordable = false;
    }
    query("SELECT 1 FROM sqlite_schema WHERE name=?1 COLLATE NOCASE AND type='table' AND sql LIKE "
          "'%AUTOINCREMENT%'");
    table->hasSequence = sqlite3_step(statement) == SQLITE_ROW;
    sqlite3_finalize(statement);
    return table;
}

Journal::Table &Journal::tableOf(const char *name)
{
    // The name of a table stays where it is as long as the schema does.
    if (name == m_lastName)
        return *m_tables[m_lastTable];
    auto found = m_byName.find(std::string_view(name));
    if (found == m_byName.end()) {
        m_tables.push_back(describe(name));
        found = m_byName.emplace(name, std::uint32_t(m_tables.size() - 1)).first;
        m_sequenceKnown.resize(m_tables.size());
    }
    m_lastName = name;
    m_lastTable = found->second;
    return *m_tables[m_lastTable];
}

bool Journal::canRecord(std::string_view name)
{
    const std::string text(name);
    Table &table = tableOf(text.c_str());
    m_lastName = nullptr;
    return table.isRecordable;
}

void Journal::recordValue(sqlite3_value *value)
{
    putCell(m_open, value ? cellOf(value) : Cell{SQLITE_NULL, 0, 0, {}});
}

void Journal::recordKey(Table &table, std::int64_t rowid, bool after)
{
    if (!table.rowid.empty()) {
        putCell(m_open, Cell{SQLITE_INTEGER, rowid, 0, {}});
        return;
    }
    for (const int column : table.key) {
        sqlite3_value *value = nullptr;
        if (after)
            sqlite3_preupdate_new(m_database, column, &value);
        else
            sqlite3_preupdate_old(m_database, column, &value);
        recordValue(value);
    }
}

// What the counter of a table with AUTOINCREMENT is now, once an event.
bool Journal::recordSequence(Table &table, std::uint32_t index)
{
    m_sequenceKnown[index] = true;
    sqlite3_stmt *statement = prepared(m_readSequence,
                                       "SELECT seq FROM sqlite_sequence WHERE name=?1");
    if (!statement)
        return false;
    sqlite3_bind_text(statement, 1, table.name.data(), int(table.name.size()), SQLITE_STATIC);
    const bool known = sqlite3_step(statement) == SQLITE_ROW;
    const std::size_t start = m_open.size();
    m_open += char(Op::Sequence);
    put(m_open, index);
    m_open += char(known ? 1 : 0);
    put(m_open, known ? std::int64_t(sqlite3_column_int64(statement, 0)) : std::int64_t{0});
    put(m_open, std::uint32_t(m_open.size() - start));
    sqlite3_reset(statement);
    return true;
}

void Journal::changed(int operation, const char *name, std::int64_t before, std::int64_t after)
{
    if (!m_isOpen)
        return;
    Table &table = tableOf(name);
    const std::uint32_t index = m_lastTable;
    if (!table.isRecordable)
        return;
    if (operation == SQLITE_INSERT && table.hasSequence && !m_sequenceKnown[index])
        recordSequence(table, index);
    const std::size_t start = m_open.size();
    const Op op = operation == SQLITE_INSERT   ? Op::Inserted
                  : operation == SQLITE_DELETE ? Op::Deleted
                                               : Op::Updated;
    m_open += char(op);
    put(m_open, index);
    if (op != Op::Deleted)
        recordKey(table, after, true);
    if (op != Op::Inserted) {
        if (!table.rowid.empty())
            recordKey(table, before, false);
        const int count = int(table.columns.size());
        for (int i = 0; i < count; ++i) {
            sqlite3_value *value = nullptr;
            sqlite3_preupdate_old(m_database, i, &value);
            recordValue(value);
        }
    }
    put(m_open, std::uint32_t(m_open.size() - start));
}

void Journal::beginEvent(std::uint32_t event)
{
    m_event = event;
    m_isOpen = true;
    m_open.clear();
    std::fill(m_sequenceKnown.begin(), m_sequenceKnown.end(), false);
}

void Journal::forgetBehind(std::size_t mark)
{
    m_open.resize(std::min(mark, m_open.size()));
    std::fill(m_sequenceKnown.begin(), m_sequenceKnown.end(), false);
}

bool Journal::undoOpen()
{
    const std::string bytes = std::exchange(m_open, {});
    m_isOpen = false;
    return apply(bytes);
}

void Journal::endEvent()
{
    m_isOpen = false;
    m_place = m_to = m_event + 1;
    if (m_open.empty())
        return;
    m_bytes += m_open.size() + kGroupBytes;
    m_groups.push_back({m_event, m_open}); // a copy, of just the bytes that it has
    m_cursor = m_groups.size();
    m_open.clear();
    trim();
}

void Journal::dropFrom(std::uint32_t place)
{
    while (!m_groups.empty() && m_groups.back().event >= place) {
        m_bytes -= m_groups.back().bytes.size() + kGroupBytes;
        m_groups.pop_back();
    }
    m_cursor = m_groups.size();
    m_from = std::min(m_from, place);
    m_place = m_to = place;
    m_open.clear();
    m_isOpen = false;
}

void Journal::reached(std::uint32_t place)
{
    m_place = m_to = std::max(m_to, place);
}

void Journal::trim()
{
    while (m_bytes > m_mostBytes && !m_groups.empty() && m_cursor > 0) {
        m_bytes -= m_groups.front().bytes.size() + kGroupBytes;
        m_from = m_groups.front().event + 1;
        m_groups.pop_front();
        --m_cursor;
    }
}

void Journal::restart(std::uint32_t place)
{
    m_groups.clear();
    m_cursor = 0;
    m_bytes = 0;
    m_from = m_to = m_place = place;
    m_open.clear();
    m_isOpen = false;
}

// What triggers and foreign keys did is recorded too, and must not happen a second time.
void Journal::setGuards(bool on)
{
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
    sqlite3_db_config(m_database, SQLITE_DBCONFIG_ENABLE_FKEY, on ? 1 : 0, nullptr);
}

bool Journal::applyOne(std::string_view entry)
{
    Reader reader(entry);
    const auto op = Op(reader.take<std::uint8_t>());
    const auto index = reader.take<std::uint32_t>();
    Table &table = *m_tables[index];
    const auto bindAll = [&](sqlite3_stmt *statement, int count, int from = 1) {
        for (int i = 0; i < count; ++i)
            bind(statement, from + i, reader.cell());
    };
    const int width = int(table.columns.size()) + (table.rowid.empty() ? 0 : 1);
    switch (op) {
    case Op::Inserted: {
        sqlite3_stmt *statement = prepared(table.remove,
                                           "DELETE FROM " + quoted(table.name) + table.where(1));
        if (statement)
            bindAll(statement, table.keySize());
        return run(statement);
    }
    case Op::Deleted: {
        std::string sql = "INSERT INTO " + quoted(table.name) + '(' + table.list("") + ") VALUES(";
        for (int i = 1; i <= width; ++i)
            sql += (i > 1 ? ",?" : "?") + std::to_string(i);
        sqlite3_stmt *statement = prepared(table.add, sql + ')');
        if (statement)
            bindAll(statement, width);
        return run(statement);
    }
    case Op::Updated: {
        const int keys = table.keySize();
        std::string sql;
        int next = keys;
        if (!table.rowid.empty())
            sql = table.rowid + "=?" + std::to_string(++next);
        for (const std::string &column : table.columns)
            sql += (sql.empty() ? "" : ",") + quoted(column) + "=?" + std::to_string(++next);
        sqlite3_stmt *statement = prepared(table.change, "UPDATE " + quoted(table.name) + " SET "
                                                             + sql + table.where(1));
        if (statement)
            bindAll(statement, keys + width);
        return run(statement);
    }
    case Op::Sequence:
        break;
    }
    if (m_isOpen)
        recordSequence(table, index);
    const bool known = reader.take<char>() != 0;
    const auto counter = reader.take<std::int64_t>();
    sqlite3_stmt *statement = prepared(m_writeSequence,
                                       "DELETE FROM sqlite_sequence WHERE name=?1");
    if (!statement)
        return false;
    const bool recording = std::exchange(m_isOpen, false);
    sqlite3_bind_text(statement, 1, table.name.data(), int(table.name.size()), SQLITE_STATIC);
    bool done = run(statement);
    if (known && done) {
        statement = prepared(m_addSequence,
                             "INSERT INTO sqlite_sequence(name, seq) VALUES(?1, ?2)");
        sqlite3_bind_text(statement, 1, table.name.data(), int(table.name.size()), SQLITE_STATIC);
        sqlite3_bind_int64(statement, 2, counter);
        done = run(statement);
    }
    m_isOpen = recording;
    return done;
}

bool Journal::apply(const std::string &bytes)
{
    if (bytes.empty())
        return true;
    setGuards(false);
    Backwards entries(bytes);
    bool done = true;
    for (auto entry = entries.next(); entry && done; entry = entries.next())
        done = applyOne(*entry);
    setGuards(true);
    return done;
}

bool Journal::go(std::uint32_t place, std::size_t most)
{
    place = std::clamp(place, m_from, m_to);
    const auto turn = [&](Group &group) {
        m_open.clear();
        m_isOpen = true;
        std::fill(m_sequenceKnown.begin(), m_sequenceKnown.end(), false);
        const bool done = apply(group.bytes);
        m_isOpen = false;
        m_bytes += m_open.size();
        m_bytes -= group.bytes.size();
        group.bytes = m_open;
        m_open.clear();
        return done;
    };
    for (; most > 0 && m_cursor > 0 && m_groups[m_cursor - 1].event >= place; --most) {
        if (!turn(m_groups[m_cursor - 1]))
            return false;
        --m_cursor;
        m_place = m_groups[m_cursor].event;
    }
    for (; most > 0 && m_cursor < m_groups.size() && m_groups[m_cursor].event < place; --most) {
        if (!turn(m_groups[m_cursor]))
            return false;
        ++m_cursor;
        m_place = m_groups[m_cursor - 1].event + 1;
    }
    const bool isThere = (m_cursor == 0 || m_groups[m_cursor - 1].event < place)
                         && (m_cursor == m_groups.size() || m_groups[m_cursor].event >= place);
    if (isThere)
        m_place = place;
    return true;
}

} // namespace eventscope::host
