// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/nearmiss.h"

#include "store/sqlite/tablepattern.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostMissing = 2;
constexpr std::size_t kFewestPresent = 3;
constexpr std::size_t kTellingName = 4;    // a pattern of no more says little
constexpr std::size_t kTellingColumns = 5; // that then have to be there

// The table of that name or, for a pattern, the one that has most of the columns.
const SqliteTable *tableFor(const std::vector<SqliteTable> &tables,
                            const Dialect::Signature &signature)
{
    const bool pattern = isTablePattern(signature.table);
    const SqliteTable *best = nullptr;
    std::size_t most = 0;
    for (const SqliteTable &table : tables) {
        if (pattern ? table.isView || !partOfTable(signature.table, table.name)
                    : sqlite3_stricmp(table.name.c_str(), signature.table.c_str()) != 0)
            continue;
        const auto present = static_cast<std::size_t>(
            std::count_if(signature.members.begin(), signature.members.end(),
                          [&](const std::string &column) { return table.column(column); }));
        if (present > most) {
            best = &table;
            most = present;
        }
    }
    return best;
}

// Of a table whose name says nothing, the columns have to say it.
bool tells(const Dialect::Signature &signature, std::size_t missing)
{
    const std::size_t present = signature.members.size() - missing;
    if (isTablePattern(signature.table) && signature.table.size() <= kTellingName)
        return missing == 1 && present >= kTellingColumns;
    return missing <= kMostMissing && present >= kFewestPresent && present >= 2 * missing;
}

bool names(const FieldSpec &field, const std::vector<std::string> &columns)
{
    const auto isMissing = [&](const std::string &place) {
        const std::string column = place.substr(place.rfind('.') + 1);
        return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    return isMissing(field.column)
           || std::any_of(field.otherwise.begin(), field.otherwise.end(),
                          [&](const FieldSpec &other) { return isMissing(other.column); });
}

std::optional<NearMiss> missOf(const Dialect &dialect, const std::vector<SqliteTable> &tables)
{
    NearMiss miss{dialect.name, dialect.title, dialect.events.table, {}, {}, false};
    for (const Dialect::Signature &signature : dialect.requires_) {
        if (hasTable(tables, signature.table, signature.members, signature.without))
            continue;
        const SqliteTable *const table = tableFor(tables, signature);
        if (!table || !miss.missing.empty()
            || std::any_of(signature.without.begin(), signature.without.end(),
                           [&](const std::string &column) { return table->column(column); }))
            return std::nullopt;
        miss.table = table->name;
        for (const std::string &column : signature.members) {
            if (!table->column(column))
                miss.missing.push_back(column);
        }
        if (!tells(signature, miss.missing.size()))
            return std::nullopt;
    }
    if (miss.missing.empty())
        return std::nullopt;
    const EventsSpec &events = dialect.events;
    miss.essential = names(events.stream, miss.missing) || names(events.type, miss.missing)
                     || names(events.data, miss.missing);
    return miss;
}

} // namespace

std::string NearMiss::sentence() const
{
    std::string columns;
    for (const std::string &column : missing)
        columns += (columns.empty() ? "" : " and ") + column;
    return "table " + table + ", which looks like that of " + title + ", has no column " + columns
           + "; describe it with a dialect of yours (eventscope-cli dialect export " + dialect
           + " gives one to begin with) and open it with --dialect FILE.";
}

std::optional<NearMiss> nearestMiss(const std::vector<SqliteTable> &tables,
                                    const std::vector<Dialect> &dialects)
{
    std::optional<NearMiss> nearest;
    int priority = 0;
    for (const Dialect &dialect : dialects) {
        if (dialect.kind != "sqlite" || dialect.requires_.empty() || dialect.priority < 0)
            continue;
        auto miss = missOf(dialect, tables);
        if (!miss
            || (nearest
                && std::pair(nearest->missing.size(), -priority)
                       <= std::pair(miss->missing.size(), -dialect.priority)))
            continue;
        miss->essential = miss->essential
                          && std::none_of(dialects.begin(), dialects.end(),
                                          [&](const Dialect &other) {
                                              return other.name != dialect.name
                                                     && other.events.table == miss->events;
                                          });
        nearest = std::move(miss);
        priority = dialect.priority;
    }
    return nearest;
}

} // namespace eventscope
