// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "timeline/idlefolds.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace eventscope::ui {

enum class AxisMode : std::uint8_t {
    Time,     // units are microseconds UTC
    Position, // units are 1/1024 of a row, so that few rows can be panned smoothly
};

inline constexpr std::int64_t kUnitsPerRow = 1024;

// A row is drawn in the middle of its cell.
constexpr std::int64_t unitsOfRow(Row row)
{
    return std::int64_t{row.value()} * kUnitsPerRow + kUnitsPerRow / 2;
}

// What a view of an axis shows: [start, end), never empty. A value; every change gives another one.
//
// Units are 64-bit integers; only differences from the start become doubles, so that a microsecond
// of today stays exact. Starts and ends stay within +-kFarthest, so that no difference overflows.
//
// Of a time axis, long gaps without events may be folded. Starts, ends and all other units stay
// times of the clock; how far they stand from each other is a matter of the folded axis, and all
// that has to do with pixels, lengths, zooming and panning goes by that.
class TimelineRange
{
public:
    static constexpr std::int64_t kFarthest = std::int64_t{1} << 61;

    TimelineRange() = default;
    TimelineRange(std::int64_t start, std::int64_t end)
        : m_start(std::clamp(start, -kFarthest, kFarthest - 1))
        , m_end(std::clamp(end, m_start + 1, kFarthest))
    {}

    std::int64_t start() const { return m_start; }
    std::int64_t end() const { return m_end; }
    std::int64_t span() const { return m_end - m_start; } // by the clock
    bool contains(std::int64_t unit) const { return unit >= m_start && unit < m_end; }
    bool operator==(const TimelineRange &other) const
    {
        return m_start == other.m_start && m_end == other.m_end && m_levels == other.m_levels
               && m_folds == other.m_folds && m_foldWidth == other.m_foldWidth;
    }

    // --- folding ---
    // The same part of the clock, with the gaps folded that are long at this width. Null: none.
    TimelineRange folded(std::shared_ptr<const FoldLevels> levels, int width) const
    {
        TimelineRange range(m_start, m_end);
        range.m_levels = std::move(levels);
        range.m_foldWidth = range.m_levels ? std::max(width, 1) : 1;
        // The fewer units a pixel has, the more is folded; and the more is folded, the fewer units
        // it has. Of the levels that agree with what they bring about, the one that folds most.
        int level = 0;
        while (range.m_levels) {
            range.fold(range.m_levels->at(level));
            const int next = FoldLevels::levelOf(range.scale(range.m_foldWidth));
            if (next <= level)
                break;
            level = next;
        }
        return range;
    }
    // Made from one that was, at the same width.
    bool isFoldedBy(const std::shared_ptr<const FoldLevels> &levels, int width) const
    {
        return levels == m_levels && (!levels || m_foldWidth == std::max(width, 1));
    }
    const Folds *folds() const { return m_folds.get(); }
    // Where the unit stands on the folded axis, and back.
    std::int64_t placeOf(std::int64_t unit) const
    {
        if (!m_folds)
            return unit;
        // Most are in view, where there are few folds.
        return unit >= m_start && unit <= m_end
                   ? m_folds->placeAmong(m_inView, unit, m_start - m_place)
                   : m_folds->placeOf(unit);
    }
    std::int64_t unitAtPlace(std::int64_t place) const
    {
        return m_folds ? m_folds->timeAt(place) : place;
    }
    // As it is seen: span() without what is folded away.
    std::int64_t length() const { return m_folds ? m_length : span(); }

    // Units a pixel, outside of folded gaps.
    double scale(int width) const { return static_cast<double>(length()) / std::max(width, 1); }
    // May lie outside of [0, width).
    double toPixel(std::int64_t unit, int width) const
    {
        const std::int64_t at = std::clamp(unit, -kFarthest, kFarthest);
        const std::int64_t offset = placeOf(at) - startPlace();
        // The division stands apart so that loops over many units do it once.
        return static_cast<double>(offset) * (std::max(width, 1) / static_cast<double>(length()));
    }
    // The pixel column that the unit falls into, at most some columns outside of the view.
    int column(std::int64_t unit, int width) const
    {
        constexpr double kOutside = 1 << 20;
        return static_cast<int>(
            std::floor(std::clamp(toPixel(unit, width), -kOutside, width + kOutside)));
    }
    std::int64_t fromPixel(double pixel, int width) const
    {
        const double offset = std::clamp(pixel * scale(width), -0x1p61, 0x1p61);
        return unitAtPlace(startPlace() + static_cast<std::int64_t>(std::llround(offset)));
    }
    // What the view would show if it were some pixels wider on both sides.
    TimelineRange widened(int pixels, int width) const
    {
        return TimelineRange(fromPixel(-pixels, width), fromPixel(width + pixels, width));
    }

