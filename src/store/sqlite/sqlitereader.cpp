// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/sqlitereader.h"

#include "store/payload.h"
#include "store/sqlite/sqlitescan.h"

#include <algorithm>
#include <chrono>
#include <cstring>

namespace eventscope {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 5s;
constexpr std::size_t kPiece = 4096;     // locators of one read transaction, at most
constexpr std::size_t kRowsPerEvent = 8; // rows that a range may hold for each one that is wanted
constexpr int kMostDisturbances = 20;
constexpr int kKeyColumn = 3; // in statements that readMany() and prefilter() step through

std::string_view bytesOf(sqlite3_stmt *row, int column)
{
    const int type = sqlite3_column_type(row, column);
    if (type == SQLITE_NULL)
        return {};
    const void *const bytes = type == SQLITE_BLOB ? sqlite3_column_blob(row, column)
                                                  : sqlite3_column_text(row, column);
    return bytes ? std::string_view(static_cast<const char *>(bytes),
                                    static_cast<std::size_t>(sqlite3_column_bytes(row, column)))
                 : std::string_view();
}

Error cancelled()
{
    return Error(ErrorCode::Cancelled, "Reading was cancelled.");
}

} // namespace

SqliteReader::SqliteReader(std::shared_ptr<const SqliteDatabase> database,
                           std::shared_ptr<const EventQuery> query,
                           std::shared_ptr<const KeyTable> keys)
    : m_database(std::move(database))
    , m_query(std::move(query))
    , m_keys(std::move(keys))
{}

Result<void> SqliteReader::connect(std::stop_token stop)
{
    if (m_connection && m_connection->isCurrent()) {
        m_connection->watch(std::move(stop), kPatience);
        return {};
    }
    release();
    auto connection = m_database->connect(stop, kPatience);
    if (!connection)
        return fail(std::move(connection).error());
    m_connection = std::move(*connection);
    m_connection->watch(std::move(stop), kPatience);
    if (m_query->keys != EventQuery::Keys::InOrder)
        m_connection->keepPages();
    return {};
}

void SqliteReader::release()
{
    m_records.clear();
    m_ones.clear();
    m_ranges.clear();
    m_columns.clear();
    m_connection.reset();
}

std::size_t SqliteReader::elementOf(std::uint64_t locator) const
{
    return m_query->plan.spreads() ? locator & ((std::uint64_t{1} << RowPlan::kElementBits) - 1)
                                   : 0;
}

std::size_t SqliteReader::indexOf(std::uint64_t locator) const
{
    return static_cast<std::size_t>(m_query->plan.spreads() ? locator >> RowPlan::kElementBits
                                                            : locator);
}

std::size_t SqliteReader::tableOf(std::uint64_t locator) const
{
    return m_query->keys == EventQuery::Keys::ByRow ? m_keys->table(indexOf(locator)) : 0;
}

// Finds a row of the table by its key, or the rows of a range of keys. `statements` has a place for each table.
Result<sqlite3_stmt *> SqliteReader::rowStatement(std::vector<SqliteStatement> &statements,
                                                  const std::string &columns, std::size_t table,
                                                  bool range)
{
    statements.resize(m_query->tableCount());
    if (!statements[table]) {
        const std::string condition = range ? m_query->row + " BETWEEN ?1 AND ?2"
                                            : m_query->keyCondition();
        const std::string order = " ORDER BY " + std::to_string(kKeyColumn + 1);
        auto statement = SqliteStatement::prepare(*m_connection,
                                                  m_query->select(columns, condition,
                                                                  range ? order : std::string(),
                                                                  table));
        if (!statement)
            return fail(std::move(statement).error());
        statements[table] = std::move(*statement);
    }
    return static_cast<sqlite3_stmt *>(statements[table]);
}

void SqliteReader::bindKey(sqlite3_stmt *statement, std::uint64_t locator) const
{
    const std::size_t index = indexOf(locator);
    if (m_query->keys == EventQuery::Keys::ByValues)
        bindPacked(statement, m_keys->values(index));
    else
        sqlite3_bind_int64(statement, 1,
                           m_query->listsKeys() ? m_keys->row(index)
                                                : static_cast<std::int64_t>(locator));
}

