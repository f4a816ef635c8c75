// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "store/locatedjson.h"
#include "store/store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

struct SqliteTable;
class SqliteConnection;

// Holds a dialect against a store and collects every mistake with its place in the dialect's file, where opening the store stops at the
// first. Any thread.
class DialectTrial
{
public:
    // The name of a known dialect or the path of a file. A file that is no dialect is a mistake; one that cannot be read is an Error.
    static Result<DialectTrial> read(const std::string &nameOrPath);

    const std::optional<Dialect> &dialect() const { return m_dialect; }
    const std::string &path() const { return m_path; }
    const std::vector<Error> &mistakes() const { return m_mistakes; }
    // All that `detect` asks for is there.
    bool detects() const { return m_detects; }

    // The tables, columns and expressions that the dialect names. Errors: those of the location, Cancelled.
    Result<void> compareWith(const std::string &location, const Opening &opening = {});
    // The parts of an event that the dialect names and no event has.
    void compareWith(const EventLog &log);

private:
    void compareDetect(const std::vector<SqliteTable> &tables);
    void compareMembers(const std::vector<std::string> &members);
    void compareEvents(const SqliteConnection &connection, const std::vector<SqliteTable> &tables);
    void compareOrder(const SqliteConnection &connection, const EventsSpec &events,
                      const SqliteTable *table);
    void compareSnapshots(const SqliteConnection &connection,
                          const std::vector<SqliteTable> &tables);
    void compareCheckpoints(const SqliteConnection &connection,
                            const std::vector<SqliteTable> &tables);
    // Every column or expression of a place: text, {"column": …}, or a list of both.
    void compareColumns(const SqliteConnection &connection, const SqliteTable *alone,
                        const std::string &from, const LocatedJson &place);
    void compareSql(const SqliteConnection &connection, const std::string &sql,
                    const LocatedJson &place);
    void mistake(const LocatedJson &place, const std::string &sentence);

    std::string m_path;
    std::string m_text;
    LocatedJson m_tree;
    std::optional<Dialect> m_dialect;
    std::vector<Error> m_mistakes;
    bool m_detects = false;
};

} // namespace eventscope