    // `factor` below 1 shows less. What is at the anchor stays there; the length becomes no smaller
    // than `smallest`.
    TimelineRange zoomed(double factor, double anchorPixel, int width, std::int64_t smallest) const
    {
        const double wanted = std::clamp(static_cast<double>(length()) * factor,
                                         static_cast<double>(std::max<std::int64_t>(smallest, 1)),
                                         0x1p62);
        const double part = std::clamp(anchorPixel / std::max(width, 1), 0.0, 1.0);
        const auto offset = std::llround(part * static_cast<double>(length()));
        const std::int64_t anchor = unitAtPlace(startPlace() + offset);
        const auto newLength = static_cast<std::int64_t>(std::llround(wanted));
        // Other gaps may be folded from there.
        const auto folds = m_levels ? m_levels->at(FoldLevels::levelOf(wanted / m_foldWidth))
                                    : nullptr;
        const std::int64_t place = (folds ? folds->placeOf(anchor) : anchor)
                                   - std::llround(part * static_cast<double>(newLength));
        return at(place, newLength, folds);
    }
    // By units of the folded axis; the length stays.
    TimelineRange panned(std::int64_t units) const
    {
        return at(startPlace() + units, length(), m_folds);
    }
    // In whole pixels, so that columns keep their events and bars their heights.
    TimelineRange pannedByPixels(int pixels, int width) const
    {
        return panned(static_cast<std::int64_t>(
            std::llround(std::clamp(pixels * scale(width), -0x1p60, 0x1p60))));
    }
    // So that the unit comes to stand at the pixel.
    TimelineRange pannedTo(std::int64_t unit, double pixel, int width) const
    {
        const double offset = std::clamp(pixel * scale(width), -0x1p60, 0x1p60);
        return panned(placeOf(unit) - startPlace()
                      - static_cast<std::int64_t>(std::llround(offset)));
    }
    // So that it begins at the unit, or has it in the middle.
    TimelineRange startingAt(std::int64_t unit) const
    {
        return panned(placeOf(unit) - startPlace());
    }
    TimelineRange centredAt(std::int64_t unit) const
    {
        return panned(placeOf(unit) - startPlace() - length() / 2);
    }
    // Moved into the limits with the same length; the limits themselves if it is longer than they
    // are.
    TimelineRange clampedTo(const TimelineRange &limits) const
    {
        const std::int64_t first = placeOf(limits.m_start);
        const std::int64_t last = placeOf(limits.m_end);
        if (length() >= last - first)
            return TimelineRange(limits.m_start, limits.m_end).folded(m_levels, m_foldWidth);
        if (m_start < limits.m_start)
            return at(first, length(), m_folds);
        if (m_end > limits.m_end)
            return at(last - length(), length(), m_folds);
        return *this;
    }
    // Some more on both sides, so that the first and the last mark are whole. Folds nothing.
    TimelineRange padded(double part, std::int64_t least) const
    {
        const auto share = static_cast<std::int64_t>(static_cast<double>(span()) * part);
        const std::int64_t more = std::max(share, least);
        return TimelineRange(m_start - more, m_end + more);
    }

private:
    std::int64_t startPlace() const { return m_folds ? m_place : m_start; }
    void fold(std::shared_ptr<const Folds> folds)
    {
        m_folds = std::move(folds);
        if (!m_folds)
            return;
        m_place = m_folds->placeOf(m_start);
        m_length = std::max<std::int64_t>(m_folds->placeOf(m_end) - m_place, 1);
        m_inView = m_folds->within(m_start, m_end);
    }
    TimelineRange at(std::int64_t place, std::int64_t length,
                     const std::shared_ptr<const Folds> &folds) const
    {
        const auto unit = [&](std::int64_t p) { return folds ? folds->timeAt(p) : p; };
        TimelineRange range(unit(place), unit(place + length));
        range.m_levels = m_levels;
        range.m_foldWidth = m_foldWidth;
        range.fold(folds);
        return range;
    }

    std::int64_t m_start = 0;
    std::int64_t m_end = 1;
    std::shared_ptr<const FoldLevels> m_levels; // null: nothing is ever folded
    std::shared_ptr<const Folds> m_folds;       // what is, at this zoom
    std::int64_t m_place = 0;                   // of the start, if something is folded
    std::int64_t m_length = 1;
    std::span<const Folds::Fold> m_inView; // of m_folds
    int m_foldWidth = 1; // of the view for which that was settled; 1 if nothing is ever folded
};

} // namespace eventscope::ui
