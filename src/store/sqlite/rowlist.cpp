// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rowlist.h"

#include "store/sqlite/sqlitescan.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace eventscope {

namespace {

constexpr std::int64_t kLargestRow = std::numeric_limits<std::int64_t>::max();

bool comesBefore(const RowList::Row &a, const RowList::Row &b)
{
    return a.order < b.order;
}

} // namespace

RowList::RowList(const EventQuery &query, const KeyTable &keys, std::size_t keptBytes)
    : m_query(query)
    , m_keys(keys)
    , m_mostKept(keptBytes)
    , m_nextRows(query.tableCount(), std::numeric_limits<std::int64_t>::min())
{}

void RowList::clear()
{
    m_rows = {};
    m_texts = std::make_shared<std::vector<std::unique_ptr<RecordBatch>>>();
    m_keptBytes = 0;
}

// By several threads at once: what it changes but for the arguments is atomic.
void RowList::take(sqlite3_stmt *row, std::size_t table, std::vector<Row> &rows, RecordBatch &texts,
                   RowPlan::Scratch &scratch)
{
    Row &listed = rows.emplace_back();
    listed.table = static_cast<std::uint32_t>(table);
    const int keyCount = m_query.keyCount();
    if (m_query.keys == EventQuery::Keys::ByRow) {
        listed.row = sqlite3_column_int64(row, 0);
    } else {
        const std::string values = packValues(row, 0, keyCount);
        listed.values = texts.keep(values);
        if (m_known.contains(values))
            return; // it goes when all are listed: the next piece begins behind it
    }
    const auto orderCount = static_cast<int>(m_query.orderColumns.size());
    std::string &order = scratch.held;
    order.clear();
    for (int i = 0; i < orderCount; ++i)
        appendSortable(order, row, keyCount + i);
    listed.order = texts.keep(order);
    if (!m_query.plan.spreads() && m_keptBytes.load(std::memory_order_relaxed) < m_mostKept) {
        listed.kept = m_query.plan.keep(row, keyCount + orderCount, texts, scratch);
        m_keptBytes.fetch_add(listed.kept.size(), std::memory_order_relaxed);
    }
}

// Lists on until the rows of the table end or the time of a transaction is over. `after` is the last key of the piece before.
Result<RowList::Piece> RowList::listPiece(const SqliteConnection &connection, std::size_t table,
                                          std::string &after)
{
    const bool byRow = m_query.keys == EventQuery::Keys::ByRow;
    if (byRow && !m_nextRows[table])
        return Piece::Last;
    const bool inPieces = byRow || m_query.keysAscend;
    std::string condition;
    if (byRow) {
        condition = m_query.row + " >= ?1";
    } else if (inPieces && !after.empty()) {
        std::string parameters;
        for (int i = 1; i <= m_query.keyCount(); ++i)
            parameters += (i == 1 ? "?" : ", ?") + std::to_string(i);
        condition = "(" + m_query.keyList() + ") > (" + parameters + ")";
    }
    const auto listedBy = [&](const std::string &order) {
        return m_query.select(m_query.keyList() + m_query.orderList() + m_query.plan.scanColumns(),
                              condition, order.empty() ? order : " ORDER BY " + order, table);
    };
    std::string sql = listedBy(byRow ? "1" : inPieces ? m_query.keyList() : std::string());
    if (!inPieces && !m_query.orderColumns.empty()) {
        // Another index than that of the order would go through the table crosswise.
        const std::string sorted = listedBy(m_query.orderList().substr(2));
        if (!sortsAllRows(connection, sorted))
            sql = sorted;
    }
    auto statement = SqliteStatement::prepare(connection, sql);
    if (!statement)
        return fail(std::move(statement).error());
    if (byRow)
        sqlite3_bind_int64(*statement, 1, *m_nextRows[table]);
    else
        bindPacked(*statement, after);
    const std::size_t before = m_rows.size();
    const std::size_t keptBefore = m_keptBytes;
    m_texts->push_back(std::make_unique<RecordBatch>());
    TransactionClock clock;
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW) {
        take(*statement, table, m_rows, *m_texts->back(), m_scratch);
        if (inPieces && clock.isOver())
            break;
    }
    statement->reset();
    if (!connection.wasUndisturbed()) {
        m_rows.resize(before);
        m_keptBytes = keptBefore;
        m_texts->pop_back();
        return Piece::Disturbed;
    }
    if (m_rows.size() > before) {
        after = m_rows.back().values;
        const std::int64_t last = m_rows.back().row;
        if (byRow)
            m_nextRows[table] = last == kLargestRow ? std::nullopt : std::optional(last + 1);
    }
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(connection.error(code));
    return code == SQLITE_ROW ? Piece::More : Piece::Last;
}

