// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/eventchain.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace eventscope {

namespace {

// An event, or a cause that is not in the log: then its id's hash.
struct Found {
    Row row = kNoRow;
    std::uint64_t missing = 0;
    Row namedBy = kNoRow;
};

class Gatherer
{
public:
    Gatherer(const EventLog &log, const ChainLimits &limits, std::stop_token stop)
        : m_log(log)
        , m_limits(limits)
        , m_stop(std::move(stop))
    {}

    EventChain gather(Row start, bool family)
    {
        visit({start, 0, kNoRow});
        // Nearest first, each kind by itself.
        const std::size_t causes = spreadCauses();
        const std::size_t effects = spreadEffects(0, 1);
        std::vector<std::uint32_t> order{0};
        const auto most = std::max<std::size_t>(m_limits.nodes, 1);
        // A third is left for effects, if there are so many.
        const std::size_t forEffects = std::min(effects - causes, most / 3);
        const std::size_t takenCauses = std::min(causes - 1,
                                                 most - 1 - std::min(forEffects, most - 1));
        for (std::size_t i = 1; i <= takenCauses; ++i)
            order.push_back(static_cast<std::uint32_t>(i));
        for (std::size_t i = causes; i < effects && order.size() < most; ++i)
            order.push_back(static_cast<std::uint32_t>(i));
        if (family) {
            for (std::size_t i = 1; i < causes; ++i)
                spreadEffects(i, i + 1);
            for (std::size_t i = effects; i < m_found.size() && order.size() < most; ++i)
                order.push_back(static_cast<std::uint32_t>(i));
        }
        return chain(std::move(order), family);
    }

private:
    std::vector<Row> causeRows(Row row) const
    {
        const std::uint64_t cause = m_log.causationHash(row);
        // Some frameworks let an event that nothing caused name itself.
        if (cause == 0 || cause == m_log.idHash(row))
            return {};
        return m_log.rowsByIdHash(cause);
    }

    bool namesMissing(Row row, const std::vector<Row> &causes) const
    {
        const std::uint64_t cause = m_log.causationHash(row);
        return cause != 0 && cause != m_log.idHash(row) && causes.empty();
    }

    std::vector<Row> effectRows(const Found &found) const
    {
        const std::uint64_t id = found.row == kNoRow ? found.missing : m_log.idHash(found.row);
        if (id == 0)
            return {};
        std::vector<Row> rows = m_log.rowsByCausationHash(id);
        std::erase_if(rows, [&](Row row) { return m_log.idHash(row) == id; });
        return rows;
    }

    void visit(const Found &found)
    {
        const bool isKnown = found.row == kNoRow ? m_missing.contains(found.missing)
                                                 : m_rows.contains(found.row.value());
        if (isKnown)
            return;
        if (m_found.size() >= m_limits.counted) {
            m_isFull = true;
            return;
        }
        if (found.row == kNoRow)
            m_missing.insert(found.missing);
        else
            m_rows.insert(found.row.value());
        m_found.push_back(found);
    }

    void visitMissing(std::uint64_t id)
    {
        visit({kNoRow, id, m_log.rowsByCausationHash(id).front()});
    }

    bool isOver() const { return m_isFull || m_stop.stop_requested(); }

    // Up to the first causes; returns how many are found then.
    std::size_t spreadCauses()
    {
        for (std::size_t i = 0; i < m_found.size() && !isOver(); ++i) {
            const Row row = m_found[i].row;
            if (row == kNoRow)
                continue;
            const std::vector<Row> causes = causeRows(row);
            for (const Row cause : causes)
                visit({cause, 0, kNoRow});
            if (namesMissing(row, causes))
                visitMissing(m_log.causationHash(row));
        }
        return m_found.size();
    }

    // From those found at [from, end) down to the last effects; returns how many are found then.
    std::size_t spreadEffects(std::size_t from, std::size_t end)
    {
        std::size_t next = m_found.size();
        const auto visitEffects = [this](std::size_t of) {
            for (const Row effect : effectRows(Found(m_found[of]))) {
                if (isOver())
                    return;
                visit({effect, 0, kNoRow});
            }
        };
        for (std::size_t i = from; i < end && !isOver(); ++i)
            visitEffects(i);
        for (; next < m_found.size() && !isOver(); ++next)
            visitEffects(next);
        return m_found.size();
    }

