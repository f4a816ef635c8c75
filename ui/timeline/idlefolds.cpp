// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/idlefolds.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace eventscope::ui {

namespace {

constexpr std::int64_t kFoldedFrom = 3;   // times the width of a folded gap
constexpr std::int64_t kMarginShare = 12; // of a folded gap's width, on both sides
constexpr int kMostLevel = 50;            // 2^50 microseconds a pixel are 35 years

__extension__ typedef __int128 Wide; // products of two lengths

} // namespace

Folds::Folds(const std::vector<IdleGap> &gaps, std::int64_t length)
    : m_length(length)
{
    std::int64_t removed = 0;
    m_folds.reserve(gaps.size());
    for (const IdleGap &gap : gaps) {
        m_folds.push_back({gap, gap.start - removed});
        removed += gap.length() - length;
    }
}

std::int64_t Folds::placeAmong(std::span<const Fold> folds, std::int64_t time,
                               std::int64_t before) const
{
    const auto after = std::upper_bound(folds.begin(), folds.end(), time,
                                        [](std::int64_t t, const Fold &fold) {
                                            return t < fold.gap.start;
                                        });
    if (after == folds.begin())
        return time - before;
    const Fold &fold = *std::prev(after);
    if (time >= fold.gap.end)
        return fold.place + m_length + (time - fold.gap.end);
    return fold.place
           + static_cast<std::int64_t>(Wide{time - fold.gap.start} * m_length / fold.gap.length());
}

std::int64_t Folds::timeAt(std::int64_t place) const
{
    const auto after = std::upper_bound(m_folds.begin(), m_folds.end(), place,
                                        [](std::int64_t p, const Fold &fold) {
                                            return p < fold.place;
                                        });
    if (after == m_folds.begin())
        return place;
    const Fold &fold = *std::prev(after);
    const std::int64_t within = place - fold.place;
    if (within >= m_length)
        return fold.gap.end + (within - m_length);
    // Rounded up, so that it leads back to the same place.
    return fold.gap.start
           + static_cast<std::int64_t>((Wide{within} * fold.gap.length() + m_length - 1)
                                       / m_length);
}

std::span<const Folds::Fold> Folds::within(std::int64_t from, std::int64_t to) const
{
    const auto first = std::partition_point(m_folds.begin(), m_folds.end(),
                                            [&](const Fold &fold) { return fold.gap.end <= from; });
    const auto last = std::partition_point(first, m_folds.end(),
                                           [&](const Fold &fold) { return fold.gap.start < to; });
    return {first, last};
}

int FoldLevels::levelOf(double microsAPixel)
{
    return std::clamp(static_cast<int>(std::floor(std::log2(std::max(microsAPixel, 1.0)))), 0,
                      kMostLevel);
}

std::shared_ptr<const Folds> FoldLevels::at(int level) const
{
    const auto [known, isNew] = m_levels.try_emplace(level);
    if (isNew) {
        const std::int64_t length = std::int64_t{kWidest} << level;
        // The marks at both ends get some room.
        const std::int64_t margin = length / kMarginShare;
        std::vector<IdleGap> folded;
        for (const IdleGap &gap : m_gaps) {
            if (gap.length() > kFoldedFrom * length)
                folded.push_back({gap.start + margin, gap.end - margin});
        }
        if (!folded.empty())
            known->second = std::make_shared<const Folds>(folded, length);
    }
    return known->second;
}

} // namespace eventscope::ui
