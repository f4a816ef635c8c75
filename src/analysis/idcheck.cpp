// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/idcheck.h"

#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <map>
#include <mutex>
#include <span>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kStopEvery = 65'536; // rows between two looks at the stop token
constexpr std::uint32_t kRowsAPart = 512
                                     * 1024; // of which the table, twice as large, stays in a cache
// Many causes that no event is are a habit of the system (ids of commands), few are a loss.
constexpr std::uint64_t kHabit = 20;

struct Pair {
    Row row;
    Row first; // that has the same id
};

// Hashes with the first row of each; open addressing, never full.
class HashTable
{
public:
    explicit HashTable(std::size_t entries)
        : m_hashes(std::bit_ceil(std::max<std::size_t>(entries * 2, 16)))
        , m_rows(m_hashes.size())
    {}
    // The row that came first with this hash, which is `row` itself for a new one.
    std::uint32_t insert(std::uint64_t hash, std::uint32_t row)
    {
        const std::size_t slot = find(hash);
        if (m_hashes[slot] == 0) {
            m_hashes[slot] = hash;
            m_rows[slot] = row;
        }
        return m_rows[slot];
    }
    bool contains(std::uint64_t hash) const { return m_hashes[find(hash)] == hash; }

private:
    std::size_t find(std::uint64_t hash) const
    {
        const std::size_t mask = m_hashes.size() - 1;
        std::size_t slot = hash & mask;
        while (m_hashes[slot] != 0 && m_hashes[slot] != hash)
            slot = (slot + 1) & mask;
        return slot;
    }
    std::vector<std::uint64_t> m_hashes; // 0: free
    std::vector<std::uint32_t> m_rows;
};

class IdChecker
{
public:
    IdChecker(const EventLog &log, std::uint32_t rowCount, const ReaderFactory &readers,
              const CheckOptions &options, const std::stop_token &stop)
        : m_log(log)
        , m_rowCount(rowCount)
        , m_readers(readers)
        , m_options(options)
        , m_stop(stop)
        , m_partBits(static_cast<unsigned>(
              std::bit_width(std::max<std::uint32_t>(rowCount / kRowsAPart, 1) - 1)))
    {}

    Result<std::vector<Observation>> run()
    {
        const std::uint32_t parts = 1U << m_partBits;
        std::atomic<std::uint32_t> next{0};
        runOnWorkers(workersFor(parts), [&] {
            for (;;) {
                const std::uint32_t part = next.fetch_add(1, std::memory_order_relaxed);
                if (part >= parts || m_stop.stop_requested())
                    return;
                checkPart(part);
            }
        });
        if (m_stop.stop_requested())
            return std::move(m_found);
        std::sort(m_twice.begin(), m_twice.end(),
                  [](const Pair &a, const Pair &b) { return a.row < b.row; });
        std::sort(m_missing.begin(), m_missing.end());
        if (auto confirmed = confirm(); !confirmed)
            return fail(std::move(confirmed).error());
        sayTwice();
        sayMissing();
        return std::move(m_found);
    }

private:
    bool isOfPart(std::uint64_t hash, std::uint32_t part) const
    {
        return m_partBits == 0 || hash >> (64 - m_partBits) == part;
    }

    void checkPart(std::uint32_t part)
    {
        const auto each = [&](const auto &hashOfRow, const auto &visit) {
            for (std::uint32_t row = 0; row < m_rowCount; ++row) {
                if (row % kStopEvery == 0 && m_stop.stop_requested())
                    return;
                const std::uint64_t hash = hashOfRow(Row(row));
                if (hash != 0 && isOfPart(hash, part))
                    visit(hash, row);
            }
        };
        const auto id = [this](Row row) { return m_log.idHash(row); };
        const auto cause = [this](Row row) { return m_log.causationHash(row); };
        std::size_t ids = 0;
        each(id, [&](std::uint64_t, std::uint32_t) { ++ids; });
        HashTable table(ids);
        std::vector<Pair> twice;
        each(id, [&](std::uint64_t hash, std::uint32_t row) {
            if (const std::uint32_t first = table.insert(hash, row); first != row)
                twice.push_back({Row(row), Row(first)});
        });
        std::vector<Row> missing;
        std::uint64_t resolved = 0;
        each(cause, [&](std::uint64_t hash, std::uint32_t row) {
            // Some frameworks let an event that nothing caused name itself.
            if (hash == m_log.idHash(Row(row)))
                return;
            if (table.contains(hash))
                ++resolved;
            else
                missing.emplace_back(row);
        });
        const std::lock_guard lock(m_mutex);
        m_twice.insert(m_twice.end(), twice.begin(), twice.end());
        m_missing.insert(m_missing.end(), missing.begin(), missing.end());
        m_resolved += resolved;
    }

