// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which idle gaps a TimelineScene folds.
#include "timeline/timelinescene.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr double kMargin = 0.02; // of the view, on both sides

} // namespace

void TimelineScene::setFolding(bool folding)
{
    if (folding == m_isFolding)
        return;
    m_isFolding = folding;
    m_unfolded.clear();
    if (folding)
        m_gaps.update(m_hidden);
    takeGaps();
}

void TimelineScene::unfold(const IdleGap &gap)
{
    m_unfolded.push_back(gap);
    takeGaps();
}

// New gaps, or others are wanted: the view keeps its ends.
void TimelineScene::takeGaps()
{
    m_levels.reset();
    if (m_isFolding && !m_gaps.gaps().empty()) {
        std::vector<IdleGap> gaps = m_gaps.gaps();
        std::erase_if(gaps, [&](const IdleGap &gap) {
            return std::any_of(m_unfolded.begin(), m_unfolded.end(), [&](const IdleGap &unfolded) {
                return unfolded.start < gap.end && gap.start < unfolded.end;
            });
        });
        if (!gaps.empty())
            m_levels = std::make_shared<const FoldLevels>(std::move(gaps));
    }
    if (m_log && m_log->rowCount() > 0)
        m_range = m_follows ? fitted(trackArea().width())
                            : folded(m_range).clampedTo(limits(trackArea().width()));
    markDirty();
}

TimelineRange TimelineScene::folded(const TimelineRange &range, int width) const
{
    return range.folded(m_mode == AxisMode::Time ? m_levels : nullptr, width);
}

// A margin by the clock would be wide beside what is folded.
TimelineRange TimelineScene::withMargin(const TimelineRange &range, int width) const
{
    const int margin = std::max(static_cast<int>(width * kMargin), kMarkSize);
    return folded(folded(range, width).widened(margin, width), width);
}

TimelineRange TimelineScene::fitted(int width) const
{
    if (!m_levels || m_mode == AxisMode::Position)
        return fittingRange(*m_log, m_mode);
    return withMargin(fittingRange(*m_log, m_mode, false), width);
}

TimelineRange TimelineScene::limits(int width) const
{
    if (!m_levels || m_mode == AxisMode::Position)
        return wholeRange(*m_log, m_mode);
    return withMargin(wholeRange(*m_log, m_mode, false), width);
}

void TimelineScene::layoutFolds()
{
    m_foldBands.clear();
    if (!m_range.folds())
        return;
    const int width = trackArea().width();
    for (const Folds::Fold &fold : m_range.folds()->within(m_range.start(), m_range.end()))
        m_foldBands.push_back({m_range.column(fold.gap.start, width),
                               m_range.column(fold.gap.end, width), wholeGap(fold.gap)});
}

// Of which a part is folded.
IdleGap TimelineScene::wholeGap(const IdleGap &part) const
{
    const std::vector<IdleGap> &gaps = m_gaps.gaps();
    const auto after = std::partition_point(gaps.begin(), gaps.end(), [&](const IdleGap &gap) {
        return gap.start <= part.start;
    });
    return after == gaps.begin() ? part : *std::prev(after);
}

} // namespace eventscope::ui
