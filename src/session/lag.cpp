// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lag.h"

#include "base/process.h"
#include "session/postto.h"

#include <QDeadlineTimer>

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr qint64 kRefreshMilliseconds = 2000;
// A reading may take a tenth of the time.
constexpr qint64 kWaitForEachMillisecond = 9;
constexpr qint64 kMostWaitMilliseconds = 60'000;
constexpr std::size_t kMostCellBytes = 32 * 1024;

// For the eye, which needs no megabytes.
void shorten(QueueRows &rows)
{
    for (auto &row : rows.rows) {
        for (Payload &cell : row) {
            cell.raw.clear();
            if (cell.text.size() > kMostCellBytes) {
                cell.text.resize(kMostCellBytes);
                cell.text += "\u2026";
            }
        }
    }
}

} // namespace

Lag::Lag(QObject *parent)
    : QObject(parent)
{
    m_again.setInterval(static_cast<int>(kRefreshMilliseconds));
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (m_worker.idle())
            refresh();
    });
}

Lag::~Lag() = default;

void Lag::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    takeTimer();
    if (!m_wantedBy.empty())
        refresh();
}

void Lag::close()
{
    ++m_run;
    m_worker.cancel();
    m_log.reset();
    m_store.reset();
    m_contents = std::make_shared<const Contents>();
    m_error.reset();
    m_shownQueue.clear();
    m_isKnown = false;
    m_again.setInterval(static_cast<int>(kRefreshMilliseconds));
    takeTimer();
    Q_EMIT changed();
}

void Lag::grew()
{
    // A burst of events is one refresh: the next one begins when this one has ended. One that takes long waits for its turn.
    if (!m_wantedBy.empty() && m_worker.idle() && m_again.interval() <= kRefreshMilliseconds)
        refresh();
}

void Lag::setWanted(const QObject *by, bool wanted)
{
    const bool isNews = wanted ? m_wantedBy.insert(by).second : m_wantedBy.erase(by) > 0;
    if (!isNews)
        return;
    takeTimer();
    if (wanted)
        refresh();
}

void Lag::setFollowing(bool following)
{
    m_isFollowing = following;
    takeTimer();
}

void Lag::showQueue(const std::string &table)
{
    if (table == std::exchange(m_shownQueue, table) || table.empty())
        return;
    refresh();
}

void Lag::masksChanged()
{
    // Those of a queue that was shown before are kept, too.
    if (m_shownQueue.empty() && !m_contents->rows)
        return;
    auto contents = std::make_shared<Contents>(*m_contents);
    contents->rows.reset();
    m_contents = std::move(contents);
    Q_EMIT changed();
    refresh();
}

std::size_t Lag::troubles() const
{
    const auto consumers = std::count_if(m_contents->consumers.begin(), m_contents->consumers.end(),
                                         [](const Consumer &consumer) {
                                             return isTrouble(consumer.condition);
                                         });
    const auto queues = std::count_if(m_contents->queues.begin(), m_contents->queues.end(),
                                      [](const Queue &queue) { return isTrouble(queue); });
    return static_cast<std::size_t>(consumers + queues);
}

void Lag::takeTimer()
{
    const bool isAny = !m_isKnown || m_error || !m_contents->consumers.empty()
                       || !m_contents->queues.empty();
    if (m_log && !m_wantedBy.empty() && m_isFollowing && isAny)
        m_again.start();
    else
        m_again.stop();
}

std::optional<Error> Lag::read(const EventLog &log, const Store &store, Contents &contents)
{
    const auto checkpoints = store.checkpoints();
    if (!checkpoints)
        return checkpoints.error();
    contents.consumers = consumersOf(log, *checkpoints);
    auto queues = store.queues();
    if (!queues)
        return queues.error();
    contents.queues = std::move(*queues);
    if (contents.queue.empty())
        return std::nullopt;
    auto rows = store.queueRows(contents.queue, kMostQueueRows);
    if (!rows)
        return rows.error();
    shorten(*rows);
    contents.rows = std::move(*rows);
    return std::nullopt;
}

void Lag::refresh()
{
    if (!m_log)
        return;
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store,
                     queue = m_shownQueue](std::stop_token stop) {
        setHaste(Haste::Gather);
        auto contents = std::make_shared<Contents>();
        contents->queue = queue;
        const qint64 started = QDeadlineTimer::current().deadline();
        const std::optional<Error> error = read(*log, *store, *contents);
        const qint64 took = QDeadlineTimer::current().deadline() - started;
        if (stop.stop_requested())
            return;
        postTo(this, [this, run, contents, error, took] {
            if (run != m_run)
                return;
            m_again.setInterval(
                static_cast<int>(std::clamp(took * kWaitForEachMillisecond, kRefreshMilliseconds,
                                            kMostWaitMilliseconds)));
            take(contents, error);
        });
    });
}

void Lag::take(std::shared_ptr<const Contents> contents, std::optional<Error> error)
{
    m_isKnown = true;
    m_error = std::move(error);
    // What was read before stays in sight where it cannot be read now.
    if (!m_error)
        m_contents = std::move(contents);
    takeTimer();
    Q_EMIT changed();
}

bool isTrouble(const Queue &queue)
{
    return queue.holds == "dead letters" && queue.waiting > 0;
}

} // namespace eventscope
