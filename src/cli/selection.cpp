// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/selection.h"

#include "query/filter.h"

#include <algorithm>
#include <charconv>

namespace eventscope::cli {

namespace {

// A test for "this row lies in the range", made once for all rows.
class RangeTest
{
public:
    static Result<RangeTest> make(const EventLog &log, const PositionRange &range)
    {
        RangeTest test(log);
        if (range.from) {
            auto bound = test.bound(*range.from);
            if (!bound)
                return fail(std::move(bound).error());
            test.m_from = *bound;
        }
        if (range.to) {
            auto bound = test.bound(*range.to);
            if (!bound)
                return fail(std::move(bound).error());
            test.m_to = *bound;
        }
        return test;
    }

    bool operator()(Row row) const
    {
        const std::int64_t at = m_log->hasTextPositions() ? row.value()
                                                          : m_log->position(row).value();
        return (!m_from || at >= *m_from) && (!m_to || at <= *m_to);
    }

private:
    explicit RangeTest(const EventLog &log)
        : m_log(&log)
    {}

    Result<std::int64_t> bound(const std::string &label) const
    {
        if (m_log->hasTextPositions()) {
            if (const auto row = m_log->rowAtPosition(label))
                return static_cast<std::int64_t>(row->value());
            return fail(ErrorCode::NotFound, "No event has the position \"" + label + "\".");
        }
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), value);
        if (error != std::errc() || end != label.data() + label.size())
            return fail(ErrorCode::Invalid,
                        "\"" + label
                            + "\" is no position of this store; its positions are integers.");
        return value;
    }

    const EventLog *m_log;
    std::optional<std::int64_t> m_from;
    std::optional<std::int64_t> m_to;
};

} // namespace

Result<StreamId> findStream(const OpenedStore &opened, const std::string &name)
{
    const EventLog &log = *opened.log;
    if (const auto stream = log.findStream(name))
        return *stream;
    std::string near;
    int count = 0;
    for (std::uint32_t i = 0; i < log.streamCount() && count < 3; ++i) {
        const std::string_view candidate = log.streamName(StreamId(i));
        if (!name.empty() && candidate.find(name) != std::string_view::npos) {
            near += (count++ == 0 ? "" : ", ") + std::string(candidate.substr(0, 80));
        }
    }
    return fail(ErrorCode::NotFound, "No stream \"" + name.substr(0, 200) + "\" in "
                                         + opened.store->info().location
                                         + (near.empty() ? "; `eventscope-cli streams` lists them."
                                                         : "; did you mean " + near + "?"));
}

Result<std::optional<Row>> lastRowAt(const EventLog &log, const std::string &position)
{
    const auto place = log.placeOfPosition(position);
    if (log.hasTextPositions() && !place.last)
        return fail(ErrorCode::NotFound, "No event has the position \"" + position + "\".");
    if (!log.hasTextPositions()
        && (position.empty()
            || position.find_first_not_of("0123456789", position.front() == '-' ? 1 : 0)
                   != std::string::npos))
        return fail(ErrorCode::Invalid,
                    "\"" + position
                        + "\" is no position of this store; its positions are integers.");
    return place.last;
}

Result<std::vector<Row>> select(const OpenedStore &opened, const Wanted &wanted,
                                std::stop_token stop)
{
    const EventLog &log = *opened.log;
    auto inRange = RangeTest::make(log, wanted.positions);
    if (!inRange)
        return fail(std::move(inRange).error());

    std::optional<std::vector<Row>> matches; // ascending
    if (wanted.where) {
        auto filter = Filter::compile(*wanted.where);
        if (!filter)
            return fail(std::move(filter).error());
        auto rows = filter->rows(
            log, [&opened] { return opened.store->reader(); }, Row(0), Row(log.rowCount()), stop);
        if (!rows)
            return fail(std::move(rows).error());
        matches = std::move(*rows);
    }

    std::vector<Row> rows;
    if (wanted.stream) {
        const auto stream = findStream(opened, *wanted.stream);
        if (!stream)
            return fail(stream.error());
        const auto all = log.streamRows(*stream);
        for (const Row row : *all) {
            if (!matches || std::binary_search(matches->begin(), matches->end(), row))
                rows.push_back(row);
        }
    } else if (matches) {
        rows = std::move(*matches);
    } else {
        rows.reserve(log.rowCount());
        for (std::uint32_t i = 0; i < log.rowCount(); ++i)
            rows.emplace_back(i);
    }
    if (wanted.positions.from || wanted.positions.to)
        std::erase_if(rows, [&](Row row) { return !(*inRange)(row); });
    return rows;
}

} // namespace eventscope::cli
