// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an event did, out of the journal.
#include "journalentry.h"

#include <algorithm>
#include <utility>

namespace eventscope::host {

namespace {

// What became of one row in an event, however often it changed.
struct Change {
    std::uint32_t table = 0;
    Op op = Op::Updated;
    std::string key;     // cells
    std::string before;  // cells
    bool isVoid = false; // came and went
};

} // namespace

// A row that was told of by what one entry says.
struct Journal::EntryView {
    std::uint32_t table = 0;
    Op op = Op::Updated;
    std::string key; // of the row behind the entry, or the one that is gone
    std::string old; // its key before
    std::string row; // as it was
};

Journal::EntryView Journal::viewOf(std::string_view entry) const
{
    Reader reader(entry);
    EntryView view;
    view.op = Op(reader.take<std::uint8_t>());
    view.table = reader.take<std::uint32_t>();
    if (view.op == Op::Sequence)
        return view;
    const Table &table = *m_tables[view.table];
    if (view.op != Op::Deleted) {
        for (int i = 0; i < table.keySize(); ++i)
            putCell(view.key, reader.cell());
    }
    if (view.op != Op::Inserted) {
        if (!table.rowid.empty())
            putCell(view.old, reader.cell());
        std::vector<std::string> cells;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            putCell(cells.emplace_back(), reader.cell());
            view.row += cells.back();
        }
        if (table.rowid.empty()) {
            for (const int column : table.key)
                view.old += cells[std::size_t(column)];
        }
    }
    if (view.op == Op::Deleted)
        view.key = view.old;
    return view;
}

// The row as it is now: JSON texts of its columns; none if it is gone.
std::vector<std::string> Journal::rowNow(Table &table, std::string_view key)
{
    std::vector<std::string> row;
    std::string sql;
    for (const std::string &column : table.columns)
        sql += (sql.empty() ? "SELECT " : ",") + quoted(column);
    sqlite3_stmt *statement = prepared(table.read,
                                       sql + " FROM " + quoted(table.name) + table.where(1));
    if (!statement)
        return row;
    Reader reader(key);
    for (int i = 1; i <= table.keySize(); ++i)
        bind(statement, i, reader.cell());
    bool special = false;
    if (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < int(table.columns.size()); ++i)
            appendCell(row.emplace_back(), cellOf(sqlite3_column_value(statement, i)), true,
                       special);
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return row;
}

std::string Journal::lastChanges(std::size_t most)
{
    if (m_cursor == 0 || m_groups[m_cursor - 1].event + 1 != m_place)
        return "[]";
    std::vector<std::string_view> entries;
    Backwards backwards(m_groups[m_cursor - 1].bytes);
    while (const auto entry = backwards.next())
        entries.push_back(*entry);
    std::vector<Change> changes;
    std::map<std::pair<std::uint32_t, std::string>, std::size_t> places;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        EntryView view = viewOf(*entry);
        if (view.op == Op::Sequence)
            continue;
        const auto found = places.find({view.table, view.op == Op::Inserted ? view.key : view.old});
        if (found == places.end()) {
            places[{view.table, view.key}] = changes.size();
            changes.push_back({view.table, view.op, view.key, std::move(view.row), false});
            continue;
        }
        const std::size_t at = found->second;
        Change &change = changes[at];
        if (view.op == Op::Deleted) {
            change.isVoid = change.op == Op::Inserted;
            change.op = change.isVoid ? Op::Inserted : Op::Deleted;
            continue;
        }
        if (view.op == Op::Inserted && !change.isVoid)
            change.op = Op::Updated; // it was there before
        change.isVoid = false;
        change.key = view.key;
        places.erase(found);
        places[{view.table, std::move(view.key)}] = at;
    }

    std::string json = "[";
    using Row = std::vector<std::string>;
    const auto appendObject = [&](const Table &table, const Row &row, bool keyOnly) {
        json += row.empty() ? "null" : "{";
        bool first = true;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto &key = table.key;
            if (keyOnly && std::find(key.begin(), key.end(), int(i)) == key.end())
                continue;
            json += std::exchange(first, false) ? "" : ",";
            appendText(json, table.columns[i]);
            json += ':' + row[i];
        }
        json += row.empty() ? "" : "}";
    };
    const auto append = [&](const Table &table, const std::string &key, const Row &before,
                            const Row &after) {
        if (most == 0)
            return;
        --most;
        json += json.size() > 1 ? ",{\"table\":" : "{\"table\":";
        appendText(json, table.name);
        json += before.empty()  ? ",\"op\":\"insert\",\"key\":"
                : after.empty() ? ",\"op\":\"delete\",\"key\":"
                                : ",\"op\":\"update\",\"key\":";
        if (table.key.empty()) {
            bool special = false;
            json += "{\"rowid\":";
            appendCell(json, Reader(key).cell(), true, special);
            json += '}';
        } else {
            appendObject(table, after.empty() ? before : after, true);
        }
        json += ",\"before\":";
        appendObject(table, before, false);
        json += ",\"after\":";
        appendObject(table, after, false);
        json += '}';
    };
    for (const Change &change : changes) {
        Table &table = *m_tables[change.table];
        if (change.isVoid)
            continue;
        Row before;
        bool special = false;
        Reader reader(change.before);
        for (std::size_t i = 0; change.op != Op::Inserted && i < table.columns.size(); ++i)
            appendCell(before.emplace_back(), reader.cell(), true, special);
        const Row after = change.op == Op::Deleted ? Row() : rowNow(table, change.key);
        // A row of another key is another row to everyone but SQLite.
        const bool isOther = !before.empty() && !after.empty()
                             && std::any_of(table.key.begin(), table.key.end(), [&](int column) {
                                    return before[std::size_t(column)]
                                           != after[std::size_t(column)];
                                });
        if (isOther) {
            append(table, change.key, before, {});
            append(table, change.key, {}, after);
        } else if (!before.empty() || !after.empty()) {
            append(table, change.key, before, after);
        }
    }
    return json + ']';
}

} // namespace eventscope::host
