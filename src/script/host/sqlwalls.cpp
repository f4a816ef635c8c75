// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sqlwalls.h"

#include "database.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <sqlite3.h>
#include <string_view>

namespace eventscope::host {

namespace {

Database *g_database = nullptr; // for SQLite's clock

constexpr sqlite3_int64 kUnixEpoch = 210866760000000; // in milliseconds of the Julian day

int numberAt(std::string_view text, std::size_t at, std::size_t size)
{
    int number = 0;
    for (std::size_t i = at; i < at + size && i < text.size(); ++i)
        number = 10 * number + (text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : 0);
    return number;
}

// Milliseconds since 1970 of "2025-11-03T08:33:30.000000Z".
sqlite3_int64 milliseconds(std::string_view iso)
{
    if (iso.size() < 19)
        return 0;
    const int month = numberAt(iso, 5, 2);
    const int year = numberAt(iso, 0, 4) - (month <= 2 ? 1 : 0);
    const int era = year / 400;
    const int ofEra = year - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + numberAt(iso, 8, 2) - 1;
    const sqlite3_int64 day = sqlite3_int64(era) * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100
                              + dayOfYear - 719468;
    const sqlite3_int64 seconds = day * 86400 + numberAt(iso, 11, 2) * 3600
                                  + numberAt(iso, 14, 2) * 60 + numberAt(iso, 17, 2);
    return seconds * 1000 + (iso.size() >= 23 ? numberAt(iso, 20, 3) : 0);
}

int timeNow(sqlite3_vfs *, sqlite3_int64 *result)
{
    *result = kUnixEpoch + (g_database ? milliseconds(g_database->now()) : 0);
    return SQLITE_OK;
}

int timeNowAsDays(sqlite3_vfs *vfs, double *result)
{
    sqlite3_int64 time = 0;
    timeNow(vfs, &time);
    *result = double(time) / 86400000.0;
    return SQLITE_OK;
}

int randomness(sqlite3_vfs *, int count, char *bytes)
{
    std::memset(bytes, 7, std::size_t(count));
    return count;
}

int openNothing(sqlite3_vfs *, const char *, sqlite3_file *file, int, int *)
{
    file->pMethods = nullptr;
    return SQLITE_CANTOPEN;
}

int deleteNothing(sqlite3_vfs *, const char *, int)
{
    return SQLITE_IOERR_DELETE;
}

int findNothing(sqlite3_vfs *, const char *, int, int *found)
{
    *found = 0;
    return SQLITE_OK;
}

std::string_view textOf(sqlite3_value *value)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value));
    return text ? std::string_view(text, std::size_t(sqlite3_value_bytes(value)))
                : std::string_view();
}

Database &databaseOf(sqlite3_context *context)
{
    return *static_cast<Database *>(sqlite3_user_data(context));
}

void giveNow(sqlite3_context *context, int, sqlite3_value **)
{
    const std::string &now = databaseOf(context).now();
    sqlite3_result_text(context, now.data(), int(now.size()), SQLITE_TRANSIENT);
}

void giveRandom(sqlite3_context *context, int, sqlite3_value **)
{
    sqlite3_result_int64(context, sqlite3_int64(databaseOf(context).random()));
}

void giveRandomBytes(sqlite3_context *context, int, sqlite3_value **values)
{
    const auto size = std::clamp<sqlite3_int64>(sqlite3_value_int64(values[0]), 1, 1 << 20);
    std::string bytes(std::size_t(size), '\0');
    for (char &byte : bytes)
        byte = char(databaseOf(context).random() & 0xff);
    sqlite3_result_blob(context, bytes.data(), int(bytes.size()), SQLITE_TRANSIENT);
}

void giveUuid(sqlite3_context *context, int, sqlite3_value **)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
    std::string text(kShape);
    for (char &byte : text) {
        const std::uint64_t number = databaseOf(context).random();
        if (byte == 'x')
            byte = kHex[number & 15];
        else if (byte == 'y')
            byte = kHex[8 + (number & 3)];
    }
    sqlite3_result_text(context, text.data(), int(text.size()), SQLITE_TRANSIENT);
}

