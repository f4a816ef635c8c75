// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/dialecttrial.h"

#include "store/location.h"
#include "store/sqlite/eventquery.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/tablepattern.h"

#include <QFile>

#include <algorithm>
#include <array>

namespace eventscope {

namespace {

// Of "events": those whose values are columns or SQL expressions.
constexpr auto kPlaces = std::to_array<std::string_view>(
    {"order", "row", "position", "id", "stream", "streamType", "version", "type", "schemaVersion",
     "time", "data", "metadata", "correlation", "causation"});

const LocatedJson *member(const LocatedJson *json, std::string_view name)
{
    if (!json)
        return nullptr;
    for (const auto &[key, value] : json->members) {
        if (key.name == name)
            return &value;
    }
    return nullptr;
}

const SqliteTable *tableOf(const std::vector<SqliteTable> &tables, const std::string &name)
{
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const SqliteTable &table) {
        return sqlite3_stricmp(table.name.c_str(), name.c_str()) == 0;
    });
    return found == tables.end() ? nullptr : &*found;
}

std::vector<LocatedJson> columnsOf(const LocatedJson &signature)
{
    const LocatedJson *const columns = member(&signature, "columns");
    return columns ? columns->elements : std::vector<LocatedJson>();
}

template<typename Items, typename Name>
std::string listed(const Items &items, Name name)
{
    std::string list;
    for (const auto &item : items)
        list += (list.empty() ? "" : ", ") + std::string(name(item));
    return list.empty() ? "none" : list;
}

std::string namesOf(const std::vector<SqliteTable> &tables)
{
    return listed(tables, [](const SqliteTable &table) { return table.name; });
}

} // namespace

