// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqliteopen.h"

#include "store/sqlite/nearmiss.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlitestore.h"
#include "store/sqlite/tablepattern.h"
#include "store/synonyms.h"

#include <algorithm>
#include <cstdio>

namespace eventscope {

namespace {

constexpr std::size_t kMostNamed = 12; // tables in a message
constexpr std::size_t kDescribedRows = 20;
constexpr double kEmptyPenalty = 0.15; // names alone say less than names and values
constexpr double kViewPenalty = 0.2;   // a view shows what a table holds

// A database that was opened once to look at it.
struct Look {
    std::shared_ptr<const SqliteDatabase> database;
    std::unique_ptr<SqliteConnection> connection;
    std::vector<SqliteTable> tables;

    const SqliteTable *table(const std::string &name) const { return findTable(tables, name); }
    std::string tableNames() const
    {
        std::string names;
        for (std::size_t i = 0; i < std::min(tables.size(), kMostNamed); ++i)
            names += (i == 0 ? "" : ", ") + tables[i].name;
        if (tables.size() > kMostNamed)
            names += " and " + std::to_string(tables.size() - kMostNamed) + " more";
        return names;
    }
    Error error(ErrorCode code, std::string sentence) const
    {
        return Error(code, std::move(sentence)).at(database->path());
    }
};

Result<Look> lookAt(const std::string &path)
{
    Look look;
    look.database = std::make_shared<const SqliteDatabase>(path);
    auto connection = look.database->connect();
    if (!connection)
        return fail(std::move(connection).error());
    look.connection = std::move(*connection);
    auto tables = readSchema(*look.connection);
    if (!tables)
        return fail(std::move(tables).error());
    look.tables = std::move(*tables);
    return look;
}

bool fits(const Dialect &dialect, const Look &look)
{
    if (dialect.kind != "sqlite" || dialect.requires_.empty())
        return false;
    return std::all_of(dialect.requires_.begin(), dialect.requires_.end(),
                       [&](const Dialect::Signature &signature) {
                           return hasTable(look.tables, signature.table, signature.members,
                                           signature.without);
                       });
}

// The dialects that recognise the database, made for the tables that are there; the user's own go before those of the program, then the higher priority.
std::vector<Dialect> fitting(const DialectList &dialects, const Look &look,
                             const std::string &table = {})
{
    std::vector<Dialect> found;
    for (const Dialect &dialect : dialects.dialects) {
        if (fits(dialect, look)) {
            found.push_back(dialect);
            expandTables(found.back(), look.tables, table);
        }
    }
    const auto rank = [](const Dialect &dialect) {
        return std::pair(dialect.path.starts_with(":/") ? 0 : 1, dialect.priority);
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const Dialect &a, const Dialect &b) { return rank(a) > rank(b); });
    return found;
}

Dialect genericDialect(const Look &look, const SqliteTable &events, EventsSpec spec)
{
    Dialect dialect;
    dialect.name = "generic";
    dialect.title = "Generic";
    dialect.kind = "sqlite";
    dialect.events = std::move(spec);
    dialect.events.order = globalOrderOf(events, dialect.events);
    std::vector<CheckpointSpec> checkpoints;
    for (const SqliteTable &table : look.tables) {
        if (table.name == events.name || table.isView)
            continue;
        if (auto found = guessCheckpoints(table))
            dialect.checkpoints.push_back(std::move(*found));
    }
    return dialect;
}

std::vector<Candidate> genericCandidates(const Look &look)
{
    std::vector<Candidate> candidates;
    for (const SqliteTable &table : look.tables) {
        Guess guess = guessEvents(table);
        Candidate candidate;
        candidate.table = table.name;
        candidate.score = guess.score;
        if (table.sampledRows == 0)
            candidate.score -= kEmptyPenalty;
        if (table.isView)
            candidate.score -= kViewPenalty;
        candidate.score = std::max(0.0, candidate.score);
        candidate.reason = guess.reason;
        candidate.complete = guess.complete && (!table.isView || candidate.score >= kSureScore);
        candidate.dialect = genericDialect(look, table, std::move(guess.events));
        candidates.push_back(std::move(candidate));
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) {
                         return std::pair(a.complete, a.score) > std::pair(b.complete, b.score);
                     });
    return candidates;
}

