// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/showncorrelation.h"

#include "query/parser.h"
#include "session/postto.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

const Condition *correlationIn(const Expression &expression)
{
    if (expression.kind == Expression::Kind::Condition) {
        const Condition &condition = *expression.condition;
        const bool isOne = condition.field == Field::Correlation && condition.op == Operator::Equal
                           && !condition.pattern.hasWildcard();
        return isOne ? &condition : nullptr;
    }
    if (expression.kind != Expression::Kind::And)
        return nullptr;
    for (const Expression &part : expression.parts) {
        if (const Condition *const condition = correlationIn(part))
            return condition;
    }
    return nullptr;
}

ShownCorrelation::Contents contentsOf(const EventLog &log, const std::string &id)
{
    ShownCorrelation::Contents contents;
    contents.id = id;
    const std::vector<Row> rows = log.rowsByCorrelation(id);
    contents.events = static_cast<std::uint32_t>(rows.size());
    if (rows.empty())
        return contents;
    contents.first = rows.front();
    contents.last = rows.back();
    for (const Row row : rows) {
        if (const Time time = log.time(row); time != kNoTime) {
            const bool isFirst = contents.firstTime == kNoTime;
            contents.firstTime = isFirst ? time : std::min(contents.firstTime, time);
            contents.lastTime = isFirst ? time : std::max(contents.lastTime, time);
        }
        const StreamId stream = log.stream(row);
        if (stream == kNoStream) {
            ++contents.withoutStream;
            continue;
        }
        auto known = contents.rows.find(stream.value());
        if (known == contents.rows.end()) {
            // Of streams that get no lane only that there are so many.
            known = contents.rows.try_emplace(stream.value()).first;
            if (contents.shown.size() == ShownCorrelation::kMostStreams)
                continue;
            contents.shown.push_back(stream);
            known->second.push_back(row);
        } else if (!known->second.empty()) {
            known->second.push_back(row);
        }
    }
    contents.streams = static_cast<std::uint32_t>(contents.rows.size());
    return contents;
}

} // namespace

ShownCorrelation::ShownCorrelation(QObject *parent)
    : QObject(parent)
{}

ShownCorrelation::~ShownCorrelation() = default;

void ShownCorrelation::open(std::shared_ptr<const EventLog> log)
{
    m_log = std::move(log);
    look();
}

void ShownCorrelation::close()
{
    m_log.reset();
    m_filter.clear();
    m_id.reset();
    look();
}

void ShownCorrelation::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    const auto parsed = parseFilter(text.toStdString());
    if (!parsed)
        return; // half-written: the events shown stay those of before, too
    const Condition *const condition = correlationIn(parsed->root);
    const auto id = condition ? std::optional(condition->pattern.parts().front()) : std::nullopt;
    if (id == m_id)
        return;
    m_id = id;
    look();
}

void ShownCorrelation::grow()
{
    // What is on its way first: it would never arrive if every batch asked anew.
    if (m_log && m_id && !m_isLooking && m_log->rowCount() != m_lookedAt)
        look();
}

void ShownCorrelation::look()
{
    ++m_request;
    m_isLooking = false;
    if (!m_log || !m_id || m_id->empty()) {
        if (m_worker)
            m_worker->cancel();
        return take(nullptr);
    }
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_isLooking = true;
    m_lookedAt = m_log->rowCount();
    m_worker->submit([this, log = m_log, id = *m_id, request = m_request](std::stop_token stop) {
        auto contents = std::make_shared<const Contents>(contentsOf(*log, id));
        if (stop.stop_requested())
            return;
        postTo(this, [this, contents, request] {
            if (request != m_request)
                return;
            m_isLooking = false;
            take(contents->events == 0 ? nullptr : contents);
            grow();
        });
    });
}

void ShownCorrelation::take(std::shared_ptr<const Contents> contents)
{
    const bool isSame = m_contents == contents
                        || (m_contents && contents && m_contents->id == contents->id
                            && m_contents->events == contents->events);
    m_contents = std::move(contents);
    if (!isSame)
        Q_EMIT changed();
}

} // namespace eventscope
