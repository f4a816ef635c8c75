// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/fieldhistories.h"

#include "session/postto.h"

#include <algorithm>
#include <utility>

namespace eventscope {

FieldHistories::FieldHistories(StateQueries &states, Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_states(states)
    , m_workspace(workspace)
{
    connect(&m_states, &StateQueries::streamChanged, this, [this] {
        // In another stream of the type the same field is of interest, but not the same element.
        m_listedAt.reset();
        if (!m_states.hasStream() || m_states.streamType() != m_listedType)
            unlist();
    });
    connect(&m_states, &StateQueries::subjectChanged, this, &FieldHistories::forget);
    connect(&m_states, &StateQueries::sequenceChanged, this, &FieldHistories::ask);
    connect(&m_workspace, &Workspace::pinsChanged, this, [this] {
        ask();
        Q_EMIT changed();
    });
}

FieldHistories::~FieldHistories() = default;

void FieldHistories::close()
{
    m_worker.submit([this](std::stop_token) { m_box.close(); });
}

std::vector<std::string> FieldHistories::pins() const
{
    return m_states.hasStream() ? m_workspace.pins(m_states.streamType())
                                : std::vector<std::string>();
}

bool FieldHistories::isPinned(const std::string &pointer) const
{
    return m_states.hasStream() && m_workspace.isPinned({m_states.streamType(), pointer});
}

Result<void> FieldHistories::pin(const std::string &pointer)
{
    return m_workspace.pin({m_states.streamType(), pointer});
}

void FieldHistories::unpin(const std::string &pointer)
{
    m_workspace.unpin({m_states.streamType(), pointer});
}

void FieldHistories::list(const std::string &pointer, std::optional<std::uint32_t> at)
{
    if (!m_states.hasStream())
        return;
    m_listed = pointer;
    m_listedAt = at;
    m_listedType = m_states.streamType();
    ask();
    Q_EMIT listedChanged();
}

void FieldHistories::unlist()
{
    if (!std::exchange(m_listed, std::nullopt))
        return;
    Q_EMIT listedChanged();
}

std::shared_ptr<const FieldHistories::History> FieldHistories::known(const Field &field) const
{
    const auto found = m_known.find(field);
    return found == m_known.end() ? nullptr : found->second;
}

std::shared_ptr<const FieldHistories::History> FieldHistories::pinned(
    const std::string &pointer) const
{
    return known({pointer, std::nullopt});
}

std::shared_ptr<const FieldHistories::History> FieldHistories::listedHistory() const
{
    return m_listed ? known({*m_listed, m_listedAt}) : nullptr;
}

// Another stream or reducer.
void FieldHistories::forget()
{
    m_worker.cancel();
    m_running = false;
    ++m_run;
    m_known.clear();
    ask();
    Q_EMIT changed();
}

// What is missing or of a shorter stream. A run goes to its end even if the stream grows meanwhile, or it might never get there.
void FieldHistories::ask()
{
    if (m_running || m_states.sequence().empty())
        return;
    std::vector<Field> missing;
    const auto want = [&](const Field &field) {
        const auto history = known(field);
        if (!history || history->events != m_states.sequence().size())
            missing.push_back(field);
    };
    if (m_listed)
        want({*m_listed, m_listedAt});
    for (const std::string &pointer : pins())
        want({pointer, std::nullopt});
    if (missing.empty())
        return;
    m_running = true;
    m_worker.submit([this, run = ++m_run, question = m_states.question(),
                     missing = std::move(missing)](std::stop_token stop) {
        const auto post = [this, run](std::function<void()> answer) {
            postTo(this, [this, run, answer = std::move(answer)] {
                if (run == m_run)
                    answer();
            });
        };
        const auto replay = m_box.open(question, stop);
        for (const Field &field : missing) {
            auto history = std::make_shared<History>();
            history->events = question.sequence.size();
            if (!replay) {
                history->error = replay.error();
            } else if (auto found = (*replay)->history(field.pointer, field.at, stop)) {
                history->field = std::move(*found);
            } else {
                history->error = found.error();
            }
            if (stop.stop_requested())
                return;
            post([this, field, history] { take(field, history); });
        }
        post([this] {
            m_running = false;
            ask();
        });
    });
}

void FieldHistories::take(const Field &field, std::shared_ptr<const History> history)
{
    m_known[field] = std::move(history);
    Q_EMIT changed();
}

} // namespace eventscope