Result<Record> SqliteReader::read(std::uint64_t locator, std::stop_token)
{
    Result<Record> result = fail(ErrorCode::Internal, "The event was not read.");
    for (int i = 0; i < kMostDisturbances; ++i) {
        if (auto connected = connect({}); !connected)
            return fail(std::move(connected).error());
        const auto prepared = rowStatement(m_records, "NULL" + m_query->plan.recordColumns(),
                                           tableOf(locator));
        if (!prepared)
            return fail(prepared.error());
        sqlite3_stmt *const row = *prepared;
        bindKey(row, locator);
        const int code = sqlite3_step(row);
        if (code == SQLITE_ROW) {
            result = m_query->plan.record(row, 1, elementOf(locator));
        } else if (code == SQLITE_DONE) {
            Record gone;
            gone.type = RowPlan::kMissingType;
            gone.damage = Error(ErrorCode::Changed, "The event is no longer in "
                                                        + m_database->name()
                                                        + "; open the store again.")
                              .at(m_database->path());
            result = std::move(gone);
        } else if (Error error = m_connection->error(code); error.code == ErrorCode::Damaged) {
            // The page it stands on; others can still be read.
            Record unreadable;
            unreadable.type = RowPlan::kMissingType;
            unreadable.damage = std::move(error);
            result = std::move(unreadable);
        } else {
            result = fail(std::move(error));
        }
        sqlite3_reset(row);
        if (m_connection->wasUndisturbed())
            break;
    }
    if (m_connection->access() == DatabaseAccess::LiveLog)
        release();
    return result;
}

// One read transaction: from `done` on, which moves on with every locator that is dealt with.
Result<void> SqliteReader::visitPiece(std::span<const std::uint64_t> locators, std::size_t &done,
                                      const RowVisitor &visit, bool &stopped)
{
    const SqliteTransaction transaction(*m_connection);
    const auto end = Clock::now() + std::chrono::milliseconds(kTransactionMs);
    const std::size_t last = std::min(locators.size(), done + kPiece);
    const bool ranges = m_query->keys != EventQuery::Keys::ByValues;
    const auto key = [&](std::size_t i) {
        return m_query->listsKeys() ? m_keys->row(indexOf(locators[i]))
                                    : static_cast<std::int64_t>(locators[i]);
    };
    unsigned rows = 0;
    while (done < last && !stopped) {
        // The longest run of ascending keys here, if it lies close together.
        std::size_t run = done + 1;
        while (ranges && run < last && key(run) > key(run - 1)
               && tableOf(locators[run]) == tableOf(locators[done]))
            ++run;
        const auto width = [&] {
            return static_cast<std::uint64_t>(key(run - 1)) - static_cast<std::uint64_t>(key(done))
                   + 1;
        };
        const bool range = ranges && run - done > 1 && width() <= kRowsPerEvent * (run - done);
        if (!range) {
            const auto prepared = rowStatement(m_ones, m_columns, tableOf(locators[done]));
            if (!prepared)
                return fail(prepared.error());
            sqlite3_stmt *const row = *prepared;
            bindKey(row, locators[done]);
            const int code = sqlite3_step(row);
            if (code == SQLITE_ROW)
                stopped = !visit(done, row);
            sqlite3_reset(row);
            if (code != SQLITE_ROW && code != SQLITE_DONE)
                return fail(m_connection->error(code));
            ++done;
        } else {
            const auto prepared = rowStatement(m_ranges, m_columns, tableOf(locators[done]), true);
            if (!prepared)
                return fail(prepared.error());
            sqlite3_stmt *const row = *prepared;
            sqlite3_bind_int64(row, 1, key(done));
            sqlite3_bind_int64(row, 2, key(run - 1));
            int code = SQLITE_DONE;
            while (!stopped && done < run && (code = sqlite3_step(row)) == SQLITE_ROW) {
                const std::int64_t found = sqlite3_column_int64(row, kKeyColumn);
                while (done < run && key(done) < found)
                    ++done; // deleted since
                if (done < run && key(done) == found) {
                    stopped = !visit(done, row);
                    ++done;
                }
                if (++rows % 32 == 0 && Clock::now() > end)
                    break;
            }
            sqlite3_reset(row);
            if (code == SQLITE_DONE)
                done = run;
            else if (code != SQLITE_ROW)
                return fail(m_connection->error(code));
        }
        if (++rows % 32 == 0 && Clock::now() > end)
            break;
    }
    return {};
}