Result<void> RowList::list(const Connect &connect, const SqliteDatabase *database,
                           const std::stop_token &stop)
{
    clear();
    if (m_query.keys == EventQuery::Keys::ByValues) {
        for (; m_knownKeys < m_keys.size(); ++m_knownKeys)
            m_known.insert(m_keys.values(m_knownKeys));
    }
    std::vector<std::size_t> starts;
    m_damage.reset();
    for (std::size_t table = 0; table < m_query.tableCount(); ++table) {
        starts.push_back(m_rows.size());
        std::string after;
        int disturbances = 0;
        bool more = true;
        if (database && m_query.keys == EventQuery::Keys::ByRow) {
            auto listed = listRanges(connect, *database, table, stop);
            if (!listed)
                return fail(std::move(listed).error());
            more = *listed;
        }
        while (more) {
            const auto connection = connect();
            if (!connection)
                return fail(connection.error());
            auto piece = listPiece(**connection, table, after);
            // Where the list ends with damage, the rows until there are shown, and then the damage is told.
            if (!piece && piece.error().code != ErrorCode::Damaged)
                return fail(std::move(piece).error());
            if (!piece)
                m_damage = std::move(piece).error();
            more = piece && *piece != Piece::Last;
            if (!more)
                break;
            disturbances = *piece == Piece::Disturbed ? disturbances + 1 : 0;
            if (disturbances == SqliteConnection::kMostDisturbances)
                return fail((*connection)->restless());
        }
    }
    if (!m_known.empty())
        std::erase_if(m_rows,
                      [this](const Row &row) { return m_known.contains(std::string(row.values)); });
    sortRows(starts);
    // Keys that are not the table's own are the order, so the same ones stand together.
    const auto isSame = [](const Row &a, const Row &b) { return a.values == b.values; };
    if (m_query.keys == EventQuery::Keys::ByValues && !m_query.keysAscend)
        m_rows.erase(std::unique(m_rows.begin(), m_rows.end(), isSame), m_rows.end());
    if (m_damage && m_rows.empty())
        return fail(*m_damage);
    return {};
}

// The rows of each table are mostly in order as they stand.
void RowList::sortRows(const std::vector<std::size_t> &starts)
{
    const auto at = [this](std::size_t index) {
        return m_rows.begin() + static_cast<std::ptrdiff_t>(index);
    };
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const auto end = i + 1 < starts.size() ? at(starts[i + 1]) : m_rows.end();
        if (!std::is_sorted(at(starts[i]), end, comesBefore))
            std::stable_sort(at(starts[i]), end, comesBefore);
        std::inplace_merge(m_rows.begin(), at(starts[i]), end, comesBefore);
    }
}

Result<bool> RowList::hasMore(const SqliteConnection &connection) const
{
    if (m_query.keys == EventQuery::Keys::ByValues)
        return true;
    for (std::size_t table = 0; table < m_query.tableCount(); ++table) {
        if (!m_nextRows[table])
            continue;
        const auto statement = SqliteStatement::prepare(connection,
                                                        m_query.select("1", m_query.row + " >= ?1",
                                                                       " LIMIT 1", table));
        if (!statement)
            return fail(statement.error());
        sqlite3_bind_int64(*statement, 1, *m_nextRows[table]);
        const int code = sqlite3_step(*statement);
        if (code != SQLITE_ROW && code != SQLITE_DONE)
            return fail(connection.error(code));
        if (code == SQLITE_ROW)
            return true;
    }
    return false;
}

} // namespace eventscope
