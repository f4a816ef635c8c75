// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitesnapshots.h"

#include "store/payload.h"
#include "store/sqlite/eventquery.h"
#include "store/sqlite/presentplaces.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/tablepattern.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <unordered_set>

namespace eventscope {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 5s;
// What one statement takes is kept near to this, since nobody can write a checkpoint of the log meanwhile.
constexpr auto kGoodPiece = 40ms;
constexpr std::int64_t kFirstPiece = 2048; // rows
constexpr std::int64_t kLargestPiece = 1 << 20;

Error cancelled()
{
    return Error(ErrorCode::Cancelled, "Reading was cancelled.");
}

// A snapshot is read as an event would be whose payload is the state.
EventsSpec eventsOf(const SnapshotSpec &spec, const Dialect &dialect, bool withData)
{
    EventsSpec events;
    events.table = spec.table;
    events.where = spec.where;
    events.stream = spec.stream;
    events.version = spec.version;
    events.time = spec.time;
    events.type = spec.type;
    if (!events.type.isSet())
        events.type.fallback = "snapshot";
    if (withData)
        events.data = spec.data;
    events.envelope = spec.envelope;
    events.decoders = dialect.events.decoders;
    return events;
}

std::optional<std::string> bytesOfHex(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        if (c != '-')
            digits += c;
    }
    if (digits.empty() || digits.size() % 2 != 0)
        return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned value = 0;
        for (const char c : {digits[i], digits[i + 1]}) {
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0)
                return std::nullopt;
            value = value * 16 + static_cast<unsigned>(digit);
        }
        bytes += static_cast<char>(value);
    }
    return bytes;
}

// One table of snapshots, ready to be asked.
class Reading
{
public:
    static Result<Reading> prepare(const SqliteConnection &connection, const SnapshotSpec &spec,
                                   const SqliteTable &table, const Dialect &dialect, bool withData)
    {
        EventsSpec events = eventsOf(spec, dialect, withData);
        keepPresentPlaces(events, &table, connection);
        Reading reading(connection, EventQuery::make(events, &table));
        // Where the whole name of the stream stands in one column, the column finds it.
        const FieldSpec &stream = events.stream;
        if (table.column(stream.column) && stream.paths.empty() && stream.after.empty()
            && stream.before.empty() && stream.beforeLast.empty() && stream.split.empty()
            && stream.otherwise.empty() && !stream.fallback)
            reading.m_streamColumn = quoteIdentifier(stream.column);
        // So that states which nobody asked for need not be read.
        const FieldSpec &version = events.version;
        if (!version.column.empty() && version.paths.empty() && version.after.empty()
            && version.before.empty() && version.beforeLast.empty() && version.split.empty()
            && version.otherwise.empty() && !version.fallback)
            reading.m_version = sqlColumn(&table, version.column);
        reading.m_table = table.name;
        const auto tried = reading.statement("", "");
        if (!tried) {
            Error error = tried.error();
            if (error.code == ErrorCode::Invalid) {
                error.message = "The snapshots in table " + table.name
                                + " cannot be read, since the dialect " + dialect.name
                                + " does not fit it: " + sqlite3_errmsg(connection.handle()) + ".";
            }
            return fail(std::move(error));
        }
        return reading;
    }

    Result<void> ofStreams(const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           const std::stop_token &stop)
    {
        const std::vector<std::string> &streams = question.streams;
        const std::unordered_set<std::string> wanted(streams.begin(), streams.end());
        const SnapshotVisitor ifWanted = [&](Snapshot snapshot) {
            return !wanted.contains(snapshot.stream)
                   || (question.version && snapshot.version != question.version)
                   || visit(std::move(snapshot));
        };
        if (m_streamColumn.empty())
            return ofAll(ifWanted, stop);
        // A name may stand there as text, or as the bytes or the number that it was made of.
        const bool byVersion = question.version && !m_version.empty();
        const auto found = statement(m_streamColumn + " IN (?1, CAST(?1 AS BLOB), ?2, ?3)"
                                         + (byVersion
                                                ? " AND CAST(" + m_version + " AS INTEGER) = ?4"
                                                : std::string()),
                                     "");
        if (!found)
            return fail(found.error());
        for (const std::string &name : streams) {
            found->reset();
            bind(*found, 1, name, SQLITE_TEXT);
            if (byVersion)
                sqlite3_bind_int64(*found, 4, question.version->value());
            if (const auto bytes = bytesOfHex(name)) {
                bind(*found, 2, *bytes, SQLITE_BLOB);
                bind(*found, 3, *bytes, SQLITE_TEXT);
            } else {
                sqlite3_bind_null(*found, 2);
                sqlite3_bind_null(*found, 3);
            }
            if (const auto stepped = step(*found, ifWanted, stop); !stepped)
                return stepped;
            found->reset();
            if (m_stopped)
                break;
        }
        return {};
    }