void giveBoolean(sqlite3_context *context, int, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    if (sqlite3_value_type(values[0]) != SQLITE_TEXT)
        return sqlite3_result_int(context, sqlite3_value_double(values[0]) != 0 ? 1 : 0);
    const std::string text(textOf(values[0]));
    for (const char *yes : {"t", "true", "y", "yes", "on", "1"}) {
        if (sqlite3_stricmp(text.c_str(), yes) == 0)
            return sqlite3_result_int(context, 1);
    }
    sqlite3_result_int(context, 0);
}

void giveConcat(sqlite3_context *context, int count, sqlite3_value **values)
{
    std::string text;
    for (int i = 0; i < count; ++i)
        text += textOf(values[i]);
    sqlite3_result_text(context, text.data(), int(text.size()), SQLITE_TRANSIENT);
}

int compare(sqlite3_value *left, sqlite3_value *right)
{
    const auto isNumber = [](sqlite3_value *value) {
        const int type = sqlite3_value_type(value);
        return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
    };
    if (isNumber(left) != isNumber(right))
        return isNumber(left) ? -1 : 1;
    if (!isNumber(left))
        return textOf(left).compare(textOf(right));
    if (sqlite3_value_type(left) == SQLITE_INTEGER && sqlite3_value_type(right) == SQLITE_INTEGER) {
        const auto one = sqlite3_value_int64(left);
        const auto other = sqlite3_value_int64(right);
        return one < other ? -1 : one > other ? 1 : 0;
    }
    const double one = sqlite3_value_double(left);
    const double other = sqlite3_value_double(right);
    return one < other ? -1 : one > other ? 1 : 0;
}

// PostgreSQL's, which pass NULL over.
template<int Sign>
void giveExtreme(sqlite3_context *context, int count, sqlite3_value **values)
{
    sqlite3_value *best = nullptr;
    for (int i = 0; i < count; ++i) {
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            continue;
        if (!best || Sign * compare(values[i], best) > 0)
            best = values[i];
    }
    if (best)
        sqlite3_result_value(context, best);
}

bool isOneOf(const char *name, std::initializer_list<const char *> names)
{
    return name && std::any_of(names.begin(), names.end(), [&](const char *each) {
               return sqlite3_stricmp(name, each) == 0;
           });
}

} // namespace

void prepareSqlite(Database *database)
{
    g_database = database;
    static sqlite3_vfs vfs;
    if (vfs.iVersion != 0)
        return;
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_initialize();
    vfs = *sqlite3_vfs_find(nullptr);
    vfs.pNext = nullptr;
    vfs.zName = "eventscope";
    vfs.xOpen = openNothing;
    vfs.xDelete = deleteNothing;
    vfs.xAccess = findNothing;
    vfs.xRandomness = randomness;
    vfs.xCurrentTime = timeNowAsDays;
    vfs.xCurrentTimeInt64 = timeNow;
    sqlite3_vfs_register(&vfs, 1);
}

void addFunctions(sqlite3 *connection, Database *database)
{
    struct Function {
        const char *name;
        int arguments;
        bool isPure;
        void (*give)(sqlite3_context *, int, sqlite3_value **);
    };
    for (const Function &each :
         {Function{"now", 0, false, giveNow}, Function{"clock_timestamp", 0, false, giveNow},
          Function{"random", 0, false, giveRandom},
          Function{"randomblob", 1, false, giveRandomBytes},
          Function{"gen_random_uuid", 0, false, giveUuid},
          Function{"uuid_generate_v4", 0, false, giveUuid}, Function{"uuid", 0, false, giveUuid},
          Function{"boolean", 1, true, giveBoolean}, Function{"concat", -1, true, giveConcat},
          Function{"greatest", -1, true, giveExtreme<1>},
          Function{"least", -1, true, giveExtreme<-1>}})
        sqlite3_create_function_v2(connection, each.name, each.arguments,
                                   SQLITE_UTF8 | SQLITE_INNOCUOUS
                                       | (each.isPure ? SQLITE_DETERMINISTIC : 0),
                                   database, each.give, nullptr, nullptr, nullptr);
}

