// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/catalogue.h"

#include "base/process.h"
#include "session/postto.h"

#include <utility>

namespace eventscope {

namespace {

constexpr int kTickMilliseconds = 250;

} // namespace

Catalogue::Catalogue(QObject *parent)
    : QObject(parent)
{
    m_tick.setInterval(kTickMilliseconds);
    connect(&m_tick, &QTimer::timeout, this, &Catalogue::progressed);
}

Catalogue::~Catalogue() = default;

void Catalogue::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_store = std::move(store);
    if (std::exchange(m_isWanted, false))
        remake();
    Q_EMIT progressed();
}

void Catalogue::close()
{
    cancel();
    m_log.reset();
    m_store.reset();
    m_error.reset();
    m_isWanted = false;
    m_contents.reset();
    Q_EMIT changed();
}

void Catalogue::cancel()
{
    ++m_run;
    m_worker.cancel();
    m_tick.stop();
    if (std::exchange(m_isMaking, false))
        Q_EMIT progressed();
}

void Catalogue::want()
{
    if (!m_contents && !m_isMaking)
        remake();
    m_isWanted = !m_log;
}

void Catalogue::remake()
{
    if (!m_log)
        return;
    m_isMaking = true;
    m_error.reset();
    m_progress = std::make_shared<Progress>();
    m_tick.start();
    Q_EMIT progressed();
    m_worker.submit([this, run = ++m_run, log = m_log, store = m_store,
                     progress = m_progress](std::stop_token stop) {
        setHaste(Haste::Gather);
        auto contents = std::make_shared<Contents>();
        contents->transitions = transitionsOf(*log, stop);
        auto schemas = inferSchemas(
            *log, [&] { return store->reader(); }, SchemaOptions(), stop, progress.get());
        if (stop.stop_requested())
            return;
        std::optional<Error> error;
        if (schemas)
            contents->schemas = std::move(*schemas);
        else
            error = schemas.error();
        postTo(this, [this, run, contents, error] {
            if (run != m_run)
                return;
            m_isMaking = false;
            m_tick.stop();
            m_error = error;
            if (!error)
                m_contents = contents;
            Q_EMIT progressed();
            Q_EMIT changed();
        });
    });
}

} // namespace eventscope