    EventChain chain(std::vector<std::uint32_t> order, bool family) const
    {
        EventChain chain;
        chain.total = static_cast<std::uint32_t>(m_found.size());
        chain.isTotalLeast = m_isFull;
        const Row start = m_found.front().row;
        const auto sortKey = [this](std::uint32_t index) {
            const Found &found = m_found[index];
            return found.row == kNoRow ? std::pair(found.namedBy, 0) : std::pair(found.row, 1);
        };
        std::sort(order.begin(), order.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return sortKey(a) < sortKey(b); });
        std::unordered_map<std::uint32_t, std::uint32_t> places; // by row
        std::unordered_map<std::uint64_t, std::uint32_t> missing;
        for (const std::uint32_t index : order) {
            const Found &found = m_found[index];
            const auto place = static_cast<std::uint32_t>(chain.nodes.size());
            if (found.row == kNoRow)
                missing.emplace(found.missing, place);
            else
                places.emplace(found.row.value(), place);
            if (found.row == start)
                chain.start = place;
            chain.nodes.push_back({found.row, found.namedBy, 0, 0});
        }
        for (std::uint32_t place = 0; place < order.size(); ++place) {
            if (m_stop.stop_requested())
                return chain;
            const Found &found = m_found[order[place]];
            EventChain::Node &node = chain.nodes[place];
            if (found.row != kNoRow) {
                const std::vector<Row> causes = causeRows(found.row);
                for (const Row cause : causes)
                    node.hiddenCauses += places.contains(cause.value()) ? 0 : 1;
                if (namesMissing(found.row, causes))
                    node.hiddenCauses += missing.contains(m_log.causationHash(found.row)) ? 0 : 1;
            }
            for (const Row effect : effectRows(found)) {
                const auto at = places.find(effect.value());
                if (at != places.end())
                    chain.edges.push_back({place, at->second});
                else if (family || m_rows.contains(effect.value()))
                    ++node.hiddenEffects;
            }
        }
        return chain;
    }

    const EventLog &m_log;
    ChainLimits m_limits;
    std::stop_token m_stop;
    std::vector<Found> m_found; // in the order in which they were met
    std::unordered_set<std::uint32_t> m_rows;
    std::unordered_set<std::uint64_t> m_missing; // hashes of their ids
    bool m_isFull = false;
};

EventChain correlationChain(const EventLog &log, Row start, const ChainLimits &limits)
{
    const std::vector<Row> rows = log.rowsByCorrelationHash(log.correlationHash(start));
    EventChain chain;
    chain.kind = EventChain::Kind::Correlation;
    chain.total = static_cast<std::uint32_t>(rows.size());
    const std::size_t most = std::clamp<std::size_t>(limits.nodes, 1, rows.size());
    const auto at = static_cast<std::size_t>(std::lower_bound(rows.begin(), rows.end(), start)
                                             - rows.begin());
    // As many before it as behind it, as far as there are.
    const std::size_t first = std::min(at - std::min(at, most / 2), rows.size() - most);
    for (std::size_t i = 0; i < most; ++i) {
        chain.nodes.push_back({rows[first + i], kNoRow, 0, 0});
        if (i > 0)
            chain.edges.push_back(
                {static_cast<std::uint32_t>(i - 1), static_cast<std::uint32_t>(i)});
    }
    chain.nodes.front().hiddenCauses = static_cast<std::uint32_t>(first);
    chain.nodes.back().hiddenEffects = static_cast<std::uint32_t>(rows.size() - first - most);
    chain.start = static_cast<std::uint32_t>(at - first);
    return chain;
}

} // namespace

std::optional<std::uint32_t> EventChain::indexOf(Row row) const
{
    if (row == kNoRow)
        return std::nullopt;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].row == row)
            return i;
    }
    return std::nullopt;
}

EventChain chainOf(const EventLog &log, Row row, bool family, const ChainLimits &limits,
                   std::stop_token stop)
{
    EventChain chain = Gatherer(log, limits, stop).gather(row, family);
    const bool isAlone = chain.nodes.size() == 1 && chain.total == 1;
    if (!isAlone || stop.stop_requested() || log.correlationHash(row) == 0)
        return chain;
    EventChain correlated = correlationChain(log, row, limits);
    return correlated.nodes.size() > 1 ? correlated : chain;
}

} // namespace eventscope
