// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace eventscope {

// SQL as people write it for PostgreSQL and MySQL, in SQLite's words where there are any: $1, casts with ::, ILIKE, = ANY($1), SERIAL and
// identity columns, defaults that call a function, public.orders, TRUNCATE, INSERT IGNORE, FOR UPDATE. Everything else stays as it is, to the byte; text in
// quotes and comments too.
std::string sqliteDialect(std::string_view sql);

// For SQL that SQLite refused: a sentence that says what to write, if something in it is known to be of another database. Empty if not.
std::string dialectAdvice(std::string_view sql);

// For SQL that SQLite would take in another sense, or that would undo more than itself: a sentence that refuses it. Empty for all other SQL.
std::string refusedSql(std::string_view sql);

} // namespace eventscope
