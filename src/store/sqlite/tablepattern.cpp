// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/tablepattern.h"

#include "base/json.h"

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

constexpr std::string_view kPart = "table_part";
constexpr std::string_view kRest = "table_rest";
constexpr std::string_view kRowId = "rowid";
constexpr std::string_view kTables = "{table}"; // in a "from"

bool sameText(std::string_view left, std::string_view right)
{
    return left.size() == right.size()
           && sqlite3_strnicmp(left.data(), right.data(), static_cast<int>(left.size())) == 0;
}

std::string quoteText(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted.append(c == '\'' ? 2 : 1, c);
    return quoted + "'";
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
           || c == '$';
}

// Every place where the name stands as a whole word in the SQL.
void replaceName(std::string &sql, std::string_view name, const std::string &with)
{
    for (std::size_t at = sql.find(name); at != std::string::npos; at = sql.find(name, at)) {
        const std::size_t end = at + name.size();
        const bool whole = (at == 0 || !isNameCharacter(sql[at - 1]))
                           && (end == sql.size() || !isNameCharacter(sql[end]));
        if (whole)
            sql.replace(at, name.size(), with);
        at += whole ? with.size() : name.size();
    }
}

bool mentions(const std::string &sql, std::string_view name)
{
    std::string copy = sql;
    replaceName(copy, name, {});
    return copy != sql;
}

std::array<FieldSpec *, 12> fieldsOf(EventsSpec &events)
{
    return {&events.position,      &events.id,       &events.stream,      &events.streamType,
            &events.version,       &events.type,     &events.time,        &events.data,
            &events.schemaVersion, &events.metadata, &events.correlation, &events.causation};
}

template<typename Function>
void forEachSql(EventsSpec &events, const Function &function)
{
    function(events.where);
    for (std::string &column : events.order)
        function(column);
    for (FieldSpec *const field : fieldsOf(events)) {
        function(field->column);
        for (FieldSpec &other : field->otherwise)
            function(other.column);
    }
}

struct Match {
    const SqliteTable *table = nullptr;
    std::string part;
};

bool hasColumns(const SqliteTable &table, const std::vector<std::string> &columns,
                const std::vector<std::string> &without)
{
    const auto has = [&](const std::string &column) { return table.column(column) != nullptr; };
    return std::all_of(columns.begin(), columns.end(), has)
           && std::none_of(without.begin(), without.end(), has);
}

std::vector<Match> matching(const std::vector<SqliteTable> &tables, const std::string &pattern,
                            const std::vector<std::string> &columns,
                            const std::vector<std::string> &without = {})
{
    std::vector<Match> matches;
    for (const SqliteTable &table : tables) {
        auto part = partOfTable(pattern, table.name);
        if (part && !table.isView && hasColumns(table, columns, without))
            matches.push_back({&table, std::move(*part)});
    }
    return matches;
}

// Bytes cannot stand in JSON: they are in hexadecimal.
std::string restOf(const SqliteTable &table, const std::vector<std::string> &known)
{
    std::string sql;
    for (const SampledColumn &column : table.columns) {
        if (std::any_of(known.begin(), known.end(),
                        [&](const std::string &name) { return sameText(name, column.name); }))
            continue;
        const std::string name = quoteIdentifier(column.name);
        sql += (sql.empty() ? "'{' || " : " || ',' || ") + quoteText(jsonQuote(column.name) + ":")
               + " || CASE typeof(" + name + ") WHEN 'blob' THEN json_quote(hex(" + name
               + ")) ELSE json_quote(" + name + ") END";
    }
    return sql.empty() ? "'{}'" : sql + " || '}'";
}

// A number for each row that stays the same while the table grows.
std::string rowNumberOf(const SqliteTable &table)
{
    if (table.hasRowId)
        return std::string(kRowId);
    std::string key;
    for (const std::string &column : table.primaryKey)
        key += (key.empty() ? "" : ", ") + quoteIdentifier(column);
    return "row_number() OVER (ORDER BY " + key + ")";
}

// The columns that all of the tables have.
std::vector<std::string> commonColumns(const std::vector<Match> &matches)
{
    std::vector<std::string> columns;
    for (const SampledColumn &column : matches.front().table->columns) {
        if (std::all_of(matches.begin(), matches.end(), [&](const Match &match) {
                return match.table->column(column.name) != nullptr;
            }))
            columns.push_back(column.name);
    }
    return columns;
}

// What tells the rows of a table apart that all of these columns do not.
std::string tieOf(const SqliteTable &table, const std::vector<std::string> &columns)
{
    const std::string row = rowIdOf(table);
    if (!row.empty())
        return row;
    std::string key;
    for (const std::string &column : table.primaryKey) {
        if (std::find(columns.begin(), columns.end(), column) == columns.end())
            key += (key.empty() ? "quote(" : " || ',' || quote(") + quoteIdentifier(column) + ")";
    }
    return key.empty() ? "NULL" : key;
}