std::string refusalOf(int action, const char *first, const char *second)
{
    const auto quoted = [](const char *name) { return std::string(name ? name : ""); };
    switch (action) {
    case SQLITE_ATTACH:
        return "ATTACH and VACUUM are refused: the database of a read model is private, in memory, "
               "and reaches no file";
    case SQLITE_DETACH:
        return "DETACH is refused: the database of a read model is private, and there is only one";
    case SQLITE_PRAGMA: {
        const bool describes = isOneOf(first,
                                       {"table_info", "table_xinfo", "table_list", "index_list",
                                        "index_info", "index_xinfo", "foreign_key_list"});
        const bool reads = !second
                           && isOneOf(first, {"page_size", "data_version", "encoding",
                                              "user_version", "schema_version", "page_count"});
        if (describes || reads)
            return {};
        return "PRAGMA " + quoted(first)
               + " is refused: the database of a read model is set up by Eventscope; leave the "
                 "statement out";
    }
    case SQLITE_FUNCTION:
        if (isOneOf(second, {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
                             "fsdir", "zipfile", "sqlite_readfile"}))
            return quoted(second)
                   + "() is refused: the database of a read model is private and reaches no file";
        return {};
    case SQLITE_CREATE_VTABLE:
        if (isOneOf(second, {"fts5", "fts5vocab", "rtree", "rtree_i32"}))
            return {};
        return "virtual tables of " + quoted(second)
               + " are refused: fts5 and rtree are the ones there are";
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
        return "temporary tables, views and triggers are refused: make them without TEMP, the "
               "whole database is private";
    default:
        return {};
    }
}

std::string sqliteCodeName(int code)
{
    struct Name {
        int code;
        const char *name;
    };
    constexpr std::array kNames{
        Name{SQLITE_CONSTRAINT_CHECK, "SQLITE_CONSTRAINT_CHECK"},
        Name{SQLITE_CONSTRAINT_FOREIGNKEY, "SQLITE_CONSTRAINT_FOREIGNKEY"},
        Name{SQLITE_CONSTRAINT_NOTNULL, "SQLITE_CONSTRAINT_NOTNULL"},
        Name{SQLITE_CONSTRAINT_PRIMARYKEY, "SQLITE_CONSTRAINT_PRIMARYKEY"},
        Name{SQLITE_CONSTRAINT_ROWID, "SQLITE_CONSTRAINT_ROWID"},
        Name{SQLITE_CONSTRAINT_TRIGGER, "SQLITE_CONSTRAINT_TRIGGER"},
        Name{SQLITE_CONSTRAINT_UNIQUE, "SQLITE_CONSTRAINT_UNIQUE"},
        Name{SQLITE_CONSTRAINT_DATATYPE, "SQLITE_CONSTRAINT_DATATYPE"},
        Name{SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT"},
        Name{SQLITE_AUTH, "SQLITE_AUTH"},
        Name{SQLITE_NOMEM, "SQLITE_NOMEM"},
        Name{SQLITE_FULL, "SQLITE_FULL"},
        Name{SQLITE_TOOBIG, "SQLITE_TOOBIG"},
        Name{SQLITE_MISMATCH, "SQLITE_MISMATCH"},
        Name{SQLITE_RANGE, "SQLITE_RANGE"},
        Name{SQLITE_LOCKED, "SQLITE_LOCKED"},
        Name{SQLITE_CANTOPEN, "SQLITE_CANTOPEN"},
    };
    for (const int wanted : {code, code & 0xff}) {
        const auto found = std::find_if(kNames.begin(), kNames.end(),
                                        [&](const Name &each) { return each.code == wanted; });
        if (found != kNames.end())
            return found->name;
    }
    return "SQLITE_ERROR";
}

} // namespace eventscope::host
