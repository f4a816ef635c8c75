// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/search.h"

#include "base/parallel.h"
#include "query/conditiontext.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace eventscope {

namespace {

// Rows of a block: some megabytes of payload, so that a stop is seen and a first result shown within milliseconds.
constexpr std::uint32_t kBlockRows = 16'384;
// A thread is worth its start for this many blocks if they touch only columns (about 100 microseconds each).
constexpr std::size_t kColumnBlocksAThread = 8;
// A needle that fewer rows than one in this many have is rare: reading every row cannot be quicker.
constexpr std::uint64_t kRareOneIn = 64;
// Rows that are enough to tell what reading costs.
constexpr std::size_t kTrialRows = 512;

Error stopped()
{
    return Error(ErrorCode::Cancelled, "The search was stopped.");
}

} // namespace

// What one thread has of its own.
struct Search::Worker {
    const ColumnTest &columns;
    PayloadTest payloads;
    std::unique_ptr<RecordReader> reader; // made when a row needs it
    std::stop_token stop;
    std::vector<std::uint64_t> locators;
    std::vector<char> marks;
};

Search::Search(const ParsedFilter &filter, const EventLog &log,
               const Filter::ReaderFactory &readers, const Filter::Found &found, Progress *progress)
    : m_filter(filter)
    , m_log(log)
    , m_readers(readers)
    , m_found(found)
    , m_progress(progress)
{
    for (const auto &condition : filter.conditions) {
        if (condition->onColumns())
            continue;
        m_withMetadata = m_withMetadata || condition->field == Field::Meta;
        m_needsRecords = m_needsRecords
                         || (condition->field != Field::Meta && condition->field != Field::Data);
    }
    m_needles = needlesOf(filter.root);
}

Result<std::vector<Row>> Search::run(Row begin, Row end, std::stop_token stop)
{
    m_begin = begin.value();
    m_end = std::min(end.value(), m_log.rowCount());
    if (m_progress) {
        m_progress->total.store(m_end > m_begin ? m_end - m_begin : 0, std::memory_order_relaxed);
        m_progress->done.store(0, std::memory_order_relaxed);
    }
    if (m_begin >= m_end)
        return std::vector<Row>();
    m_blockCount = (m_end - m_begin - 1) / kBlockRows + 1;
    const std::stop_callback forward(stop, [this] { m_stop.request_stop(); });

    const auto columns = ColumnTest::bind(m_filter, m_log, begin, Row(m_end), stop);
    if (!columns)
        return fail(columns.error());
    const std::size_t blocksAThread = m_filter.root.onColumns ? kColumnBlocksAThread : 1;
    runOnWorkers(workersFor(m_blockCount / blocksAThread),
                 [&] { work(*columns, m_stop.get_token()); });

    if (m_error)
        return fail(std::move(*m_error));
    if (stop.stop_requested())
        return fail(stopped());
    return std::move(m_rows);
}

void Search::work(const ColumnTest &columns, const std::stop_token &stop)
{
    Worker worker{columns, PayloadTest(m_filter.root, columns), nullptr, stop, {}, {}};
    while (!stop.stop_requested()) {
        const std::uint32_t block = m_nextBlock.fetch_add(1, std::memory_order_relaxed);
        if (block >= m_blockCount)
            return;
        const std::uint32_t begin = m_begin + block * kBlockRows;
        std::vector<Row> matches;
        auto done = searchBlock(worker, Row(begin), std::min(kBlockRows, m_end - begin), matches);
        if (done && worker.payloads.tooHard())
            done = fail(tooHardError());
        if (!done)
            return giveUp(std::move(done).error());
        if (!stop.stop_requested())
            handOut(block, std::move(matches));
    }
}

Result<void> Search::searchBlock(Worker &worker, Row begin, std::uint32_t count,
                                 std::vector<Row> &matches)
{
    std::array<Truth, ColumnTest::kBlockRows> truths; // each call of evaluate() fills what is read
    std::vector<Row> undecided;
    for (std::uint32_t done = 0; done < count; done += ColumnTest::kBlockRows) {
        const std::uint32_t part = std::min(ColumnTest::kBlockRows, count - done);
        const std::uint32_t first = begin.value() + done;
        if (!worker.columns.evaluate(Row(first), std::span(truths).first(part)))
            return fail(tooHardError());
        for (std::uint32_t i = 0; i < part; ++i) {
            if (truths[i] == Truth::True)
                matches.emplace_back(first + i);
            else if (truths[i] == Truth::Unknown)
                undecided.emplace_back(first + i);
        }
    }
    if (undecided.empty())
        return {};
    const auto decided = static_cast<std::ptrdiff_t>(matches.size());
    if (auto searched = searchPayloads(worker, undecided, matches); !searched)
        return searched;
    std::inplace_merge(matches.begin(), matches.begin() + decided, matches.end());
    return {};
}

Result<void> Search::searchPayloads(Worker &worker, const std::vector<Row> &undecided,
                                    std::vector<Row> &matches)
{
    if (!worker.reader) {
        const std::lock_guard lock(m_readersMutex);
        auto reader = m_readers();
        if (!reader)
            return fail(std::move(reader).error());
        worker.reader = std::move(*reader);
    }
    std::span<const Row> rows = undecided;
    // Reading everything is tried on a few rows: with large payloads it may be very much dearer.
    const bool common = m_candidates.load(std::memory_order_relaxed)
                        > m_byNeedles.rows.load(std::memory_order_relaxed) / kRareOneIn;
    if (!m_needles.empty() && common && !m_byReading.isKnown() && rows.size() > kTrialRows) {
        if (auto tried = decide(worker, m_byReading, rows.first(kTrialRows), matches); !tried)
            return tried;
        rows = rows.subspan(kTrialRows);
    }
    return decide(worker, quickerWay(), rows, matches);
}

