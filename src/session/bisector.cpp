// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/bisector.h"

#include "session/postto.h"

#include <memory>
#include <utility>

namespace eventscope {

Bisector::Bisector(StateQueries &states, QObject *parent)
    : QObject(parent)
    , m_states(states)
{
    connect(&m_states, &StateQueries::subjectChanged, this, &Bisector::cancel);
}

Bisector::~Bisector() = default;

void Bisector::close()
{
    cancel();
    m_worker.submit([this](std::stop_token) { m_box.close(); });
}

void Bisector::cancel()
{
    ++m_request;
    m_worker.cancel();
    if (!std::exchange(m_searching, false))
        return;
    Q_EMIT searchingChanged();
}

void Bisector::search(const std::string &predicate, bool linear)
{
    cancel();
    if (m_states.sequence().empty())
        return;
    m_searching = true;
    Q_EMIT searchingChanged();
    m_worker.submit([this, request = m_request, question = m_states.question(), predicate,
                     linear](std::stop_token stop) {
        auto answer = std::make_shared<Result<Bisection>>(Bisection());
        const auto replay = m_box.open(question, stop);
        if (replay) {
            (*replay)->watchBisection([this, request](const BisectionProgress &progress) {
                postTo(this, [this, request, progress] {
                    if (request == m_request)
                        Q_EMIT progressed(progress);
                });
            });
            *answer = (*replay)->bisect(predicate, linear, stop);
        } else {
            *answer = fail(replay.error());
        }
        // Searches are rare: the process and the connection need not wait for the next one.
        m_box.close();
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, answer] {
            if (request != m_request)
                return;
            m_searching = false;
            Q_EMIT searchingChanged();
            if (*answer)
                Q_EMIT found(answer->value());
            else
                Q_EMIT failed(answer->error());
        });
    });
}

} // namespace eventscope
