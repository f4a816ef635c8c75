// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "query/parser.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace eventscope {

// What is known of a condition at a row: Kleene's logic, so that and is the smaller, or the larger, and not the distance to True.
enum class Truth : std::uint8_t { False = 0, Unknown = 1, True = 2 };

// A filter bound to the columns of a log for a range of rows. Conditions on names are worked out once a name, not once a row, where
// the range is large. Holds references to the filter and the log. Immutable; any thread.
class ColumnTest
{
public:
    // Rows of one call of evaluate() at most: what fits into the first cache.
    static constexpr std::uint32_t kBlockRows = 4096;

    // Error: Limit (a regular expression that is too hard for a name), Cancelled.
    static Result<ColumnTest> bind(const ParsedFilter &filter, const EventLog &log, Row begin,
                                   Row end, std::stop_token stop);
    ColumnTest(ColumnTest &&) noexcept;
    ~ColumnTest();

    // The filter at out.size() rows from `begin` on. False if a regular expression gave up.
    bool evaluate(Row begin, std::span<Truth> out) const;

    // One of the filter's conditions at one row; Unknown if the columns do not know.
    Truth evaluate(const Condition &condition, Row row) const;

private:
    struct Bound;
    explicit ColumnTest(const EventLog &log, const Expression &root);
    void evaluate(const Expression &expression, std::uint32_t begin, std::span<Truth> out) const;
    void evaluate(const Bound &bound, std::uint32_t begin, std::span<Truth> out) const;

    const EventLog *m_log;
    const Expression *m_root;
    std::vector<Bound> m_bound; // by Condition::index
};

} // namespace eventscope
