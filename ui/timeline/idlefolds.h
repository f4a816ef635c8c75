// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace eventscope::ui {

// Time between two neighbouring events, in microseconds UTC: nothing happened in (start, end).
struct IdleGap {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t length() const { return end - start; }
    bool operator==(const IdleGap &) const = default;
};

// An axis on which some gaps are shorter than they were. Times of the clock map to places on the
// folded axis and back: outside of the gaps a microsecond is a unit there, within one it is less.
// Monotone, and timeAt() leads back to the same place. Places before the first gap are times.
class Folds
{
public:
    struct Fold {
        IdleGap gap;
        std::int64_t place = 0; // of its start on the folded axis
    };

    // The gaps ascend and do not overlap; each is longer than `length` and becomes as long.
    Folds(const std::vector<IdleGap> &gaps, std::int64_t length);

    std::int64_t placeOf(std::int64_t time) const { return placeAmong(m_folds, time); }
    // The same, of a time for which the last fold that begins at or before it is one of these; of an
    // earlier one, the time itself less `before`.
    std::int64_t placeAmong(std::span<const Fold> folds, std::int64_t time,
                            std::int64_t before = 0) const;
    std::int64_t timeAt(std::int64_t place) const;
    // Those that reach into [from, to).
    std::span<const Fold> within(std::int64_t from, std::int64_t to) const;

private:
    std::int64_t m_length;
    std::vector<Fold> m_folds;
};

// Which gaps are folded depends on how near one looks: those that would take much of the view. So
// there is an axis for every zoom, in steps of two: with 2^level to 2^(level + 1) microseconds a
// pixel, gaps of more than three times the width of a folded one are folded. GUI thread.
class FoldLevels
{
public:
    static constexpr int kWidest = 96; // pixels of a folded gap; at least half as many

    explicit FoldLevels(std::vector<IdleGap> gaps) // ascending
        : m_gaps(std::move(gaps))
    {}
    const std::vector<IdleGap> &gaps() const { return m_gaps; }

    static int levelOf(double microsAPixel);
    std::shared_ptr<const Folds> at(int level) const; // null: nothing is folded

private:
    std::vector<IdleGap> m_gaps;
    mutable std::map<int, std::shared_ptr<const Folds>> m_levels; // those that were asked for
};

} // namespace eventscope::ui
