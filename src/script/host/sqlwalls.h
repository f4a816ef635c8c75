// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

struct sqlite3;

namespace eventscope::host {

class Database;

// SQLite as this process has it: one thread, no files, the clock and the randomness of that database. Once, before the first connection.
void prepareSqlite(Database *database);
// Functions that people call in PostgreSQL, and repeatable ones in place of SQLite's.
void addFunctions(sqlite3 *connection, Database *database);
// Why a statement may not do that: a sentence without its full stop. Empty if it may. The arguments are those of an authorizer.
std::string refusalOf(int action, const char *first, const char *second);
// "SQLITE_CONSTRAINT_UNIQUE" for an extended result code.
std::string sqliteCodeName(int code);

} // namespace eventscope::host