Result<Dialect> chooseGeneric(const Look &look, const OpenOptions &options)
{
    const std::string &name = look.database->name();
    auto candidates = genericCandidates(look);
    if (!options.table.empty()) {
        const auto wanted = std::find_if(candidates.begin(), candidates.end(),
                                         [&](const Candidate &candidate) {
                                             return sqlite3_stricmp(candidate.table.c_str(),
                                                                    options.table.c_str())
                                                    == 0;
                                         });
        if (wanted == candidates.end()) {
            return fail(look.error(ErrorCode::NotFound, name + " has no table " + options.table
                                                            + "; its tables are "
                                                            + look.tableNames() + "."));
        }
        const EventsSpec &events = wanted->dialect.events;
        if (!events.stream.isSet() || !events.type.isSet() || !events.data.isSet()) {
            return fail(
                look.error(
                        ErrorCode::NotAStore,
                        "The columns of table " + wanted->table + " in " + name
                            + " do not say which holds the "
                            + (!events.stream.isSet() ? "stream"
                               : !events.type.isSet() ? "event type"
                                                      : "data")
                            + "; describe them in a dialect file and open it with --dialect FILE.")
                    .with(wanted->reason));
        }
        return std::move(wanted->dialect);
    }
    if (candidates.empty())
        return fail(look.error(ErrorCode::NotAStore,
                               name + " has no tables; choose a database that holds events."));
    if (!candidates.front().complete) {
        Error error = look.error(
            ErrorCode::NotAStore,
            name + " has no event table (its tables are " + look.tableNames()
                + "); if one of them is, name it with --table NAME or describe it with --dialect FILE.");
        for (const Candidate &candidate : candidates)
            error.detail += candidate.table + ": " + candidate.reason + "\n";
        return fail(std::move(error));
    }
    std::string near;
    for (const Candidate &candidate : candidates) {
        if (candidate.complete && candidates.front().score - candidate.score < kScoreMargin)
            near += (near.empty() ? "" : ", ") + candidate.table;
    }
    if (near != candidates.front().table) {
        Error error = look.error(ErrorCode::Ambiguous,
                                 "Several tables of " + name + " could hold the events: " + near
                                     + "; name the right one with --table NAME.");
        for (const Candidate &candidate : candidates) {
            if (candidate.complete)
                error.detail += candidate.table + ": " + candidate.reason + "\n";
        }
        return fail(std::move(error));
    }
    return std::move(candidates.front().dialect);
}

// The one dialect that recognises the database, none, or an Error where several do that read different tables: two frameworks may share
// a database. A dialect with a priority below 0 stands back for all others, and one whose table is empty for one with events.
Result<std::optional<Dialect>> recognise(const Look &look, const std::string &table,
                                         const DialectList &dialects)
{
    std::vector<Dialect> found = fitting(dialects, look, table);
    if (!table.empty())
        std::erase_if(found, [&](const Dialect &dialect) { return dialect.events.table != table; });
    if (found.empty())
        return std::optional<Dialect>();
    const auto isBuiltIn = [](const Dialect &dialect) { return dialect.path.starts_with(":/"); };
    const auto hasEvents = [&](const Dialect &dialect) {
        const SqliteTable *const events = look.table(dialect.events.table);
        return events && events->sampledRows > 0;
    };
    const bool ofUser = !isBuiltIn(found.front());
    const bool standsBack = found.front().priority < 0;
    std::vector<const Dialect *> rivals; // the best of each table
    for (const Dialect &dialect : found) {
        if (isBuiltIn(dialect) == ofUser || (dialect.priority < 0) != standsBack
            || !hasEvents(dialect))
            continue;
        if (std::none_of(rivals.begin(), rivals.end(), [&](const Dialect *other) {
                return sqlite3_stricmp(other->events.table.c_str(), dialect.events.table.c_str())
                       == 0;
            }))
            rivals.push_back(&dialect);
    }
    if (rivals.size() < 2)
        return std::optional<Dialect>(rivals.empty() ? found.front() : *rivals.front());
    std::string names;
    for (const Dialect *dialect : rivals)
        names += (names.empty() ? "" : ", ") + dialect->name + " (" + dialect->title + ", table "
                 + dialect->events.table + ")";
    return fail(look.error(ErrorCode::Ambiguous,
                           look.database->name() + " holds the events of several frameworks: "
                               + names + "; choose one with --dialect NAME."));
}

// By the columns' names, unless the tables are those of a framework but for a column or two.
Result<Dialect> chooseUnknown(const Look &look, const OpenOptions &options,
                              const DialectList &dialects)
{
    auto guessed = chooseGeneric(look, options);
    const auto miss = nearestMiss(look.tables, dialects.dialects);
    if (!miss
        || (guessed
            && (!miss->essential
                || sqlite3_stricmp(guessed->events.table.c_str(), miss->events.c_str()) != 0)))
        return guessed;
    Error error = look.error(ErrorCode::NotAStore,
                             look.database->name() + " has no event table: " + miss->sentence());
    if (!guessed)
        error.detail = guessed.error().detail;
    return fail(std::move(error));
}

