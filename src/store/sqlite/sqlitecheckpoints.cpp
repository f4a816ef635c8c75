// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitecheckpoints.h"

#include "base/json.h"
#include "store/payload.h"
#include "store/sqlite/schema.h"

#include <algorithm>
#include <map>

namespace eventscope {

namespace {

using namespace std::chrono_literals;

std::optional<std::string> textOf(sqlite3_stmt *row, int column)
{
    const int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL)
        return std::nullopt;
    const void *const bytes = type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                  : sqlite3_column_text(row, column);
    return std::string(bytes ? static_cast<const char *>(bytes) : "",
                       bytes ? static_cast<std::size_t>(sqlite3_column_bytes(row, column)) : 0);
}

bool isDigits(std::string_view text)
{
    return !text.empty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 0000000000000001940 is 1940; other labels stay as they are.
std::string label(std::string text)
{
    if (isDigits(text))
        text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    return text;
}

std::optional<std::string> positionIn(const FieldSpec &spec, std::optional<std::string> stored)
{
    if (!stored || stored->empty())
        return spec.fallback;
    if (spec.paths.empty())
        return label(std::move(*stored));
    const auto value = JsonValue::parse(*stored);
    for (const std::string &path : spec.paths) {
        const JsonValue *const at = value ? valueAt(*value, path) : nullptr;
        if (auto text = at ? scalarText(*at) : std::nullopt)
            return label(std::move(*text));
    }
    return spec.fallback;
}

// Labels that are numbers compare as such.
bool isFurther(const std::string &left, const std::string &right)
{
    if (isDigits(left) && isDigits(right))
        return left.size() != right.size() ? left.size() > right.size() : left > right;
    return left > right;
}

} // namespace

Result<std::vector<Checkpoint>> readCheckpoints(const SqliteDatabase &database,
                                                const Dialect &dialect)
{
    if (dialect.checkpoints.empty())
        return std::vector<Checkpoint>();
    const auto connection = database.connect();
    if (!connection)
        return fail(connection.error());
    const auto tables = readSchema(**connection);
    if (!tables)
        return fail(tables.error());
    for (const CheckpointSpec &spec : dialect.checkpoints) {
        const auto table = std::find_if(tables->begin(), tables->end(),
                                        [&](const SqliteTable &candidate) {
                                            return candidate.name == spec.table;
                                        });
        if (table == tables->end())
            continue;
        const SqliteTable *const alone = spec.from.empty() ? &*table : nullptr;
        std::string sql = "SELECT " + sqlColumn(alone, spec.name) + ", "
                          + sqlColumn(alone, spec.position.column) + ", "
                          + (spec.status.empty() ? "NULL" : sqlColumn(alone, spec.status))
                          + " FROM "
                          + (spec.from.empty() ? quoteIdentifier(spec.table) : spec.from);
        if (!spec.where.empty())
            sql += " WHERE " + spec.where;
        const auto statement = SqliteStatement::prepare(**connection, sql);
        if (!statement)
            return fail(statement.error());
        std::map<std::string, Checkpoint> found;
        int code = 0;
        while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
            Checkpoint checkpoint;
            checkpoint.subscription = textOf(*statement, 0).value_or("(no name)");
            checkpoint.position = positionIn(spec.position, textOf(*statement, 1));
            checkpoint.status = textOf(*statement, 2);
            const auto [place, isNew] = found.emplace(checkpoint.subscription, checkpoint);
            Checkpoint &known = place->second;
            if (!isNew && checkpoint.position
                && (!known.position || isFurther(*checkpoint.position, *known.position)))
                known = std::move(checkpoint);
        }
        if (code != SQLITE_DONE)
            return fail((*connection)->error(code));
        std::vector<Checkpoint> checkpoints;
        for (auto &[name, checkpoint] : found)
            checkpoints.push_back(std::move(checkpoint));
        return checkpoints;
    }
    return std::vector<Checkpoint>();
}

} // namespace eventscope
