// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// The functions of store.h for a file that is a SQLite database.
Result<std::shared_ptr<Store>> openSqliteStore(const std::string &path, const std::string &location,
                                               const OpenOptions &options,
                                               const DialectList &dialects);
Result<std::vector<Candidate>> sqliteCandidates(const std::string &path,
                                                const DialectList &dialects);
Result<std::vector<TableDescription>> describeSqlite(const std::string &path);

// What tableDefinitions() gives of a database.
Result<std::string> sqliteTableDefinitions(const std::string &path, const Dialect &dialect);

} // namespace eventscope
