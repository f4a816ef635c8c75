// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/changesofevents.h"

#include "session/postto.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

// So many events between two that are asked for are rather folded along than begun anew.
constexpr std::uint32_t kGap = 32;

using Ordinals = std::vector<std::pair<std::uint32_t, Row>>;

// Where the rows stand in the stream, ascending; those that do not are left out. A stream's own order may differ from the global one.
Ordinals ordinalsOf(const Sequence &sequence, std::vector<Row> rows)
{
    Ordinals found;
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    std::vector<Row> missed;
    for (const Row row : rows) {
        std::uint32_t low = 0;
        std::uint32_t high = sequence.size();
        while (low < high) {
            const std::uint32_t middle = low + (high - low) / 2;
            if (sequence.row(middle) < row)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < sequence.size() && sequence.row(low) == row)
            found.emplace_back(low, row);
        else
            missed.push_back(row);
    }
    for (std::uint32_t i = 0; i < sequence.size() && !missed.empty(); ++i) {
        if (std::binary_search(missed.begin(), missed.end(), sequence.row(i)))
            found.emplace_back(i, sequence.row(i));
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

Result<std::vector<ChangesOfEvents::Changes>> changesOf(Replay &replay, const Ordinals &wanted,
                                                        std::stop_token stop)
{
    std::vector<ChangesOfEvents::Changes> all;
    for (std::size_t begin = 0; begin < wanted.size();) {
        std::size_t end = begin + 1;
        while (end < wanted.size() && wanted[end].first - wanted[end - 1].first <= kGap)
            ++end;
        const std::uint32_t first = wanted[begin].first;
        auto events = replay.changes(first, wanted[end - 1].first - first + 1, stop);
        if (!events)
            return fail(std::move(events).error());
        for (; begin < end; ++begin) {
            ChangesOfEvents::Changes &changes = all.emplace_back();
            changes.row = wanted[begin].second;
            const std::size_t index = wanted[begin].first - first;
            changes.isKnown = index < events->size();
            if (!changes.isKnown)
                continue;
            changes.leaves = std::move((*events)[index].changes);
            changes.problem = std::move((*events)[index].problem);
        }
    }
    return all;
}

} // namespace

ChangesOfEvents::ChangesOfEvents(StateQueries &states, QObject *parent)
    : QObject(parent)
    , m_states(states)
{
    connect(&m_states, &StateQueries::subjectChanged, this, [this] {
        m_worker.cancel();
        ++m_request;
        Q_EMIT outdated();
    });
}

ChangesOfEvents::~ChangesOfEvents() = default;

void ChangesOfEvents::close()
{
    m_worker.submit([this](std::stop_token) { m_box.close(); });
}

void ChangesOfEvents::request(std::vector<Row> rows)
{
    if (!m_states.hasStream() || m_states.sequence().empty())
        return;
    m_worker.submit([this, request = ++m_request, question = m_states.question(),
                     rows = std::move(rows)](std::stop_token stop) mutable {
        auto changes = std::make_shared<Result<std::vector<Changes>>>(std::vector<Changes>());
        const auto replay = m_box.open(question, stop);
        if (replay)
            *changes = changesOf(**replay, ordinalsOf(question.sequence, std::move(rows)), stop);
        else
            *changes = fail(replay.error());
        if (stop.stop_requested())
            return;
        postTo(this, [this, request, changes] {
            if (request != m_request)
                return;
            if (*changes)
                Q_EMIT ready(changes->value());
            else
                Q_EMIT failed(changes->error());
        });
    });
}

} // namespace eventscope
