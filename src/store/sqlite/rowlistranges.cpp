// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sqlite/rowlist.h"

#include "base/parallel.h"
#include "store/sqlite/sqlitescan.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kMostThreads = 4;
constexpr std::uint64_t kLeastRange = 4096; // row ids
constexpr std::uint64_t kRangesFrom = 8;    // that make several threads worth their start
// More than threads, since the ids may have gaps, and rows that are no events.
constexpr std::uint64_t kMostRanges = 256;

} // namespace

// Lists the rows of one range as far as they can be read.
RowList::Share RowList::listRange(RangeRows &source, RowBounds bounds, std::size_t table,
                                  RowPlan::Scratch &scratch)
{
    Share share;
    int disturbances = 0;
    while (true) {
        const auto rows = source.select(bounds.first, bounds.last);
        if (!rows) {
            share.error = rows.error();
            return share;
        }
        const std::size_t before = share.rows.size();
        share.texts.push_back(std::make_unique<RecordBatch>());
        TransactionClock clock;
        int code = SQLITE_DONE;
        while ((code = sqlite3_step(*rows)) == SQLITE_ROW) {
            take(*rows, table, share.rows, *share.texts.back(), scratch);
            if (clock.isOver())
                break;
        }
        sqlite3_reset(*rows);
        if (!source.connection().wasUndisturbed()) {
            std::size_t bytes = 0;
            for (std::size_t i = before; i < share.rows.size(); ++i)
                bytes += share.rows[i].kept.size();
            m_keptBytes -= bytes;
            share.rows.resize(before);
            share.texts.pop_back();
            if (++disturbances < SqliteConnection::kMostDisturbances)
                continue;
            share.error = source.connection().restless();
            return share;
        }
        disturbances = 0;
        if (code != SQLITE_ROW) {
            if (code != SQLITE_DONE)
                share.error = source.connection().error(code);
            return share;
        }
        if (share.rows.back().row == bounds.last)
            return share;
        bounds.first = share.rows.back().row + 1;
    }
}

// Lists, by several threads, the rows that the table has by now, if there are many; what comes meanwhile is left. False if it ends with damage.
Result<bool> RowList::listRanges(const Connect &connect, const SqliteDatabase &database,
                                 std::size_t table, const std::stop_token &stop)
{
    if (workersFor(kMostThreads) == 1 || !m_nextRows[table])
        return true;
    const auto connection = connect();
    if (!connection)
        return fail(connection.error());
    const auto found = rowBounds(**connection, m_query, table);
    if (!(*connection)->wasUndisturbed() || (!found && found.error().code == ErrorCode::Damaged))
        return true; // whoever goes through the rows says so where it matters
    if (!found)
        return fail(found.error());
    if (!*found || (*found)->last < *m_nextRows[table])
        return true;
    const std::int64_t last = (*found)->last;
    const std::int64_t first = std::max((*found)->first, *m_nextRows[table]);
    const std::uint64_t span = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
    if (span / kLeastRange < kRangesFrom)
        return true;
    const std::uint64_t width = std::max(kLeastRange, span / kMostRanges + 1);
    const std::uint64_t count = span / width + 1;

    std::vector<Share> shares(static_cast<std::size_t>(count));
    std::atomic<std::uint64_t> next{0};
    std::atomic<bool> ended{false};
    runOnWorkers(std::min(workersFor(static_cast<std::size_t>(count)), kMostThreads), [&] {
        RangeRows source(database, m_query, m_query.orderList() + m_query.plan.scanColumns(), table,
                         stop);
        RowPlan::Scratch scratch;
        while (!ended && !stop.stop_requested()) {
            const std::uint64_t i = next++;
            if (i >= count)
                break;
            const std::uint64_t from = static_cast<std::uint64_t>(first) + i * width;
            const std::uint64_t to = i + 1 == count ? static_cast<std::uint64_t>(last)
                                                    : from + width - 1;
            Share &share = shares[static_cast<std::size_t>(i)];
            share = listRange(source,
                              {static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)},
                              table, scratch);
            if (share.error)
                ended = true;
        }
    });
    if (stop.stop_requested())
        return fail(Error(ErrorCode::Cancelled, "Reading was cancelled."));

    std::size_t rows = m_rows.size();
    for (const Share &share : shares)
        rows += share.rows.size();
    m_rows.reserve(rows);
    const std::size_t before = m_rows.size();
    const auto goOnBehind = [&](std::int64_t row) {
        m_nextRows[table] = row == std::numeric_limits<std::int64_t>::max()
                                ? std::nullopt
                                : std::optional(row + 1);
    };
    // Those before the first that fails are complete: ranges are taken in order.
    for (Share &share : shares) {
        m_rows.insert(m_rows.end(), share.rows.begin(), share.rows.end());
        std::move(share.texts.begin(), share.texts.end(), std::back_inserter(*m_texts));
        if (!share.error)
            continue;
        if (share.error->code != ErrorCode::Damaged)
            return fail(std::move(*share.error));
        m_damage = std::move(*share.error);
        if (m_rows.size() > before)
            goOnBehind(m_rows.back().row);
        return false;
    }
    goOnBehind(last);
    return true;
}

} // namespace eventscope
