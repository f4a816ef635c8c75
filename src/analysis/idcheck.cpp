// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/idcheck.h"

#include "base/json.h"
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

constexpr std::uint32_t kStopEvery = 65'536; // rows between two looks at the stop token
constexpr std::uint32_t kRowsAPart = 512
                                     * 1024; // of which the table, twice as large, stays in a cache
// So many causes that no event is, where none is one, or most of one type's are none, are a habit of the system (the ids of its
// commands); fewer are a loss.
constexpr std::uint32_t kHabit = 3;
constexpr std::size_t kMostReads = 200'000; // of events whose ids may be the same

struct Pair {
    Row row;
    Row first; // that has the same id
};

// Of the events of one type.
struct Causes {
    std::uint32_t resolved = 0;
    std::uint32_t missing = 0;
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
        , m_causes(log.typeCount())
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
        std::vector<Causes> causes(m_causes.size());
        each(cause, [&](std::uint64_t hash, std::uint32_t row) {
            // Some frameworks let an event that nothing caused name itself.
            if (hash == m_log.idHash(Row(row)))
                return;
            const std::uint32_t type = m_log.type(Row(row)).value();
            if (table.contains(hash)) {
                ++causes[type].resolved;
            } else {
                ++causes[type].missing;
                missing.emplace_back(row);
            }
        });
        const std::lock_guard lock(m_mutex);
        m_twice.insert(m_twice.end(), twice.begin(), twice.end());
        m_missing.insert(m_missing.end(), missing.begin(), missing.end());
        for (std::size_t type = 0; type < causes.size(); ++type) {
            m_causes[type].resolved += causes[type].resolved;
            m_causes[type].missing += causes[type].missing;
            m_resolved += causes[type].resolved;
        }
    }

    // An event that was read, as far as its id goes.
    struct Known {
        Row row;
        std::string id;
        std::string source; // of a CloudEvent
    };

    // Two ids may have the same hash, and CloudEvents of two sources the same id. Of very many pairs the first ones are read: if they all
    // have the same id, one in 2^64 is no reason to read the others.
    Result<void> confirm()
    {
        if (m_twice.empty())
            return {};
        auto reader = m_readers();
        if (!reader)
            return fail(std::move(reader).error());
        std::unordered_map<std::uint32_t, std::vector<Known>> known; // by the first row
        std::vector<Pair> sure;
        std::size_t refuted = 0;
        std::size_t next = 0;
        for (; next < m_twice.size() && !m_stop.stop_requested(); ++next) {
            if (refuted == 0 ? next >= m_options.mostFindings : next >= kMostReads)
                break;
            const Pair &pair = m_twice[next];
            std::vector<Known> &before = known[pair.first.value()];
            if (before.empty()) {
                auto first = knownOf(**reader, pair.first);
                if (!first)
                    return fail(std::move(first).error());
                before.push_back(std::move(*first));
            }
            auto now = knownOf(**reader, pair.row);
            if (!now)
                return fail(std::move(now).error());
            const auto same = std::find_if(before.begin(), before.end(), [&](const Known &each) {
                return isSameId(each.id, now->id) && each.source == now->source;
            });
            if (same != before.end()) {
                sure.push_back({pair.row, same->row});
            } else {
                ++refuted;
                before.push_back(std::move(*now));
            }
        }
        // Of what was not read nothing is said where ids are the same in several sources.
        if (refuted == 0)
            sure.insert(sure.end(), m_twice.begin() + static_cast<std::ptrdiff_t>(next),
                        m_twice.end());
        m_twice = std::move(sure);
        return {};
    }

    Result<Known> knownOf(RecordReader &reader, Row row) const
    {
        const auto record = reader.read(m_log.locator(row), m_stop);
        if (!record)
            return fail(record.error());
        Known known{row, record->id, {}};
        if (record->metadata.text.find("\"specversion\"") == std::string::npos)
            return known;
        const auto envelope = JsonValue::parse(record->metadata.text);
        const JsonValue *const source = envelope ? envelope->find("source") : nullptr;
        if (source && source->kind() == JsonValue::Kind::String)
            known.source = source->text();
        return known;
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
        std::vector<Row> missing;
        std::copy_if(m_missing.begin(), m_missing.end(), std::back_inserter(missing),
                     [this](Row row) { return !isHabit(m_causes[m_log.type(row).value()]); });
        if (missing.empty() || (m_resolved == 0 && missing.size() >= kHabit))
            return;
        Observation seen;
        seen.code = FindingCode::MissingCause;
        if (m_resolved == 0) {
            seen.severity = Severity::Info;
            seen.row = missing.front();
            seen.count = missing.size();
            seen.text = "Event " + eventInWords(m_log, seen.row)
                        + " was caused by what no event of the store is"
                        + (missing.size() == 1 ? "" : ", and so was one other")
                        + ": these may be the ids of commands.";
            m_found.push_back(std::move(seen));
            return;
        }
        seen.severity = Severity::Warning;
        std::map<StreamId, std::size_t> known; // index in m_found
        for (const Row row : missing) {
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

    // What most events of a type name as their cause are then commands, or events of another store.
    static bool isHabit(const Causes &causes)
    {
        return causes.missing >= kHabit && causes.missing > causes.resolved;
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
    std::vector<Causes> m_causes; // by type
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
