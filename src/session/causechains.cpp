// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/causechains.h"

#include "session/postto.h"

#include <utility>

namespace eventscope {

namespace {

// Of causes that are not in the store; each is one record to read.
constexpr int kMostMissingIds = 50;

} // namespace

struct CauseChains::Reading {
    std::shared_ptr<const Store> store;
    std::unique_ptr<RecordReader> reader;

    // Null if it cannot be read: then the chain goes without the id.
    std::unique_ptr<Record> read(const EventLog &log, Row row, const std::stop_token &stop)
    {
        if (!reader) {
            auto made = store->reader();
            if (!made)
                return nullptr;
            reader = std::move(*made);
        }
        auto record = reader->read(log.locator(row), stop);
        return record ? std::make_unique<Record>(std::move(*record)) : nullptr;
    }
};

CauseChains::CauseChains(QObject *parent)
    : QObject(parent)
{}

CauseChains::~CauseChains() = default;

void CauseChains::open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store)
{
    m_log = std::move(log);
    m_reading = std::make_shared<Reading>();
    m_reading->store = std::move(store);
}

void CauseChains::close()
{
    cancel();
    m_log.reset();
    m_reading.reset();
    m_answer.reset();
    Q_EMIT changed();
}

void CauseChains::cancel()
{
    ++m_request;
    m_isAsking = false;
    if (m_worker)
        m_worker->cancel();
}

void CauseChains::ask(const Question &question)
{
    if (!m_log || question.row.value() >= m_log->rowCount())
        return;
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_isAsking = true;
    m_worker->submit([this, question, request = ++m_request, log = m_log,
                      reading = m_reading](std::stop_token stop) {
        auto answer = std::make_shared<Answer>();
        answer->question = question;
        ChainLimits limits;
        limits.nodes = question.nodes;
        answer->chain = chainOf(*log, question.row, question.family, limits, stop);
        int left = kMostMissingIds;
        for (const EventChain::Node &node : answer->chain.nodes) {
            if (stop.stop_requested())
                return;
            std::string &id = answer->missingIds.emplace_back();
            if (node.row != kNoRow || left-- <= 0)
                continue;
            if (const auto record = reading->read(*log, node.namedBy, stop))
                id = record->causationId;
        }
        if (answer->chain.kind == EventChain::Kind::Correlation) {
            if (const auto record = reading->read(*log, question.row, stop))
                answer->correlation = record->correlationId;
        }
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, answer] {
            if (request != m_request)
                return;
            m_isAsking = false;
            m_answer = answer;
            Q_EMIT changed();
        });
    });
}

} // namespace eventscope