// "SELECT …" of the rows of one table, with what stands for the pattern.
std::string selectOf(const Match &match, const std::vector<std::string> &columns,
                     const std::string &rest, bool withRowId)
{
    std::string sql = "SELECT " + quoteText(match.part) + " AS " + std::string(kPart);
    if (!rest.empty())
        sql += ", " + rest + " AS " + std::string(kRest);
    if (withRowId)
        sql += ", " + rowNumberOf(*match.table) + " AS " + std::string(kRowId);
    for (const std::string &column : columns)
        sql += ", " + quoteIdentifier(column);
    return sql;
}

// What stands before a column of the tables, "t."; empty also where nobody can say.
std::string tablePrefix(const EventsSpec &events)
{
    const std::size_t at = events.from.find(kTables);
    if (at == std::string::npos)
        return {};
    std::string_view alias = std::string_view(events.from).substr(at + kTables.size());
    alias.remove_prefix(std::min(alias.find_first_not_of(' '), alias.size()));
    alias = alias.substr(0, alias.find(' '));
    return alias.empty() ? std::string() : std::string(alias) + ".";
}

// True if a row of the events is one of the table, whatever is joined to it: all that the order names is of the table.
bool isOrderedByTables(const EventsSpec &events)
{
    if (events.from.empty())
        return true;
    const std::string prefix = tablePrefix(events);
    return !prefix.empty()
           && std::all_of(events.order.begin(), events.order.end(),
                          [&](const std::string &column) { return column.starts_with(prefix); });
}

// Rows that are found again by the values of the order need one that is unique: the table and its key come last.
void breakTies(EventsSpec &events, const std::vector<Match> &matches,
               const std::vector<std::string> &columns)
{
    const std::string prefix = tablePrefix(events);
    if (!events.from.empty() && prefix.empty())
        return;
    const auto add = [&](const std::string &column) {
        if (std::find(events.order.begin(), events.order.end(), prefix + column)
            == events.order.end())
            events.order.push_back(prefix + column);
    };
    add(std::string(kPart));
    for (const Match &match : matches) {
        for (const std::string &column : match.table->primaryKey) {
            if (std::find(columns.begin(), columns.end(), column) != columns.end())
                add(quoteIdentifier(column));
        }
    }
    add(kTableRow);
}

std::string replaced(std::string sql, std::string_view what, const std::string &with)
{
    for (std::size_t at = sql.find(what); at != std::string::npos;
         at = sql.find(what, at + with.size()))
        sql.replace(at, what.size(), with);
    return sql;
}

} // namespace

bool isTablePattern(std::string_view table)
{
    return table.find('*') != std::string_view::npos;
}

std::optional<std::string> partOfTable(std::string_view pattern, std::string_view name)
{
    const std::size_t star = pattern.find('*');
    const std::string_view before = pattern.substr(0, star);
    const std::string_view after = pattern.substr(star + 1);
    if (name.size() < before.size() + after.size()
        || !sameText(name.substr(0, before.size()), before)
        || !sameText(name.substr(name.size() - after.size()), after))
        return std::nullopt;
    return std::string(name.substr(before.size(), name.size() - before.size() - after.size()));
}

bool hasTable(const std::vector<SqliteTable> &tables, const std::string &name,
              const std::vector<std::string> &columns, const std::vector<std::string> &without)
{
    if (isTablePattern(name))
        return !matching(tables, name, columns, without).empty();
    return std::any_of(tables.begin(), tables.end(), [&](const SqliteTable &table) {
        return sameText(table.name, name) && hasColumns(table, columns, without);
    });
}