Search::Way &Search::quickerWay()
{
    if (m_needles.empty())
        return m_byReading;
    const bool bothKnown = m_byNeedles.isKnown() && m_byReading.isKnown();
    return bothKnown && m_byReading.cost() < m_byNeedles.cost() ? m_byReading : m_byNeedles;
}

Result<void> Search::decide(Worker &worker, Way &way, std::span<const Row> rows,
                            std::vector<Row> &matches)
{
    const auto start = std::chrono::steady_clock::now();
    std::vector<Row> candidates;
    std::span<const Row> toRead = rows;
    if (way.byNeedles) {
        auto found = withNeedle(worker, rows);
        if (!found)
            return fail(std::move(found).error());
        candidates = std::move(*found);
        toRead = candidates;
        m_candidates.fetch_add(candidates.size(), std::memory_order_relaxed);
    }
    if (!toRead.empty()) {
        auto read = m_needsRecords ? readRecords(worker, toRead, matches)
                                   : readPayloads(worker, toRead, matches);
        if (!read)
            return read;
    }
    const std::chrono::nanoseconds spent = std::chrono::steady_clock::now() - start;
    way.nanoseconds.fetch_add(static_cast<std::uint64_t>(spent.count()), std::memory_order_relaxed);
    way.rows.fetch_add(rows.size(), std::memory_order_relaxed);
    return {};
}

double Search::Way::cost() const
{
    return static_cast<double>(nanoseconds.load(std::memory_order_relaxed))
           / static_cast<double>(rows.load(std::memory_order_relaxed));
}

Result<void> Search::readPayloads(Worker &worker, std::span<const Row> rows,
                                  std::vector<Row> &matches)
{
    worker.locators.clear();
    for (const Row row : rows)
        worker.locators.push_back(m_log.locator(row));
    enum : char { kUnread, kNo, kYes };
    worker.marks.assign(rows.size(), kUnread);
    const auto visit = [&](std::size_t index, const RecordReader::View &view) {
        const bool match = worker.payloads.matches(rows[index], view.data, view.metadata);
        worker.marks[index] = match ? kYes : kNo;
        return !worker.payloads.tooHard();
    };
    if (auto read = worker.reader->readMany(worker.locators, m_withMetadata, visit, worker.stop);
        !read)
        return read;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // What could not be read is absent.
        const bool match = worker.marks[i] == kUnread ? worker.payloads.matches(rows[i], {}, {})
                                                      : worker.marks[i] == kYes;
        if (match)
            matches.push_back(rows[i]);
    }
    return {};
}

Result<void> Search::readRecords(Worker &worker, std::span<const Row> rows,
                                 std::vector<Row> &matches)
{
    for (const Row row : rows) {
        if (worker.stop.stop_requested() || worker.payloads.tooHard())
            return {};
        const auto record = worker.reader->read(m_log.locator(row), worker.stop);
        if (!record)
            return fail(record.error());
        if (worker.payloads.matches(row, record->data.text, record->metadata.text, &*record))
            matches.push_back(row);
    }
    return {};
}

// Those of the rows that may match: the ones whose data has a needle.
Result<std::vector<Row>> Search::withNeedle(Worker &worker, std::span<const Row> rows)
{
    worker.locators.clear();
    for (const Row row : rows)
        worker.locators.push_back(m_log.locator(row));
    worker.marks.assign(rows.size(), 0);
    for (const std::string &needle : m_needles) {
        const auto mark = [&](std::size_t index) { worker.marks[index] = 1; };
        if (auto done = worker.reader->prefilter(worker.locators, needle, mark, worker.stop); !done)
            return fail(std::move(done).error());
    }
    std::vector<Row> candidates;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (worker.marks[i])
            candidates.push_back(rows[i]);
    }
    return candidates;
}

void Search::handOut(std::uint32_t block, std::vector<Row> matches)
{
    const std::lock_guard lock(m_mutex);
    m_waiting.emplace(block, std::move(matches));
    std::vector<Row> batch;
    while (!m_waiting.empty() && m_waiting.begin()->first == m_handedOut) {
        const std::vector<Row> &next = m_waiting.begin()->second;
        batch.insert(batch.end(), next.begin(), next.end());
        m_waiting.erase(m_waiting.begin());
        ++m_handedOut;
    }
    m_rows.insert(m_rows.end(), batch.begin(), batch.end());
    if (m_found && !batch.empty())
        m_found(batch);
    if (m_progress) {
        const std::uint64_t done = std::uint64_t{m_handedOut} * kBlockRows;
        m_progress->done.store(std::min<std::uint64_t>(done, m_end - m_begin),
                               std::memory_order_relaxed);
    }
}

void Search::giveUp(Error error)
{
    {
        const std::lock_guard lock(m_mutex);
        // Workers that were stopped because another one failed have nothing to say.
        if (!m_error || m_error->code == ErrorCode::Cancelled)
            m_error = std::move(error);
    }
    m_stop.request_stop();
}

} // namespace eventscope
