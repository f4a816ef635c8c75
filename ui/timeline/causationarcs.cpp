// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/causationarcs.h"

#include "session/postto.h"

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

using Arcs = std::vector<CausationArcs::Arc>;

void addArc(Arcs &arcs, const CausationArcs::Arc &arc)
{
    // Both ends may be selected. Some frameworks let an event that nothing caused name itself.
    const bool known = std::any_of(arcs.begin(), arcs.end(), [&](const CausationArcs::Arc &other) {
        return other.cause == arc.cause && other.effect == arc.effect;
    });
    if (!known && arc.cause != arc.effect && arcs.size() < CausationArcs::kMostArcs)
        arcs.push_back(arc);
}

} // namespace

CausationArcs::CausationArcs(QObject *parent)
    : QObject(parent)
{}

CausationArcs::~CausationArcs() = default;

void CausationArcs::setLog(const EventLog *log)
{
    ++m_request;
    m_worker.reset(); // waits
    m_log = log;
    m_rows.clear();
    m_arcs.clear();
    m_searching = false;
}

void CausationArcs::setEvents(std::vector<Row> rows)
{
    if (!m_log)
        return;
    if (rows.size() > kMostEvents)
        rows.resize(kMostEvents);
    m_rows = std::move(rows);
    if (!m_worker)
        m_worker = std::make_unique<NewestOnly>();
    m_searching = true;
    m_worker->submit(
        [this, log = m_log, events = m_rows, request = ++m_request](std::stop_token stop) {
            Arcs arcs;
            for (const Row row : events) {
                if (stop.stop_requested())
                    return;
                if (const std::uint64_t cause = log->causationHash(row); cause != 0) {
                    for (const Row other : log->rowsByIdHash(cause))
                        addArc(arcs, {other, row, false});
                }
            }
            for (const Row row : events) {
                if (stop.stop_requested())
                    return;
                if (const std::uint64_t id = log->idHash(row); id != 0) {
                    for (const Row other : log->rowsByCausationHash(id))
                        addArc(arcs, {row, other, true});
                }
            }
            postTo(this, [this, arcs = std::move(arcs), request] {
                if (request != m_request)
                    return;
                m_searching = false;
                if (std::exchange(m_arcs, arcs) != arcs)
                    Q_EMIT changed();
            });
        });
}

} // namespace eventscope::ui