Result<Dialect> chooseDialect(const Look &look, const OpenOptions &options,
                              const DialectList &dialects)
{
    std::optional<Dialect> chosen = options.mapping;
    const bool generic = !chosen && options.dialect == "generic";
    if (!chosen && !generic && !options.dialect.empty()) {
        auto named = findDialect(options.dialect, dialects);
        if (!named)
            return fail(std::move(named).error());
        chosen = std::move(*named);
    }
    if (chosen && chosen->kind != "sqlite") {
        return fail(look.error(ErrorCode::Invalid, "The dialect " + chosen->name + " reads "
                                                       + std::string(sourcesOf(chosen->kind))
                                                       + ", but " + look.database->name()
                                                       + " is a SQLite database."));
    }
    if (!chosen && !generic) {
        auto recognised = recognise(look, options.table, dialects);
        if (!recognised)
            return fail(std::move(recognised).error());
        chosen = std::move(*recognised);
        // An outbox stands beside the events of an application, whatever wrote them.
        if (chosen && chosen->priority < 0 && options.table.empty()) {
            auto guessed = chooseGeneric(look, options);
            if (guessed && guessed->events.table != chosen->events.table)
                return guessed;
        }
    }
    if (!chosen && !generic && options.table.empty())
        return chooseUnknown(look, options, dialects);
    if (!chosen)
        return chooseGeneric(look, options);
    expandTables(*chosen, look.tables, options.table);
    if (!options.table.empty() && chosen->events.from.empty())
        chosen->events.table = options.table;
    const SqliteTable *const table = look.table(chosen->events.table);
    if (!table && chosen->events.from.empty()) {
        return fail(look.error(ErrorCode::NotAStore,
                               "The dialect " + chosen->name + " reads table "
                                   + chosen->events.table + ", which " + look.database->name()
                                   + " does not have; its tables are " + look.tableNames() + "."));
    }
    if (table)
        chosen->events.table = table->name;
    return std::move(*chosen);
}

std::string displayText(const SampledColumn::Value &value)
{
    using Kind = SampledColumn::Value::Kind;
    constexpr std::size_t kMost = 200;
    if (value.kind == Kind::Null)
        return "NULL";
    if (value.kind != Kind::Binary)
        return value.text.size() > kMost ? value.text.substr(0, kMost) : value.text;
    std::string hex;
    for (std::size_t i = 0; i < std::min<std::size_t>(value.text.size(), 32); ++i) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x",
                      static_cast<unsigned>(static_cast<unsigned char>(value.text[i])));
        hex += digits;
    }
    return "x'" + hex + "'";
}

} // namespace

Result<std::shared_ptr<Store>> openSqliteStore(const std::string &path, const std::string &location,
                                               const OpenOptions &options,
                                               const DialectList &dialects)
{
    const auto look = lookAt(path);
    if (!look)
        return fail(look.error());
    auto dialect = chooseDialect(*look, options, dialects);
    if (!dialect)
        return fail(std::move(dialect).error());
    return SqliteStore::open(look->database, *look->connection, look->tables, std::move(*dialect),
                             options, location);
}

Result<std::vector<Candidate>> sqliteCandidates(const std::string &path,
                                                const DialectList &dialects)
{
    const auto look = lookAt(path);
    if (!look)
        return fail(look.error());
    std::vector<Candidate> candidates;
    for (Dialect &dialect : fitting(dialects, *look)) {
        Candidate candidate;
        candidate.table = dialect.events.table;
        const SqliteTable *const events = look->table(candidate.table);
        candidate.score = events && events->sampledRows > 0 ? 1 : 1 - kEmptyPenalty;
        candidate.reason = "recognised as " + dialect.title;
        candidate.complete = true;
        candidate.dialect = std::move(dialect);
        candidates.push_back(std::move(candidate));
    }
    for (Candidate &candidate : genericCandidates(*look))
        candidates.push_back(std::move(candidate));
    return candidates;
}

Result<std::vector<TableDescription>> describeSqlite(const std::string &path)
{
    const auto look = lookAt(path);
    if (!look)
        return fail(look.error());
    std::vector<TableDescription> descriptions;
    for (const SqliteTable &table : look->tables) {
        TableDescription description;
        description.name = table.name;
        for (const SampledColumn &column : table.columns)
            description.columns.push_back(column.name);
        for (std::size_t row = 0; row < std::min(table.sampledRows, kDescribedRows); ++row) {
            auto &texts = description.samples.emplace_back();
            for (const SampledColumn &column : table.columns)
                texts.push_back(displayText(column.samples[row]));
        }
        descriptions.push_back(std::move(description));
    }
    return descriptions;
}

Result<std::string> sqliteTableDefinitions(const std::string &path, const Dialect &dialect)
{
    const SqliteDatabase database(path);
    const auto connection = database.connect();
    if (!connection)
        return fail(connection.error());
    // Tables first: indexes and views stand on them.
    const auto statement = SqliteStatement::prepare(
        **connection,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index', 'view') "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND lower(tbl_name) <> lower(?1) "
        "ORDER BY type = 'view', type = 'index', rowid");
    if (!statement)
        return fail(statement.error());
    sqlite3_bind_text(*statement, 1, dialect.events.table.c_str(), -1, SQLITE_STATIC);
    std::string sql;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
        sql += reinterpret_cast<const char *>(sqlite3_column_text(*statement, 0));
        sql += ";\n";
    }
    if (code != SQLITE_DONE)
        return fail((*connection)->error(code));
    return sql;
}

} // namespace eventscope
