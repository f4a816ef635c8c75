// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keycounts.h"

#include "base/sortunlessstopped.h"
#include "models/streamorder.h"

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kLookEvery = 65'536;

} // namespace

KeyCounts::KeyCounts(std::shared_ptr<const ProjectionSnapshot> snapshot)
    : m_snapshot(std::move(snapshot))
{
    if (m_snapshot && m_snapshot->kind == ProjectionSnapshot::Kind::Program)
        indexProgram();
    clear();
}

std::uint64_t KeyCounts::costOf(const ProjectionSnapshot &snapshot)
{
    if (snapshot.kind != ProjectionSnapshot::Kind::Program)
        return 0;
    std::uint64_t cost = snapshot.rows;
    for (const auto &states : snapshot.programStates)
        cost += states.size();
    return cost;
}

// Counted by row, then put into place, key after key.
void KeyCounts::indexProgram()
{
    m_changes.assign(m_snapshot->rows + std::size_t{1}, 0);
    for (const auto &states : m_snapshot->programStates) {
        for (const auto &state : states)
            ++m_changes[state.row.value()];
    }
    std::uint32_t before = 0;
    for (std::uint32_t &change : m_changes)
        before += std::exchange(change, before);
    m_changed.resize(before);
    std::vector<std::uint32_t> next = m_changes;
    for (std::uint32_t key = 0; key < m_snapshot->programStates.size(); ++key) {
        for (const auto &state : m_snapshot->programStates[key])
            m_changed[next[state.row.value()]++] = key;
    }
}

void KeyCounts::clear()
{
    const std::size_t keys = m_snapshot ? m_snapshot->partitions.size() : 0;
    m_events.assign(keys, 0);
    m_last.assign(keys, kNoRow);
    m_rows = 0;
    m_keys = 0;
}

void KeyCounts::takeEnd()
{
    const bool isProgram = !m_changes.empty();
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        m_events[i] = isProgram ? static_cast<std::uint32_t>(m_snapshot->programStates[i].size())
                                : m_snapshot->partitions[i].events;
        m_last[i] = m_snapshot->partitions[i].last;
    }
    m_rows = m_snapshot->rows;
    m_keys = static_cast<std::uint32_t>(m_events.size());
}

std::uint32_t KeyCounts::distanceTo(Row row) const
{
    if (!m_snapshot)
        return 0;
    const std::uint32_t rows = row == kNoRow ? 0 : std::min(row.value() + 1, m_snapshot->rows);
    const std::uint32_t walk = rows > m_rows ? rows - m_rows : m_rows - rows;
    return std::min({walk, rows, m_snapshot->rows - rows});
}

bool KeyCounts::moveTo(Row row, std::stop_token stop)
{
    if (!m_snapshot)
        return true;
    const std::uint32_t rows = row == kNoRow ? 0 : std::min(row.value() + 1, m_snapshot->rows);
    const std::uint32_t walk = rows > m_rows ? rows - m_rows : m_rows - rows;
    if (rows < walk)
        clear();
    if (m_snapshot->rows - rows < std::min(walk, rows))
        takeEnd();
    for (; m_rows < rows; ++m_rows) {
        if (m_rows % kLookEvery == 0 && stop.stop_requested())
            return false;
        takeRow(m_rows);
    }
    for (; m_rows > rows; --m_rows) {
        if (m_rows % kLookEvery == 0 && stop.stop_requested())
            return false;
        takeBackRow(m_rows - 1);
    }
    return true;
}

void KeyCounts::takeRow(std::uint32_t row)
{
    const auto take = [&](std::uint32_t key) {
        if (m_events[key]++ == 0)
            ++m_keys;
        m_last[key] = Row(row);
    };
    const ProjectionOutcome outcome = m_snapshot->outcomes[row];
    if (m_changes.empty()) {
        if (outcome.isHandled())
            take(outcome.partition());
        return;
    }
    for (std::uint32_t i = m_changes[row]; i < m_changes[row + 1]; ++i)
        take(m_changed[i]);
}

void KeyCounts::takeBackRow(std::uint32_t row)
{
    const auto takeBack = [&](std::uint32_t key, Row before) {
        if (--m_events[key] == 0)
            --m_keys;
        m_last[key] = before;
    };
    const ProjectionOutcome outcome = m_snapshot->outcomes[row];
    if (m_changes.empty()) {
        if (!outcome.isHandled())
            return;
        const std::uint32_t before = m_snapshot->previous[row];
        return takeBack(outcome.partition(),
                        before == ProjectionSnapshot::kNoPrevious ? kNoRow : Row(before));
    }
    for (std::uint32_t i = m_changes[row]; i < m_changes[row + 1]; ++i) {
        const std::uint32_t key = m_changed[i];
        const std::uint32_t left = m_events[key] - 1;
        takeBack(key, left == 0 ? kNoRow : m_snapshot->programStates[key][left - 1].row);
    }
}

std::vector<std::uint32_t> orderKeys(const KeyCounts &counts, const KeyOrderQuestion &question,
                                     std::stop_token stop)
{
    std::vector<std::uint32_t> keys;
    if (!counts.snapshot())
        return keys;
    const auto &partitions = counts.snapshot()->partitions;
    const std::string needle = foldedAscii(question.search);
    keys.reserve(counts.keyCount());
    for (std::uint32_t i = 0; i < counts.keyCount(); ++i) {
        if (i % kLookEvery == 0 && stop.stop_requested())
            return keys;
        if (needle.empty() || containsFolded(partitions[i].key, needle))
            keys.push_back(i);
    }
    const auto sort = [&](const auto &less) {
        // Those that are alike stay in the order in which they came.
        const auto whole = [&](std::uint32_t left, std::uint32_t right) {
            if (less(left, right))
                return !question.isDescending;
            if (less(right, left))
                return question.isDescending;
            return left < right;
        };
        sortUnlessStopped(keys, whole, stop);
    };
    switch (question.sort) {
    case KeySort::First:
        if (question.isDescending)
            std::reverse(keys.begin(), keys.end());
        break;
    case KeySort::Key:
        sort([&](std::uint32_t left, std::uint32_t right) {
            return partitions[left].key < partitions[right].key;
        });
        break;
    case KeySort::Events:
        sort([&](std::uint32_t left, std::uint32_t right) {
            return counts.eventsOf(left) < counts.eventsOf(right);
        });
        break;
    case KeySort::Last:
        sort([&](std::uint32_t left, std::uint32_t right) {
            return counts.lastOf(left) < counts.lastOf(right);
        });
        break;
    }
    return keys;
}

} // namespace eventscope::ui