    Result<void> ofAll(const SnapshotVisitor &visit, const std::stop_token &stop)
    {
        if (m_query.keys == EventQuery::Keys::InOrder)
            return byRow(visit, stop);
        if (m_query.keysAscend)
            return byKey(visit, stop);
        const auto all = statement("", "");
        return all ? step(*all, visit, stop) : Result<void>(fail(all.error()));
    }

    bool isStopped() const { return m_stopped; }

private:
    Reading(const SqliteConnection &connection, EventQuery query)
        : m_connection(connection)
        , m_query(std::move(query))
    {}

    static void bind(sqlite3_stmt *statement, int parameter, const std::string &text, int type)
    {
        if (type == SQLITE_BLOB)
            sqlite3_bind_blob64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT);
        else
            sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
    }

    // The key columns come first.
    Result<SqliteStatement> statement(const std::string &condition, const std::string &tail) const
    {
        return SqliteStatement::prepare(m_connection,
                                        m_query.select(m_query.keyList().empty()
                                                           ? "NULL" + m_query.plan.recordColumns()
                                                           : m_query.keyList()
                                                                 + m_query.plan.recordColumns(),
                                                       condition, tail));
    }

    // Visits the rows that are left of the statement, and remembers the key of the last one.
    Result<void> step(sqlite3_stmt *rows, const SnapshotVisitor &visit, const std::stop_token &stop)
    {
        const int keys = m_query.keyList().empty() ? 1 : m_query.keyCount();
        int code = 0;
        m_rows = 0;
        while (!m_stopped && (code = sqlite3_step(rows)) == SQLITE_ROW) {
            if (stop.stop_requested())
                return fail(cancelled());
            ++m_rows;
            if (m_query.keysAscend)
                m_lastKey = packValues(rows, 0, keys);
            m_stopped = !visit(snapshotOf(m_query.plan.record(rows, keys, 0)));
        }
        if (!m_stopped && code != SQLITE_DONE)
            return fail(m_connection.error(code));
        return {};
    }

    // Ranges of the row's integer key, which may have gaps.
    Result<void> byRow(const SnapshotVisitor &visit, const std::stop_token &stop)
    {
        const auto next = SqliteStatement::prepare(m_connection,
                                                   "SELECT min(" + m_query.row + ") FROM "
                                                       + m_query.froms.front() + " WHERE "
                                                       + m_query.row + " >= ?1");
        const auto rows = statement(m_query.row + " BETWEEN ?1 AND ?2", " ORDER BY " + m_query.row);
        if (!next || !rows)
            return fail(next ? rows.error() : next.error());
        std::int64_t from = std::numeric_limits<std::int64_t>::min();
        std::int64_t piece = kFirstPiece;
        while (!m_stopped) {
            next->reset();
            sqlite3_bind_int64(*next, 1, from);
            const int code = sqlite3_step(*next);
            if (code != SQLITE_ROW)
                return fail(m_connection.error(code));
            if (sqlite3_column_type(*next, 0) == SQLITE_NULL)
                break;
            from = sqlite3_column_int64(*next, 0);
            next->reset();
            constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
            const std::int64_t to = from > kMost - piece ? kMost : from + piece - 1;
            sqlite3_bind_int64(*rows, 1, from);
            sqlite3_bind_int64(*rows, 2, to);
            const auto begun = Clock::now();
            if (const auto stepped = step(*rows, visit, stop); !stepped)
                return stepped;
            rows->reset();
            piece = nextPiece(piece, Clock::now() - begun);
            if (to == kMost)
                break;
            from = to + 1;
        }
        return {};
    }

    // A table WITHOUT ROWID, in the order of its primary key.
    Result<void> byKey(const SnapshotVisitor &visit, const std::stop_token &stop)
    {
        const auto count = static_cast<int>(m_query.keyColumns.size());
        std::string parameters;
        for (int i = 1; i <= count; ++i)
            parameters += (i == 1 ? "?" : ", ?") + std::to_string(i);
        const std::string limit = " ORDER BY " + m_query.keyList() + " LIMIT ?"
                                  + std::to_string(count + 1);
        const auto first = statement("", limit);
        const auto later = statement("(" + m_query.keyList() + ") > (" + parameters + ")", limit);
        if (!first || !later)
            return fail(first ? later.error() : first.error());
        std::int64_t piece = kFirstPiece;
        for (bool isFirst = true; !m_stopped; isFirst = false) {
            const SqliteStatement &rows = isFirst ? *first : *later;
            rows.reset();
            if (!isFirst)
                bindPacked(rows, m_lastKey);
            sqlite3_bind_int64(rows, count + 1, piece);
            const auto begun = Clock::now();
            if (const auto stepped = step(rows, visit, stop); !stepped)
                return stepped;
            rows.reset();
            if (m_rows < piece)
                break;
            piece = nextPiece(piece, Clock::now() - begun);
        }
        return {};
    }

    static std::int64_t nextPiece(std::int64_t piece, Clock::duration took)
    {
        if (took > 2 * kGoodPiece)
            return std::max<std::int64_t>(1, piece / 4);
        return took < kGoodPiece / 2 ? std::min(piece * 2, kLargestPiece) : piece;
    }

    Snapshot snapshotOf(Record record) const
    {
        Snapshot snapshot;
        snapshot.table = m_table;
        snapshot.stream = std::move(record.stream);
        snapshot.type = std::move(record.type);
        snapshot.version = record.version;
        snapshot.time = record.time;
        snapshot.data = std::move(record.data);
        snapshot.damage = std::move(record.damage);
        // The plan speaks of events.
        if (snapshot.damage && snapshot.damage->message.starts_with("The event"))
            snapshot.damage->message.replace(0, 9, "The snapshot");
        // Within an envelope the state is often a text that holds JSON.
        if (snapshot.data.kind == Payload::Kind::Json && snapshot.data.text.starts_with('"')) {
            Payload inner = decodePayload(snapshot.data.text, {}, snapshot.damage);
            inner.raw = snapshot.data.rawBytes();
            snapshot.data = std::move(inner);
        }
        if (!snapshot.version && !snapshot.damage)
            snapshot.damage = Error(ErrorCode::Damaged, "The snapshot has no version.").at(m_table);
        return snapshot;
    }

    const SqliteConnection &m_connection;
    EventQuery m_query;
    std::string m_table;
    std::string m_streamColumn; // in quotes; empty: only a look at every row tells
    std::string m_version;      // SQL; empty: only a look at every row tells
    std::string m_lastKey;
    std::int64_t m_rows = 0; // of the last statement
    bool m_stopped = false;
};

} // namespace

