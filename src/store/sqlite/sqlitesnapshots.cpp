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
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <optional>
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
constexpr std::size_t kMostFoundBytes = 8 * 1024 * 1024; // of states, in a piece

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

// A connection, and what tables it shows.
struct Look {
    std::unique_ptr<SqliteConnection> connection;
    std::vector<SqliteTable> tables;
};

Result<Look> lookAt(const SqliteDatabase &database, const std::stop_token &stop)
{
    Look look;
    auto connection = database.connect(stop, kPatience);
    if (!connection)
        return fail(connection.error());
    look.connection = std::move(*connection);
    auto tables = readSchema(*look.connection);
    if (!tables)
        return fail(tables.error());
    look.tables = std::move(*tables);
    look.connection->watch(stop, kPatience);
    return look;
}

// One table of snapshots. Where bytes are read without a lock (see DatabaseAccess), a piece during which the file changed is read again; none is
// handed on before.
class Reading
{
public:
    // `look` is another one where the file has changed.
    Reading(const SqliteDatabase &database, Look &look, const SnapshotSpec &spec,
            const Dialect &dialect, const SnapshotQuestion &question, const SnapshotVisitor &visit,
            std::stop_token stop)
        : m_database(database)
        , m_look(look)
        , m_spec(spec)
        , m_dialect(dialect)
        , m_question(question)
        , m_wanted(question.streams.begin(), question.streams.end())
        , m_visit(visit)
        , m_stop(std::move(stop))
    {}

    Result<void> run()
    {
        if (auto prepared = prepare(); !prepared)
            return prepared;
        if (!m_question.streams.empty() && !m_streamColumn.empty())
            return ofStreams();
        if (m_query->keys == EventQuery::Keys::InOrder)
            return byRow();
        if (m_query->keysAscend)
            return byKey();
        return piece([this] { return step("", "", {}); });
    }
    bool isStopped() const { return m_stopped; }

private:
    Result<void> prepare()
    {
        const SqliteTable *const table = findTable(m_look.tables, m_spec.table);
        if (!table)
            return fail(Error(ErrorCode::Changed,
                              "Table " + m_spec.table + " is gone; open the store again.")
                            .at(m_database.path()));
        EventsSpec events = eventsOf(m_spec, m_dialect, m_question.withData);
        keepPresentPlaces(events, table, *m_look.connection);
        m_query.emplace(EventQuery::make(events, table));
        // Where the whole name of the stream stands in one column, the column finds it.
        const auto isPlain = [](const FieldSpec &field) {
            return field.paths.empty() && field.after.empty() && field.before.empty()
                   && field.beforeLast.empty() && field.split.empty() && field.otherwise.empty()
                   && !field.fallback;
        };
        m_streamColumn.clear();
        if (table->column(events.stream.column) && isPlain(events.stream))
            m_streamColumn = quoteIdentifier(events.stream.column);
        // So that states which nobody asked for need not be read.
        m_version.clear();
        if (!events.version.column.empty() && isPlain(events.version))
            m_version = sqlColumn(table, events.version.column);
        const auto tried = statement("", "");
        if (tried)
            return {};
        Error error = tried.error();
        if (error.code == ErrorCode::Invalid) {
            error.message = "The snapshots in table " + m_spec.table
                            + " cannot be read, since the dialect " + m_dialect.name
                            + " does not fit it: " + sqlite3_errmsg(m_look.connection->handle())
                            + ".";
        }
        return fail(std::move(error));
    }

    // Collects until nothing disturbs it, and then shows what it has found.
    template<typename Collect>
    Result<void> piece(const Collect &collect)
    {
        Result<void> collected;
        for (int disturbances = 1;; ++disturbances) {
            m_found.clear();
            m_foundBytes = 0;
            m_isCutShort = false;
            collected = collect();
            if (m_look.connection->wasUndisturbed() || m_stop.stop_requested())
                break;
            if (disturbances == SqliteConnection::kMostDisturbances)
                return fail(m_look.connection->restless());
            m_statements.clear();
            auto look = lookAt(m_database, m_stop);
            if (!look)
                return fail(look.error());
            m_look = std::move(*look);
            if (auto prepared = prepare(); !prepared)
                return prepared;
        }
        for (Snapshot &snapshot : m_found) {
            if (m_stop.stop_requested())
                return fail(cancelled());
            m_stopped = !m_visit(std::move(snapshot));
            if (m_stopped)
                break;
        }
        return collected;
    }