Result<void> SqliteReader::visitRows(std::span<const std::uint64_t> locators,
                                     const std::string &columns, const RowVisitor &visit,
                                     std::stop_token stop)
{
    std::size_t done = 0;
    bool stopped = false;
    int disturbances = 0;
    Result<void> result;
    while (done < locators.size() && !stopped) {
        if (stop.stop_requested()) {
            result = fail(cancelled());
            break;
        }
        if (result = connect(stop); !result)
            break;
        if (m_columns != columns) {
            m_ones.clear();
            m_ranges.clear();
            m_columns = columns;
        }
        result = visitPiece(locators, done, visit, stopped);
        if (!result && result.error().code == ErrorCode::Damaged
            && m_connection->wasUndisturbed()) {
            ++done; // events on a damaged page have no payload; those behind it may be fine
            result = {};
        } else if (!result
                   && (m_connection->wasUndisturbed() || ++disturbances > kMostDisturbances)) {
            break;
        }
    }
    if (m_connection && m_connection->access() == DatabaseAccess::LiveLog)
        release();
    return result;
}

// Behind three columns the key, where ranges of it can be read.
std::string SqliteReader::withKey(const std::string &columns) const
{
    return columns + ", " + (m_query->keys == EventQuery::Keys::ByValues ? "NULL" : m_query->row);
}

Result<void> SqliteReader::readMany(std::span<const std::uint64_t> locators, bool withMetadata,
                                    const Visitor &visit, std::stop_token stop)
{
    const RowPlan &plan = m_query->plan;
    const std::string id = withMetadata ? plan.idColumn() : "NULL";
    const auto column = [](const std::string &sql) {
        return sql.empty() ? std::string("NULL") : sql;
    };
    RowPlan::Scratch scratch;
    if (plan.spreads() || id.empty()) {
        // A row that holds several events is read once for all of them that are wanted one after the other.
        std::vector<std::uint64_t> rows;
        std::vector<std::size_t> starts;
        for (std::size_t i = 0; i < locators.size(); ++i) {
            if (i == 0 || !plan.spreads() || indexOf(locators[i]) != indexOf(locators[i - 1])) {
                rows.push_back(locators[i]);
                starts.push_back(i);
            }
        }
        starts.push_back(locators.size());
        return visitRows(
            rows, withKey("NULL, NULL, NULL") + plan.viewColumns(withMetadata),
            [&](std::size_t index, sqlite3_stmt *row) {
                const auto &views = plan.views(row, kKeyColumn + 1, withMetadata, scratch);
                for (std::size_t i = starts[index]; i < starts[index + 1]; ++i) {
                    const std::size_t element = elementOf(locators[i]);
                    if (!visit(i, element < views.size() ? views[element] : View()))
                        return false;
                }
                return true;
            },
            std::move(stop));
    }
    return visitRows(
        locators,
        withKey(column(plan.dataColumn()) + ", "
                + (withMetadata ? column(plan.metadataColumn()) : "NULL") + ", " + id),
        [&](std::size_t index, sqlite3_stmt *row) {
            const RecordReader::View view{decodeText(bytesOf(row, 0), plan.payloadRules(),
                                                     scratch.data),
                                          decodeText(bytesOf(row, 1), plan.metadataRules(),
                                                     scratch.metadata),
                                          plan.idIn(row, 2, scratch)};
            return visit(index, view);
        },
        std::move(stop));
}

Result<void> SqliteReader::prefilter(std::span<const std::uint64_t> locators,
                                     std::string_view needle, const Candidate &candidate,
                                     std::stop_token stop)
{
    const RowPlan &plan = m_query->plan;
    return visitRows(
        locators,
        withKey((plan.dataColumn().empty() ? std::string("NULL") : plan.dataColumn())
                + ", NULL, NULL"),
        [&](std::size_t index, sqlite3_stmt *row) {
            const std::string_view bytes = bytesOf(row, 0);
            if (mayBeEncoded(bytes, plan.payloadRules()) || plan.spreads()
                || (!bytes.empty()
                    && ::memmem(bytes.data(), bytes.size(), needle.data(), needle.size()))
                || mayBeEscaped(bytes, needle))
                candidate(index);
            return true;
        },
        std::move(stop));
}

} // namespace eventscope
