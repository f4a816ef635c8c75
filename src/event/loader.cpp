// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "event/loader.h"

#include "base/process.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace eventscope {

// Carries batches of one scan from the scanning thread (which sees it as its sink) over the refining threads to the appending one.
class LogLoader::Pipe : public BatchSink
{
public:
    Pipe(const RecordSource &source, EventLog &log, Progress &progress, std::stop_token stop)
        : m_source(source)
        , m_log(log)
        , m_progress(progress)
        , m_stop(std::move(stop))
    {
        const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
        const unsigned refiners = std::clamp(cores - 1, 1U, 4U);
        m_most = 2 * refiners + 4;
        for (unsigned i = 0; i < refiners; ++i)
            m_refiners.emplace_back([this] { refine(); });
        m_appender = std::thread([this] { append(); });
    }

    ~Pipe() override { close(); }

    std::unique_ptr<RecordBatch> next() override
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock,
                    [this] { return m_inFlight < m_most || m_full || m_stop.stop_requested(); });
        if (m_full || m_stop.stop_requested())
            return nullptr;
        ++m_inFlight;
        if (m_free.empty())
            return std::make_unique<RecordBatch>();
        auto batch = std::move(m_free.back());
        m_free.pop_back();
        return batch;
    }

    void push(std::unique_ptr<RecordBatch> batch) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_scanned.emplace_back(m_nextNumber++, std::move(batch));
        }
        m_work.notify_one();
    }

    // Waits until everything pushed is in the log.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_work.notify_all();
        m_ordered.notify_one();
        for (std::thread &refiner : m_refiners)
            refiner.join();
        m_refiners.clear();
        if (m_appender.joinable())
            m_appender.join();
    }

    bool logIsFull() const
    {
        const std::lock_guard lock(m_mutex);
        return m_full;
    }

private:
    void refine()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_work.wait(lock,
                        [this] { return !m_scanned.empty() || m_closed || m_log.hasPartToSeal(); });
            if (m_scanned.empty()) {
                // Nothing to refine: get ahead with what would otherwise be left for the end.
                lock.unlock();
                const bool sealed = m_log.sealPart();
                lock.lock();
                if (!sealed && m_closed && m_scanned.empty())
                    return;
                continue;
            }
            auto [number, batch] = std::move(m_scanned.front());
            m_scanned.pop_front();
            lock.unlock();
            m_source.refine(*batch);
            batch->columns.make(batch->events);
            lock.lock();
            m_refined.emplace(number, std::move(batch));
            if (number == m_appending)
                m_ordered.notify_one();
        }
    }

    void append()
    {
        std::unique_lock lock(m_mutex);
        for (;; ++m_appending) {
            m_ordered.wait(lock, [this] {
                return (!m_refined.empty() && m_refined.begin()->first == m_appending)
                       || (m_closed && m_appending == m_nextNumber);
            });
            if (m_refined.empty())
                return;
            auto batch = std::move(m_refined.begin()->second);
            m_refined.erase(m_refined.begin());
            lock.unlock();
            const bool fits = m_log.append(*batch);
            m_progress.done.store(batch->progressDone, std::memory_order_relaxed);
            batch->clear();
            lock.lock();
            m_full = m_full || !fits;
            --m_inFlight;
            m_free.push_back(std::move(batch));
            m_room.notify_one();
            if (m_log.hasPartToSeal())
                m_work.notify_one();
        }
    }

    const RecordSource &m_source;
    EventLog &m_log;
    Progress &m_progress;
    std::stop_token m_stop;
    std::size_t m_most = 8;

    mutable std::mutex m_mutex;
    std::condition_variable m_room; // for another batch; the scanning thread waits
    std::condition_variable m_work; // to refine or to sort; the refining threads wait
    // The batch that comes next is refined; the appending thread waits.
    std::condition_variable m_ordered;
    std::deque<std::pair<std::uint64_t, std::unique_ptr<RecordBatch>>> m_scanned;
    std::map<std::uint64_t, std::unique_ptr<RecordBatch>> m_refined;
    std::vector<std::unique_ptr<RecordBatch>> m_free;
    std::uint64_t m_nextNumber = 0; // of the batch that the scan makes next
    std::uint64_t m_appending = 0;  // of the batch that goes into the log next
    std::size_t m_inFlight = 0;
    bool m_closed = false;
    bool m_full = false;
    std::vector<std::thread> m_refiners;
    std::thread m_appender;
};

LogLoader::LogLoader(std::shared_ptr<RecordSource> source, EventLog &log,
                     std::chrono::milliseconds pollInterval)
    : m_source(std::move(source))
    , m_log(log)
    , m_pollInterval(pollInterval)
{}

LogLoader::~LogLoader()
{
    m_stop.request_stop();
    if (m_thread.joinable())
        m_thread.join();
}

void LogLoader::start(bool yields)
{
    if (m_thread.joinable())
        return;
    m_thread = std::thread([this, yields] {
        if (yields)
            setHaste(Haste::Gather);
        run(m_stop.get_token());
    });
}

void LogLoader::stop()
{
    m_stop.request_stop();
}

void LogLoader::setFollowing(bool following)
{
    m_following.store(following, std::memory_order_relaxed);
    m_changed.notify_all();
}

std::optional<Error> LogLoader::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

LogLoader::State LogLoader::waitUntilLoaded(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return state() != State::Loading; })) {
        m_stop.request_stop();
        m_changed.wait(lock, [this] { return state() != State::Loading; });
    }
    return state();
}

void LogLoader::finish(State state, std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
        m_state.store(state, std::memory_order_release);
    }
    m_changed.notify_all();
}

Result<void> LogLoader::scanOnce(std::stop_token stop)
{
    m_progress.total.store(m_source->progressTotal(), std::memory_order_relaxed);
    Pipe pipe(*m_source, m_log, m_progress, stop);
    Result<void> scanned = m_source->scan(pipe, stop);
    pipe.close();
    m_log.seal();
    if (scanned && pipe.logIsFull()) {
        return fail(ErrorCode::Limit, "The store holds more events than Eventscope can index ("
                                          + std::to_string(m_log.rowCount()) + " were loaded).");
    }
    return scanned;
}

void LogLoader::run(std::stop_token stop)
{
    const auto failed = [&](Error error) {
        if (stop.stop_requested() || error.code == ErrorCode::Cancelled)
            finish(State::Stopped);
        else
            finish(error.code == ErrorCode::Changed ? State::Replaced : State::Failed,
                   std::move(error));
    };
    if (auto loaded = scanOnce(stop); !loaded)
        return failed(std::move(loaded).error());
    if (stop.stop_requested())
        return finish(State::Stopped);
    releaseFreeMemory(); // once: what follows is little
    finish(State::Loaded);

    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait_for(lock, stop, m_pollInterval, [] { return false; });
        }
        if (stop.stop_requested())
            break;
        if (!following())
            continue;
        const auto change = m_source->change();
        if (!change)
            return failed(change.error());
        if (*change == SourceChange::Replaced) {
            return failed(
                Error(
                    ErrorCode::Changed,
                    m_source->info().name
                        + " was changed by another program; open it again to see what it holds now.")
                    .at(m_source->info().location));
        }
        if (*change == SourceChange::Appended) {
            if (auto scanned = scanOnce(stop); !scanned)
                return failed(std::move(scanned).error());
        }
    }
    finish(State::Stopped);
}

} // namespace eventscope