    Result<void> ofStreams()
    {
        // A name may stand there as text, or as the bytes or the number that it was made of.
        const bool byVersion = m_question.version && !m_version.empty();
        const std::string condition = m_streamColumn + " IN (?1, CAST(?1 AS BLOB), ?2, ?3)"
                                      + (byVersion ? " AND CAST(" + m_version + " AS INTEGER) = ?4"
                                                   : std::string());
        for (const std::string &name : m_question.streams) {
            const auto read = piece([&] {
                return step(condition, "", [&](sqlite3_stmt *rows) {
                    bind(rows, 1, name, SQLITE_TEXT);
                    if (byVersion)
                        sqlite3_bind_int64(rows, 4, m_question.version->value());
                    if (const auto bytes = bytesOfHex(name)) {
                        bind(rows, 2, *bytes, SQLITE_BLOB);
                        bind(rows, 3, *bytes, SQLITE_TEXT);
                    } else {
                        sqlite3_bind_null(rows, 2);
                        sqlite3_bind_null(rows, 3);
                    }
                });
            });
            if (!read || m_stopped)
                return read;
        }
        return {};
    }

    static void bind(sqlite3_stmt *statement, int parameter, const std::string &text, int type)
    {
        if (type == SQLITE_BLOB)
            sqlite3_bind_blob64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT);
        else
            sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_TRANSIENT,
                                SQLITE_UTF8);
    }

    // Kept until the next connection.
    Result<sqlite3_stmt *> statement(const std::string &condition, const std::string &tail)
    {
        SqliteStatement &known = m_statements[condition + tail];
        if (!known) {
            // The key columns come first.
            const std::string keys = m_query->keyList().empty() ? "NULL" : m_query->keyList();
            auto made
                = SqliteStatement::prepare(*m_look.connection,
                                           m_query->select(keys + m_query->plan.recordColumns(),
                                                           condition, tail));
            if (!made)
                return fail(made.error());
            known = std::move(*made);
        }
        known.reset();
        return static_cast<sqlite3_stmt *>(known);
    }

    // Collects the rows of a statement, and remembers the key of the last one.
    Result<void> step(const std::string &condition, const std::string &tail,
                      const std::function<void(sqlite3_stmt *)> &bindTo)
    {
        const auto rows = statement(condition, tail);
        if (!rows)
            return fail(rows.error());
        if (bindTo)
            bindTo(*rows);
        const int keys = m_query->keyList().empty() ? 1 : m_query->keyCount();
        const bool inPieces = m_query->keys == EventQuery::Keys::InOrder || m_query->keysAscend;
        int code = SQLITE_DONE;
        m_rows = 0;
        while (!m_isCutShort && (code = sqlite3_step(*rows)) == SQLITE_ROW) {
            if (m_stop.stop_requested())
                return fail(cancelled());
            ++m_rows;
            if (inPieces)
                m_pieceKey = packValues(*rows, 0, keys);
            take(m_query->plan.record(*rows, keys, 0));
            m_isCutShort = inPieces && m_foundBytes > kMostFoundBytes;
        }
        if (!m_isCutShort && code != SQLITE_DONE) {
            const Error error = m_look.connection->error(code);
            sqlite3_reset(*rows);
            return fail(error);
        }
        sqlite3_reset(*rows);
        return {};
    }

    void take(Record record)
    {
        Snapshot snapshot = snapshotOf(std::move(record));
        if (!m_wanted.empty() && !m_wanted.contains(snapshot.stream))
            return;
        if (m_question.version && snapshot.version != m_question.version)
            return;
        m_foundBytes += snapshot.data.text.size() + snapshot.data.raw.size();
        m_found.push_back(std::move(snapshot));
    }

    // Ranges of the row's integer key, which may have gaps.
    Result<void> byRow()
    {
        constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
        std::int64_t from = std::numeric_limits<std::int64_t>::min();
        std::int64_t size = kFirstPiece;
        for (bool isEnd = false; !m_stopped && !isEnd;) {
            std::int64_t last = from;
            Clock::duration took{};
            const auto read = piece([&]() -> Result<void> {
                const auto next = SqliteStatement::prepare(*m_look.connection,
                                                           "SELECT min(" + m_query->row + ") FROM "
                                                               + m_query->froms.front() + " WHERE "
                                                               + m_query->row + " >= ?1");
                if (!next)
                    return fail(next.error());
                sqlite3_bind_int64(*next, 1, from);
                const int code = sqlite3_step(*next);
                if (code != SQLITE_ROW)
                    return fail(m_look.connection->error(code));
                isEnd = sqlite3_column_type(*next, 0) == SQLITE_NULL;
                if (isEnd)
                    return {};
                const std::int64_t first = sqlite3_column_int64(*next, 0);
                last = first > kMost - size ? kMost : first + size - 1;
                const auto begun = Clock::now();
                const auto stepped = step(m_query->row + " BETWEEN ?1 AND ?2",
                                          " ORDER BY " + m_query->row, [&](sqlite3_stmt *rows) {
                                              sqlite3_bind_int64(rows, 1, first);
                                              sqlite3_bind_int64(rows, 2, last);
                                          });
                took = Clock::now() - begun;
                if (m_isCutShort)
                    last = rowOf(m_pieceKey);
                return stepped;
            });
            if (!read)
                return read;
            size = nextPiece(size, took);
            isEnd = isEnd || last == kMost;
            from = isEnd ? last : last + 1;
        }
        return {};
    }

    // A table WITHOUT ROWID, in the order of its primary key.
    Result<void> byKey()
    {
        const auto count = static_cast<int>(m_query->keyColumns.size());
        std::string parameters;
        for (int i = 1; i <= count; ++i)
            parameters += (i == 1 ? "?" : ", ?") + std::to_string(i);
        const std::string limit = " ORDER BY " + m_query->keyList() + " LIMIT ?"
                                  + std::to_string(count + 1);
        const std::string later = "(" + m_query->keyList() + ") > (" + parameters + ")";
        std::int64_t size = kFirstPiece;
        std::string lastKey;
        for (bool isEnd = false; !m_stopped && !isEnd;) {
            Clock::duration took{};
            const auto read = piece([&] {
                const auto begun = Clock::now();
                auto stepped = step(lastKey.empty() ? std::string() : later, limit,
                                    [&](sqlite3_stmt *rows) {
                                        bindPacked(rows, lastKey);
                                        sqlite3_bind_int64(rows, count + 1, size);
                                    });
                took = Clock::now() - begun;
                return stepped;
            });
            if (!read)
                return read;
            lastKey = m_pieceKey;
            isEnd = !m_isCutShort && m_rows < size;
            size = nextPiece(size, took);
        }
        return {};
    }

    static std::int64_t rowOf(const std::string &key)
    {
        std::int64_t row = 0;
        std::memcpy(&row, key.data() + 1, sizeof row); // behind the type
        return row;
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
        snapshot.table = m_spec.table;
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
            snapshot.damage = Error(ErrorCode::Damaged, "The snapshot has no version.")
                                  .at(m_spec.table);
        return snapshot;
    }

    const SqliteDatabase &m_database;
    Look &m_look;
    const SnapshotSpec &m_spec;
    const Dialect &m_dialect;
    const SnapshotQuestion &m_question;
    const std::unordered_set<std::string> m_wanted; // streams
    const SnapshotVisitor &m_visit;
    std::stop_token m_stop;

    std::optional<EventQuery> m_query;
    std::map<std::string, SqliteStatement> m_statements; // of the connection, by their conditions
    std::string m_streamColumn; // in quotes; empty: only a look at every row tells
    std::string m_version;      // SQL; empty: only a look at every row tells

    // Of the last piece.
    std::vector<Snapshot> m_found;
    std::size_t m_foundBytes = 0;
    std::string m_pieceKey; // packed, of its last row
    std::int64_t m_rows = 0;
    bool m_isCutShort = false; // it held enough before its rows ended
    bool m_stopped = false;    // by the visitor
};

} // namespace