Result<DialectTrial> DialectTrial::read(const std::string &nameOrPath)
{
    DialectTrial trial;
    trial.m_path = nameOrPath;
    if (auto dialect = findDialect(nameOrPath, knownDialects())) {
        trial.m_path = dialect->path;
        trial.m_dialect = std::move(*dialect);
    } else if (dialect.error().line == 0) {
        return fail(std::move(dialect).error());
    } else {
        trial.m_mistakes.push_back(std::move(dialect).error());
        return trial;
    }
    QFile file(QString::fromStdString(trial.m_path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error(ErrorCode::Unreadable,
                          "The dialect file " + trial.m_path
                              + " cannot be read: " + file.errorString().toStdString() + ".")
                        .at(trial.m_path));
    trial.m_text = file.readAll().toStdString();
    auto tree = LocatedJson::parse(trial.m_text, trial.m_path);
    if (!tree)
        return fail(std::move(tree).error());
    trial.m_tree = std::move(*tree);
    return trial;
}

void DialectTrial::mistake(const LocatedJson &place, const std::string &sentence)
{
    m_mistakes.push_back(errorAt(m_text, place.offset, m_path, sentence));
}

Result<void> DialectTrial::compareWith(const std::string &location, const Opening &opening)
{
    if (!m_dialect)
        return {};
    const auto place = locate(location);
    if (!place)
        return fail(place.error());
    const bool isDatabase = place->kind == LocationKind::Sqlite;
    if (m_dialect->kind != (isDatabase ? "sqlite" : "file")) {
        mistake(*member(&m_tree, "kind"),
                "the dialect reads " + std::string(sourcesOf(m_dialect->kind)) + ", but " + location
                    + (isDatabase ? " is a SQLite database; its \"kind\" is sqlite"
                                  : " is a file of records; its \"kind\" is file"));
        return {};
    }
    if (!isDatabase) {
        const auto tables = describe(location, opening);
        if (!tables)
            return fail(tables.error());
        compareMembers(tables->empty() ? std::vector<std::string>() : tables->front().columns);
        return {};
    }
    const SqliteDatabase database(place->path);
    const auto connection = database.connect();
    if (!connection)
        return fail(connection.error());
    const auto tables = readSchema(**connection);
    if (!tables)
        return fail(tables.error());
    compareDetect(*tables);
    compareEvents(**connection, *tables);
    compareCheckpoints(**connection, *tables);
    compareSnapshots(**connection, *tables);
    return {};
}

void DialectTrial::compareDetect(const std::vector<SqliteTable> &tables)
{
    const LocatedJson *const detect = member(&m_tree, "detect");
    if (!detect)
        return;
    const std::size_t before = m_mistakes.size();
    for (const LocatedJson &signature : detect->elements) {
        const LocatedJson *const name = member(&signature, "table");
        const SqliteTable *table = name ? tableOf(tables, name->text) : nullptr;
        if (name && isTablePattern(name->text)) {
            const auto fits = std::find_if(tables.begin(), tables.end(), [&](const auto &one) {
                return partOfTable(name->text, one.name).has_value();
            });
            table = fits == tables.end() ? nullptr : &*fits;
            std::vector<std::string> wanted;
            for (const LocatedJson &column : columnsOf(signature))
                wanted.push_back(column.text);
            std::vector<std::string> unwanted;
            if (const LocatedJson *const without = member(&signature, "without")) {
                for (const LocatedJson &column : without->elements)
                    unwanted.push_back(column.text);
            }
            if (table && hasTable(tables, name->text, wanted, unwanted))
                continue;
        }
        if (name && !table)
            mistake(*name, "there is no table " + name->text + "; there are " + namesOf(tables));
        for (const LocatedJson &column :
             table ? columnsOf(signature) : std::vector<LocatedJson>()) {
            if (!table->column(column.text))
                mistake(column, "table " + table->name + " has no column " + column.text
                                    + "; it has "
                                    + listed(table->columns,
                                             [](const SampledColumn &one) { return one.name; }));
        }
        const LocatedJson *const without = table ? member(&signature, "without") : nullptr;
        for (const LocatedJson &column : without ? without->elements : std::vector<LocatedJson>()) {
            if (table->column(column.text))
                mistake(column, "table " + table->name + " has the column " + column.text);
        }
    }
    m_detects = !detect->elements.empty() && m_mistakes.size() == before;
}

void DialectTrial::compareMembers(const std::vector<std::string> &members)
{
    const LocatedJson *const detect = member(&m_tree, "detect");
    if (!detect)
        return;
    const std::size_t before = m_mistakes.size();
    for (const LocatedJson &signature : detect->elements) {
        const LocatedJson *const names = member(&signature, "members");
        for (const LocatedJson &name : names ? names->elements : std::vector<LocatedJson>()) {
            // A pointer looks into what describe() lists by its outermost member.
            std::string outer = name.text;
            if (outer.starts_with('/'))
                outer = outer.substr(1, outer.find('/', 1) - 1);
            if (std::find(members.begin(), members.end(), outer) == members.end())
                mistake(name, "the first records have no member " + name.text + "; they have "
                                  + listed(members, [](const std::string &one) { return one; }));
        }
    }
    m_detects = !detect->elements.empty() && m_mistakes.size() == before;
}

void DialectTrial::compareEvents(const SqliteConnection &connection,
                                 const std::vector<SqliteTable> &tables)
{
    const LocatedJson *const events = member(&m_tree, "events");
    Dialect dialect = *m_dialect;
    expandTables(dialect, tables, {}, true);
    const EventsSpec &spec = dialect.events;
    const SqliteTable *const table = tableOf(tables, spec.table);
    if (!table && (spec.from.empty() || isTablePattern(spec.table))) {
        if (const LocatedJson *const name = member(events, "table"))
            mistake(*name, "there is no table " + name->text + "; there are " + namesOf(tables));
        return;
    }
    const std::string from = spec.from.empty() ? quoteIdentifier(spec.table) : spec.from;
    if (const LocatedJson *const joins = member(events, "from")) {
        const std::size_t before = m_mistakes.size();
        compareSql(connection, "SELECT 1 FROM " + from, *joins);
        if (m_mistakes.size() > before)
            return; // the columns would only say it again
    }
    if (const LocatedJson *const where = member(events, "where"))
        compareSql(connection, "SELECT 1 FROM " + from + " WHERE " + where->text, *where);
    for (const auto &[key, place] : events->members) {
        if (std::find(kPlaces.begin(), kPlaces.end(), key.name) != kPlaces.end())
            compareColumns(connection, spec.from.empty() ? table : nullptr, from, place);
    }
    compareOrder(connection, spec, table);
}

// Where rows are found again by the values of their order, those that share them are one.
void DialectTrial::compareOrder(const SqliteConnection &connection, const EventsSpec &events,
                                const SqliteTable *table)
{
    const LocatedJson *const order = member(member(&m_tree, "events"), "order");
    if (!order || !m_mistakes.empty())
        return;
    const EventQuery query = EventQuery::make(events, table);
    if (query.keys != EventQuery::Keys::ByValues || query.keysAscend)
        return;
    const auto counts = SqliteStatement::prepare(connection,
                                                 "SELECT count(*), coalesce(sum(n), 0) FROM ("
                                                     + query.select("count(*) AS n", {},
                                                                    " GROUP BY " + query.keyList())
                                                     + ")");
    if (!counts)
        return mistake(*order, "order cannot be read: " + counts.error().message);
    if (sqlite3_step(*counts) != SQLITE_ROW)
        return;
    const sqlite3_int64 distinct = sqlite3_column_int64(*counts, 0);
    const sqlite3_int64 rows = sqlite3_column_int64(*counts, 1);
    if (distinct < rows)
        mistake(*order, std::to_string(rows - distinct) + " of " + std::to_string(rows)
                            + " rows have the same values in \"order\" as another one and are not"
                              " shown; add columns that make each row its own");
}

void DialectTrial::compareCheckpoints(const SqliteConnection &connection,
                                      const std::vector<SqliteTable> &tables)
{
    const LocatedJson *const list = member(&m_tree, "checkpoints");
    if (!list)
        return;
    for (std::size_t i = 0; i < list->elements.size(); ++i) {
        const LocatedJson &checkpoints = list->elements[i];
        const auto specs = expandTables(m_dialect->checkpoints[i], tables);
        if (specs.empty())
            continue; // of another version of the framework, or nobody has read yet
        const CheckpointSpec &spec = specs.front();
        const SqliteTable *const table = tableOf(tables, spec.table);
        const bool byPattern = isTablePattern(m_dialect->checkpoints[i].table);
        const bool joins = byPattern || !spec.from.empty();
        const std::string from = !spec.from.empty() ? spec.from
                                 : byPattern        ? "(SELECT '' AS table_part, * FROM "
                                                   + quoteIdentifier(table->name) + ")"
                                             : quoteIdentifier(table->name);
        for (const std::string_view key : {"name", "position", "status"}) {
            if (const LocatedJson *const place = member(&checkpoints, key))
                compareColumns(connection, joins ? nullptr : table, from, *place);
        }
        if (const LocatedJson *const where = member(&checkpoints, "where"))
            compareSql(connection, "SELECT 1 FROM " + from + " WHERE " + where->text, *where);
    }
}

void DialectTrial::compareSnapshots(const SqliteConnection &connection,
                                    const std::vector<SqliteTable> &tables)
{
    const LocatedJson *const list = member(&m_tree, "snapshots");
    if (!list)
        return;
    for (std::size_t i = 0; i < list->elements.size(); ++i) {
        const LocatedJson &snapshots = list->elements[i];
        const bool byPattern = isTablePattern(m_dialect->snapshots[i].table);
        const auto specs = expandTables(m_dialect->snapshots[i], tables);
        if (specs.empty())
            continue; // none was ever taken
        const SqliteTable *const table = tableOf(tables, specs.front().table);
        const std::string from = byPattern ? "(SELECT '' AS table_part, * FROM "
                                                 + quoteIdentifier(table->name) + ")"
                                           : quoteIdentifier(table->name);
        for (const std::string_view key : {"stream", "version", "time", "type", "data"}) {
            if (const LocatedJson *const place = member(&snapshots, key))
                compareColumns(connection, byPattern ? nullptr : table, from, *place);
        }
        if (const LocatedJson *const where = member(&snapshots, "where"))
            compareSql(connection, "SELECT 1 FROM " + from + " WHERE " + where->text, *where);
    }
}

void DialectTrial::compareColumns(const SqliteConnection &connection, const SqliteTable *alone,
                                  const std::string &from, const LocatedJson &place)
{
    for (const LocatedJson &element : place.elements)
        compareColumns(connection, alone, from, element);
    if (const LocatedJson *const column = member(&place, "column"))
        compareColumns(connection, alone, from, *column);
    if (place.kind == LocatedJson::Kind::String)
        compareSql(connection, "SELECT " + sqlColumn(alone, place.text) + " FROM " + from, place);
}

void DialectTrial::compareSql(const SqliteConnection &connection, const std::string &sql,
                              const LocatedJson &place)
{
    if (const auto statement = SqliteStatement::prepare(connection, sql); !statement)
        mistake(place, place.text + " does not fit the database: " + statement.error().message);
}

void DialectTrial::compareWith(const EventLog &log)
{
    const LocatedJson *const events = m_dialect ? member(&m_tree, "events") : nullptr;
    if (!events)
        return;
    if (log.rowCount() == 0) {
        mistake(*events, "no event was found");
        return;
    }
    const auto missing = [&](std::string_view key, bool isMissing) {
        const LocatedJson *const place = member(events, key);
        if (place && isMissing)
            mistake(*place, "none of the " + std::to_string(log.rowCount()) + " events has a "
                                + std::string(key) + " there");
    };
    missing("stream", log.streamCount() == 0);
    missing("streamType", log.streamTypeCount() == 0);
    missing("time", log.latest() == kNoTime);
    missing("type",
            log.typeCount() == 0 || (log.typeCount() == 1 && log.typeName(TypeId(0)).empty()));
    bool hasVersion = log.streamCount() == 0 || log.versionsCounted();
    for (std::uint32_t i = 0; i < log.streamCount() && !hasVersion; ++i)
        hasVersion = log.streamSummary(StreamId(i)).lastVersion != kNoVersion;
    missing("version", !hasVersion);
}

} // namespace eventscope