void expandTables(Dialect &dialect, const std::vector<SqliteTable> &tables,
                  const std::string &wanted, bool asColumns)
{
    EventsSpec &events = dialect.events;
    if (!isTablePattern(events.table))
        return;
    std::vector<std::string> known;
    std::vector<std::string> without;
    for (const Dialect::Signature &signature : dialect.requires_) {
        if (signature.table == events.table) {
            known = signature.members;
            without = signature.without;
        }
    }
    std::vector<Match> matches = matching(tables, events.table, known, without);
    if (!wanted.empty())
        std::erase_if(matches,
                      [&](const Match &match) { return !sameText(match.table->name, wanted); });
    if (matches.empty())
        return;
    events.table = matches.front().table->name; // for messages
    if (matches.size() == 1 && events.from.empty() && !asColumns) {
        // Read as any other table: its rows are in order by themselves.
        events.order.clear();
        const Match &only = matches.front();
        forEachSql(events, [&](std::string &sql) {
            replaceName(sql, kPart, quoteText(only.part));
            replaceName(sql, kRest, "(" + restOf(*only.table, known) + ")");
        });
        return;
    }
    bool withRest = false;
    bool withRowId = false;
    forEachSql(events, [&](const std::string &sql) {
        withRest = withRest || mentions(sql, kRest);
        withRowId = withRowId || mentions(sql, kRowId);
    });
    withRowId = withRowId && std::none_of(matches.begin(), matches.end(), [](const Match &match) {
                    return match.table->column(kRowId) != nullptr;
                });
    const std::vector<std::string> columns = commonColumns(matches);
    const auto fromOf = [&](const std::string &rows) {
        return events.from.empty() ? rows : replaced(events.from, kTables, rows);
    };
    std::string all;
    const bool byTable = isOrderedByTables(events)
                         && std::all_of(matches.begin(), matches.end(), [](const Match &match) {
                                return !rowIdOf(*match.table).empty();
                            });
    if (!byTable)
        breakTies(events, matches, columns);
    for (const Match &match : matches) {
        std::string rows = selectOf(match, columns,
                                    withRest ? restOf(*match.table, known) : std::string(),
                                    withRowId);
        if (!byTable)
            rows += ", " + tieOf(*match.table, columns) + " AS " + kTableRow;
        const std::string table = " FROM " + quoteIdentifier(match.table->name);
        all += (all.empty() ? "" : " UNION ALL ") + rows + table;
        if (byTable)
            events.tableFroms.push_back(fromOf("(" + rows + ", " + rowIdOf(*match.table) + " AS "
                                               + std::string(kTableRow) + table + ")"));
    }
    events.from = fromOf("(" + all + ")");
}

std::vector<CheckpointSpec> expandTables(const CheckpointSpec &checkpoints,
                                         const std::vector<SqliteTable> &tables)
{
    std::vector<CheckpointSpec> expanded;
    if (!isTablePattern(checkpoints.table)) {
        for (const SqliteTable &table : tables) {
            if (sameText(table.name, checkpoints.table)) {
                expanded.push_back(checkpoints);
                expanded.back().table = table.name;
            }
        }
        return expanded;
    }
    for (const Match &match : matching(tables, checkpoints.table, {})) {
        CheckpointSpec &spec = expanded.emplace_back(checkpoints);
        spec.table = match.table->name;
        spec.from = replaced(spec.from, kTables, quoteIdentifier(spec.table));
        const std::string inQuotes = quoteIdentifier(match.part);
        for (std::string *const sql : {&spec.from, &spec.where, &spec.name, &spec.position.column,
                                       &spec.status, &spec.error, &spec.stuck, &spec.behind}) {
            replaceName(*sql, kPart, quoteText(match.part));
            *sql = replaced(*sql, "{part}", inQuotes.substr(1, inQuotes.size() - 2));
        }
    }
    return expanded;
}

std::vector<SnapshotSpec> expandTables(const SnapshotSpec &snapshots,
                                       const std::vector<SqliteTable> &tables)
{
    std::vector<SnapshotSpec> expanded;
    if (!isTablePattern(snapshots.table)) {
        for (const SqliteTable &table : tables) {
            if (sameText(table.name, snapshots.table)) {
                expanded.push_back(snapshots);
                expanded.back().table = table.name;
            }
        }
        return expanded;
    }
    std::vector<std::string> columns;
    for (const FieldSpec *const field : {&snapshots.stream, &snapshots.version, &snapshots.data}) {
        const std::string &column = field->column;
        if (field->otherwise.empty() && !column.empty()
            && std::all_of(column.begin(), column.end(), isNameCharacter))
            columns.push_back(column);
    }
    for (const Match &match : matching(tables, snapshots.table, columns)) {
        SnapshotSpec &spec = expanded.emplace_back(snapshots);
        spec.table = match.table->name;
        std::vector<std::string *> parts = {&spec.where};
        for (FieldSpec *const field :
             {&spec.stream, &spec.version, &spec.time, &spec.type, &spec.data}) {
            parts.push_back(&field->column);
            for (FieldSpec &other : field->otherwise)
                parts.push_back(&other.column);
        }
        for (std::string *const sql : parts)
            replaceName(*sql, kPart, quoteText(match.part));
    }
    return expanded;
}

void nameEvents(CheckpointSpec &checkpoints, const EventsSpec &events)
{
    const std::string from = events.from.empty() ? quoteIdentifier(events.table) : events.from;
    for (std::string *const sql : {&checkpoints.position.column, &checkpoints.behind})
        *sql = replaced(*sql, "{events}", from);
}

} // namespace eventscope