Result<void> readSnapshots(const SqliteDatabase &database, const Dialect &dialect,
                           const SnapshotQuestion &question, const SnapshotVisitor &visit,
                           std::stop_token stop)
{
    if (dialect.snapshots.empty())
        return {};
    auto look = lookAt(database, stop);
    if (!look)
        return fail(look.error());
    for (const SnapshotSpec &wanted : dialect.snapshots) {
        for (const SnapshotSpec &spec : expandTables(wanted, look->tables)) {
            Reading reading(database, *look, spec, dialect, question, visit, stop);
            const auto read = reading.run();
            if (!read || reading.isStopped())
                return read;
        }
    }
    return {};
}

Result<std::vector<SnapshotTable>> countSnapshots(const SqliteDatabase &database,
                                                  const Dialect &dialect)
{
    using Counted = std::vector<SnapshotTable>;
    if (dialect.snapshots.empty())
        return Counted();
    return readUndisturbed(database, [&](SqliteConnection &connection) -> Result<Counted> {
        const auto tables = readSchema(connection);
        if (!tables)
            return fail(tables.error());
        Counted counted;
        for (const SnapshotSpec &wanted : dialect.snapshots) {
            for (const SnapshotSpec &spec : expandTables(wanted, *tables)) {
                const auto rows = SqliteStatement::prepare(connection,
                                                           "SELECT count(*) FROM "
                                                               + quoteIdentifier(spec.table)
                                                               + (spec.where.empty()
                                                                      ? std::string()
                                                                      : " WHERE " + spec.where));
                if (!rows)
                    return fail(rows.error());
                if (const int code = sqlite3_step(*rows); code != SQLITE_ROW)
                    return fail(connection.error(code));
                counted.push_back(
                    {spec.table, static_cast<std::uint64_t>(sqlite3_column_int64(*rows, 0))});
            }
        }
        return counted;
    });
}

} // namespace eventscope
