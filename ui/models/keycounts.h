// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projection/projectionsnapshot.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope::ui {

// How many events each key of a projection has had up to a row, and which was its last one. Moving to a row near by costs what lies between.
class KeyCounts
{
public:
    KeyCounts() = default;
    // As of before the first event.
    explicit KeyCounts(std::shared_ptr<const ProjectionSnapshot> snapshot);
    // Rows and changes that making one looks at, beside its keys.
    static std::uint64_t costOf(const ProjectionSnapshot &snapshot);

    // Rows that a move to there looks at: from here, the beginning or the end, whichever is nearest.
    std::uint32_t distanceTo(Row row) const;
    // kNoRow: before the first event. False if it was stopped; it stands somewhere between then.
    bool moveTo(Row row, std::stop_token stop = {});

    const std::shared_ptr<const ProjectionSnapshot> &snapshot() const { return m_snapshot; }
    // The keys that have an event by then: the first so many.
    std::uint32_t keyCount() const { return m_keys; }
    std::uint32_t eventsOf(std::uint32_t key) const { return m_events[key]; }
    Row lastOf(std::uint32_t key) const { return m_last[key]; } // kNoRow without one

private:
    void clear();
    void takeEnd();
    void indexProgram();
    void takeRow(std::uint32_t row);
    void takeBackRow(std::uint32_t row);

    std::shared_ptr<const ProjectionSnapshot> m_snapshot;
    std::uint32_t m_rows = 0; // counted: those before it
    std::uint32_t m_keys = 0;
    std::vector<std::uint32_t> m_events;
    std::vector<Row> m_last;
    // Of programs, whose events may change several keys each: those of row i are m_changed[m_changes[i]] to before m_changed[m_changes[i + 1]].
    std::vector<std::uint32_t> m_changes;
    std::vector<std::uint32_t> m_changed;
};

// First: in the order in which they first came.
enum class KeySort : std::uint8_t { First, Key, Events, Last };

struct KeyOrderQuestion {
    std::string search; // a part of the key, ASCII letters in any case; empty: all
    KeySort sort = KeySort::First;
    bool isDescending = false;
    bool operator==(const KeyOrderQuestion &) const = default;
};

// The keys that are there, by their index in the snapshot. Any thread; incomplete, and to be dropped, once the token stopped.
std::vector<std::uint32_t> orderKeys(const KeyCounts &counts, const KeyOrderQuestion &question,
                                     std::stop_token stop = {});

} // namespace eventscope::ui