    // Two ids may have the same hash. Of very many pairs the first ones are read: one in 2^64 is no reason to read them all.
    Result<void> confirm()
    {
        if (m_twice.empty())
            return {};
        auto reader = m_readers();
        if (!reader)
            return fail(std::move(reader).error());
        const std::size_t count = std::min(m_twice.size(), m_options.mostFindings);
        std::vector<Pair> sure;
        for (std::size_t i = 0; i < count && !m_stop.stop_requested(); ++i) {
            const auto one = (*reader)->read(m_log.locator(m_twice[i].first));
            if (!one)
                return fail(one.error());
            const auto other = (*reader)->read(m_log.locator(m_twice[i].row));
            if (!other)
                return fail(other.error());
            if (one->id == other->id)
                sure.push_back(m_twice[i]);
        }
        sure.insert(sure.end(), m_twice.begin() + static_cast<std::ptrdiff_t>(count),
                    m_twice.end());
        m_twice = std::move(sure);
        return {};
    }

    void sayTwice()
    {
        std::map<StreamId, std::size_t> known; // index in m_found
        for (const Pair &pair : m_twice) {
            const StreamId stream = m_log.stream(pair.row);
            const auto [place, isNew] = known.try_emplace(stream, m_found.size());
            if (!isNew) {
                ++m_found[place->second].count;
                continue;
            }
            Observation seen;
            seen.code = FindingCode::DuplicateId;
            seen.row = pair.row;
            seen.other = pair.first;
            seen.stream = stream;
            m_found.push_back(std::move(seen));
        }
    }

    void sayMissing()
    {
        if (m_missing.empty())
            return;
        const std::uint64_t missing = m_missing.size();
        Observation seen;
        seen.code = FindingCode::MissingCause;
        if (m_resolved == 0 || (missing >= kHabit && missing > m_resolved)) {
            seen.severity = Severity::Info;
            seen.row = m_missing.front();
            seen.count = missing;
            seen.text = (m_resolved == 0 ? "None of the " + std::to_string(missing)
                                         : std::to_string(missing) + " of the "
                                               + std::to_string(missing + m_resolved))
                        + " causation ids of this store, the first at "
                        + positionInWords(m_log, seen.row) + ", "
                        + (m_resolved == 0 ? "names an event" : "name no event")
                        + " of it: they are probably those of commands.";
            m_found.push_back(std::move(seen));
            return;
        }
        seen.severity = Severity::Warning;
        std::map<StreamId, std::size_t> known; // index in m_found
        for (const Row row : m_missing) {
            const StreamId stream = m_log.stream(row);
            const auto [place, isNew] = known.try_emplace(stream, m_found.size());
            if (!isNew) {
                ++m_found[place->second].count;
                continue;
            }
            seen.row = row;
            seen.stream = stream;
            m_found.push_back(seen);
        }
    }

    const EventLog &m_log;
    std::uint32_t m_rowCount;
    const ReaderFactory &m_readers;
    const CheckOptions &m_options;
    const std::stop_token &m_stop;
    unsigned m_partBits; // of a hash, from the top
    std::mutex m_mutex;  // guards what follows while the parts are checked
    std::vector<Pair> m_twice;
    std::vector<Row> m_missing;
    std::uint64_t m_resolved = 0;
    std::vector<Observation> m_found;
};

} // namespace

Result<std::vector<Observation>> checkIds(const EventLog &log, std::uint32_t rowCount,
                                          const ReaderFactory &readers, const CheckOptions &options,
                                          const std::stop_token &stop)
{
    return IdChecker(log, rowCount, readers, options, stop).run();
}

} // namespace eventscope
