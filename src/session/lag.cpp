// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lag.h"

#include "base/process.h"
#include "session/postto.h"

#include <utility>

namespace eventscope {

namespace {
constexpr int kRefreshMilliseconds = 2000;
}

Lag::Lag(QObject *parent)
    : QObject(parent)
{
    m_again.setInterval(kRefreshMilliseconds);
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
    if (m_isWanted)
        refresh();
}

void Lag::close()
{
    ++m_run;
    m_worker.cancel();
    m_log.reset();
    m_store.reset();
    m_consumers.clear();
    m_error.reset();
    m_isKnown = false;
    takeTimer();
    Q_EMIT changed();
}

void Lag::grew()
{
    // A burst of events is one refresh: the next one begins when this one has ended.
    if (m_isWanted && m_worker.idle())
        refresh();
}

void Lag::setWanted(bool wanted)
{
    if (wanted == std::exchange(m_isWanted, wanted))
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

void Lag::takeTimer()
{
    if (m_log && m_isWanted && m_isFollowing)
        m_again.start();
    else
        m_again.stop();
}

void Lag::refresh()
{
    if (!m_log)
        return;
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store](std::stop_token stop) {
        setHaste(Haste::Gather);
        const auto checkpoints = store->checkpoints();
        auto consumers = std::make_shared<std::vector<Consumer>>();
        std::optional<Error> error;
        if (checkpoints)
            *consumers = consumersOf(*log, *checkpoints);
        else
            error = checkpoints.error();
        if (stop.stop_requested())
            return;
        postTo(this, [this, run, consumers, error] {
            if (run != m_run)
                return;
            m_isKnown = true;
            m_error = error;
            // What was read before stays in sight where it cannot be read now.
            if (!error)
                m_consumers = std::move(*consumers);
            Q_EMIT changed();
        });
    });
}

} // namespace eventscope
