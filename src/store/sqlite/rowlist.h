// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/record.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/eventquery.h"
#include "store/sqlite/rangerows.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace eventscope {

// The rows that a scan has yet to deliver, where the order of the events is not that of a key: listed table after table in the order in which
// they stand, which is the quickest way through them, and then sorted by the values of the order. What the log needs of them is kept on the way,
// so that they need not be looked up one by one in their order; those beyond a bound of memory have to be. Belongs to one thread.
//
// Rows with a row id are listed in pieces, a read transaction each, and where there are many by several threads; other ones in pieces only
// where their key has the order of an index.
class RowList
{
public:
    struct Row {
        std::string_view order;  // sortable
        std::string_view values; // packed, ByValues only
        std::string_view kept;   // for RowPlan::takeKept(); empty: to be looked up
        std::int64_t row = 0;
        std::uint32_t table = 0;
    };
    // Gives a connection that is current, or why there is none.
    using Connect = std::function<Result<const SqliteConnection *>()>;

    // At most about so many bytes of rows are kept.
    // `keys`: of the rows that were delivered, which are not listed again.
    RowList(const EventQuery &query, const KeyTable &keys, std::size_t keptBytes);

    // Lists the rows that no earlier call listed, in place of those that are there. `database`: for connections of other threads, without
    // which there are none.
    Result<void> list(const Connect &connect, const SqliteDatabase *database = nullptr,
                      const std::stop_token &stop = {});
    // Whether some row was not listed yet; by values only list() tells.
    Result<bool> hasMore(const SqliteConnection &connection) const;

    const std::vector<Row> &rows() const { return m_rows; }
    // Owns what their views point into. What is kept may be changed by takeKept(), once.
    std::shared_ptr<const void> texts() const { return m_texts; }
    // Why the rows that are listed are not all there are; none if they are.
    const std::optional<Error> &damage() const { return m_damage; }
    void clear();

private:
    enum class Piece : std::uint8_t { Last, More, Disturbed };
    Result<Piece> listPiece(const SqliteConnection &connection, std::size_t table,
                            std::string &after);
    // What one thread lists of a range of row ids.
    struct Share {
        std::vector<Row> rows;
        std::vector<std::unique_ptr<RecordBatch>> texts; // by piece
        std::optional<Error> error;                      // why it ends early
    };
    void take(sqlite3_stmt *row, std::size_t table, std::vector<Row> &rows, RecordBatch &texts,
              RowPlan::Scratch &scratch);
    Result<bool> listRanges(const Connect &connect, const SqliteDatabase &database,
                            std::size_t table, const std::stop_token &stop);
    Share listRange(RangeRows &source, RowBounds bounds, std::size_t table,
                    RowPlan::Scratch &scratch);
    void sortRows(const std::vector<std::size_t> &starts);

    const EventQuery &m_query;
    const KeyTable &m_keys;
    std::size_t m_mostKept;
    std::vector<Row> m_rows;
    std::shared_ptr<std::vector<std::unique_ptr<RecordBatch>>>
        m_texts; // what their views point into, by piece
    std::atomic<std::size_t> m_keptBytes{0};
    RowPlan::Scratch m_scratch;
    // ByRow: the least that is still to be listed, by table; none behind the largest there can be.
    std::vector<std::optional<std::int64_t>> m_nextRows;
    std::unordered_set<std::string>
        m_known; // ByValues: the keys up to m_knownKeys, once they are needed
    std::size_t m_knownKeys = 0;
    std::optional<Error> m_damage;
};

} // namespace eventscope
