// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/eventselection.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace eventscope {

EventSelection::EventSelection(QObject *parent)
    : QObject(parent)
{}

std::optional<std::uint32_t> EventSelection::ordinalOf(Row row) const
{
    std::uint32_t low = 0;
    std::uint32_t high = m_sequence.size();
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (m_sequence.row(middle) < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low < m_sequence.size() && m_sequence.row(low) == row ? std::optional(low)
                                                                 : std::nullopt;
}

std::vector<EventSelection::Run>::const_iterator EventSelection::runAt(std::uint32_t ordinal) const
{
    return std::lower_bound(m_runs.begin(), m_runs.end(), ordinal,
                            [](const Run &run, std::uint32_t wanted) {
                                return run.first + run.count <= wanted;
                            });
}

bool EventSelection::contains(Row row) const
{
    if (m_size == 0)
        return false;
    if (std::binary_search(m_others.begin(), m_others.end(), row))
        return true;
    const auto ordinal = ordinalOf(row);
    if (!ordinal)
        return false;
    const auto run = runAt(*ordinal);
    return run != m_runs.end() && run->first <= *ordinal;
}

std::optional<Row> EventSelection::only() const
{
    return m_size == 1 ? std::optional(first()) : std::nullopt;
}

Row EventSelection::last() const
{
    const Row other = m_others.empty() ? Row(0) : m_others.back();
    if (m_runs.empty())
        return other;
    return std::max(other, m_sequence.row(m_runs.back().first + m_runs.back().count - 1));
}

std::vector<Row> EventSelection::rows(std::size_t most) const
{
    return merged(m_sequence, m_runs, m_others, std::min<std::size_t>(most, m_size));
}

std::function<std::vector<Row>()> EventSelection::lister() const
{
    return [sequence = m_sequence, runs = m_runs, others = m_others, size = m_size] {
        return merged(sequence, runs, others, size);
    };
}

std::shared_ptr<const EventSelection::Snapshot> EventSelection::snapshot() const
{
    return std::make_shared<const Snapshot>(Snapshot{m_sequence, m_runs, m_others});
}

void EventSelection::restore(const Snapshot &snapshot)
{
    m_sequence = snapshot.sequence;
    m_runs = snapshot.runs;
    m_others = snapshot.others;
    m_size = static_cast<std::uint32_t>(m_others.size());
    for (const Run &run : m_runs)
        m_size += run.count;
    Q_EMIT changed();
}

std::vector<Row> EventSelection::merged(const Sequence &sequence, const std::vector<Run> &runs,
                                        const std::vector<Row> &others, std::size_t most)
{
    std::vector<Row> rows;
    rows.reserve(most);
    auto other = others.begin();
    for (const Run &run : runs) {
        for (std::uint32_t i = 0; i < run.count && rows.size() < most; ++i) {
            const Row row = sequence.row(run.first + i);
            for (; other != others.end() && *other < row && rows.size() < most; ++other)
                rows.push_back(*other);
            if (rows.size() < most)
                rows.push_back(row);
        }
    }
    for (; other != others.end() && rows.size() < most; ++other)
        rows.push_back(*other);
    return rows;
}

void EventSelection::set(Row row)
{
    if (m_size != 1 || first() != row)
        set(std::vector{row});
}

void EventSelection::set(std::vector<Row> rows)
{
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    const auto count = static_cast<std::uint32_t>(rows.size());
    if (count == 0 && m_size == 0)
        return;
    take(Sequence::of(std::move(rows)),
         count == 0 ? std::vector<Run>() : std::vector<Run>{{0, count}});
}

void EventSelection::set(const Sequence &sequence, bool ascends, std::vector<Run> runs)
{
    if (!ascends) {
        std::vector<Row> rows;
        for (const Run &run : runs) {
            for (std::uint32_t i = 0; i < run.count; ++i)
                rows.push_back(sequence.row(run.first + i));
        }
        return set(std::move(rows));
    }
    std::sort(runs.begin(), runs.end(),
              [](const Run &a, const Run &b) { return a.first < b.first; });
    std::vector<Run> apart;
    for (const Run &run : runs) {
        const std::uint32_t end = apart.empty() ? 0 : apart.back().first + apart.back().count;
        if (apart.empty() || run.first > end)
            apart.push_back(run);
        else
            apart.back().count += std::max(run.first + run.count, end) - end;
    }
    take(sequence, std::move(apart));
}

void EventSelection::setAll(const Sequence &sequence, bool ascends)
{
    if (sequence.empty())
        clear();
    else
        set(sequence, ascends, {{0, sequence.size()}});
}

void EventSelection::take(Sequence sequence, std::vector<Run> runs)
{
    m_sequence = std::move(sequence);
    m_runs = std::move(runs);
    m_others.clear();
    m_size = 0;
    for (const Run &run : m_runs)
        m_size += run.count;
    Q_EMIT changed();
}

void EventSelection::add(Row row)
{
    ++m_size;
    if (const auto ordinal = ordinalOf(row))
        m_runs.insert(runAt(*ordinal), {*ordinal, 1});
    else
        m_others.insert(std::upper_bound(m_others.begin(), m_others.end(), row), row);
}

void EventSelection::add(const std::vector<Row> &rows)
{
    // One by one, they would move each other about.
    constexpr std::size_t kFew = 64;
    if (rows.size() > kFew) {
        std::vector<Row> all = this->rows();
        all.insert(all.end(), rows.begin(), rows.end());
        return set(std::move(all));
    }
    for (const Row row : rows) {
        if (!contains(row))
            add(row);
    }
    Q_EMIT changed();
}

void EventSelection::toggle(Row row)
{
    if (!contains(row)) {
        add(row);
    } else if (const auto other = std::lower_bound(m_others.begin(), m_others.end(), row);
               other != m_others.end() && *other == row) {
        m_others.erase(other);
        --m_size;
    } else {
        const std::uint32_t ordinal = *ordinalOf(row);
        const auto at = runAt(ordinal);
        const Run run = *at;
        const auto place = m_runs.erase(at);
        std::vector<Run> rest;
        if (ordinal > run.first)
            rest.push_back({run.first, ordinal - run.first});
        if (ordinal + 1 < run.first + run.count)
            rest.push_back({ordinal + 1, run.first + run.count - ordinal - 1});
        m_runs.insert(place, rest.begin(), rest.end());
        --m_size;
    }
    Q_EMIT changed();
}

} // namespace eventscope