Result<void> readSnapshots(const SqliteDatabase &database, const Dialect &dialect,
                           const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop)
{
    if (dialect.snapshots.empty())
        return {};
    const auto connection = database.connect(stop, kPatience);
    if (!connection)
        return fail(connection.error());
    const auto tables = readSchema(**connection);
    if (!tables)
        return fail(tables.error());
    (*connection)->watch(stop, kPatience);
    for (const SnapshotSpec &wanted : dialect.snapshots) {
        for (const SnapshotSpec &spec : expandTables(wanted, *tables)) {
            const auto table = std::find_if(tables->begin(), tables->end(),
                                            [&](const SqliteTable &candidate) {
                                                return candidate.name == spec.table;
                                            });
            auto reading = Reading::prepare(**connection, spec, *table, dialect, question.withData);
            if (!reading)
                return fail(reading.error());
            const auto read = question.streams.empty() ? reading->ofAll(visit, stop)
                                                       : reading->ofStreams(question, visit, stop);
            if (!read || reading->isStopped())
                return read;
        }
    }
    return {};
}

Result<std::vector<SnapshotTable>> countSnapshots(const SqliteDatabase &database,
                                                  const Dialect &dialect)
{
    std::vector<SnapshotTable> counted;
    if (dialect.snapshots.empty())
        return counted;
    const auto connection = database.connect();
    if (!connection)
        return fail(connection.error());
    const auto tables = readSchema(**connection);
    if (!tables)
        return fail(tables.error());
    for (const SnapshotSpec &wanted : dialect.snapshots) {
        for (const SnapshotSpec &spec : expandTables(wanted, *tables)) {
            const auto rows = SqliteStatement::prepare(**connection,
                                                       "SELECT count(*) FROM "
                                                           + quoteIdentifier(spec.table)
                                                           + (spec.where.empty()
                                                                  ? std::string()
                                                                  : " WHERE " + spec.where));
            if (!rows)
                return fail(rows.error());
            if (const int code = sqlite3_step(*rows); code != SQLITE_ROW)
                return fail((*connection)->error(code));
            counted.push_back(
                {spec.table, static_cast<std::uint64_t>(sqlite3_column_int64(*rows, 0))});
        }
    }
    return counted;
}

} // namespace eventscope
