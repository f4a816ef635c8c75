// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/file/filesource.h"
#include "store/location.h"
#include "store/sqlite/sqliteopen.h"

namespace eventscope {

Result<std::shared_ptr<Store>> openStore(const std::string &location, const OpenOptions &options,
                                         const Opening &opening)
{
    const auto place = locate(location);
    if (!place)
        return fail(place.error());
    const DialectList dialects = knownDialects();
    if (place->kind == LocationKind::Sqlite)
        return openSqliteStore(place->path, location, options, dialects);
    return openFileStore(place->path, options, dialects, opening);
}

Result<std::vector<Candidate>> candidates(const std::string &location, const Opening &opening)
{
    const auto place = locate(location);
    if (!place)
        return fail(place.error());
    const DialectList dialects = knownDialects();
    return place->kind == LocationKind::Sqlite ? sqliteCandidates(place->path, dialects)
                                               : fileCandidates(place->path, dialects, opening);
}

Result<std::vector<TableDescription>> describe(const std::string &location, const Opening &opening)
{
    const auto place = locate(location);
    if (!place)
        return fail(place.error());
    return place->kind == LocationKind::Sqlite ? describeSqlite(place->path)
                                               : describeFile(place->path, opening);
}

Result<std::string> tableDefinitions(const std::string &location, const Dialect &dialect)
{
    const auto place = locate(location);
    if (!place)
        return fail(place.error());
    if (place->kind != LocationKind::Sqlite)
        return fail(ErrorCode::Unsupported, "Only a SQLite store has tables beside its events.");
    return sqliteTableDefinitions(place->path, dialect);
}

} // namespace eventscope
