// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

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
    std::int64_t span() const { return m_end - m_start; }
    bool contains(std::int64_t unit) const { return unit >= m_start && unit < m_end; }
    bool operator==(const TimelineRange &) const = default;

    // Units a pixel.
    double scale(int width) const { return static_cast<double>(span()) / std::max(width, 1); }
    // May lie outside of [0, width).
    double toPixel(std::int64_t unit, int width) const
    {
        const std::int64_t offset = std::clamp(unit, -kFarthest, kFarthest) - m_start;
        // The division stands apart so that loops over many units do it once.
        return static_cast<double>(offset) * (std::max(width, 1) / static_cast<double>(span()));
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
        return m_start + static_cast<std::int64_t>(std::llround(offset));
    }

    // `factor` below 1 shows less. What is at the anchor stays there; the span becomes no smaller
    // than `smallest`.
    TimelineRange zoomed(double factor, double anchorPixel, int width, std::int64_t smallest) const
    {
        const double wanted = std::clamp(static_cast<double>(span()) * factor,
                                         static_cast<double>(std::max<std::int64_t>(smallest, 1)),
                                         0x1p62);
        const double part = std::clamp(anchorPixel / std::max(width, 1), 0.0, 1.0);
        const std::int64_t anchor = m_start
                                    + static_cast<std::int64_t>(
                                        std::llround(part * static_cast<double>(span())));
        const auto newSpan = static_cast<std::int64_t>(std::llround(wanted));
        const std::int64_t start = anchor
                                   - static_cast<std::int64_t>(
                                       std::llround(part * static_cast<double>(newSpan)));
        return TimelineRange(start, start + newSpan);
    }
    TimelineRange panned(std::int64_t units) const
    {
        return TimelineRange(m_start + units, m_end + units);
    }
    // In whole pixels, so that columns keep their events and bars their heights.
    TimelineRange pannedByPixels(int pixels, int width) const
    {
        return panned(static_cast<std::int64_t>(
            std::llround(std::clamp(pixels * scale(width), -0x1p60, 0x1p60))));
    }
    // Moved into the limits with the same span; the limits themselves if it is longer than they
    // are.
    TimelineRange clampedTo(const TimelineRange &limits) const
    {
        if (span() >= limits.span())
            return limits;
        if (m_start < limits.m_start)
            return TimelineRange(limits.m_start, limits.m_start + span());
        if (m_end > limits.m_end)
            return TimelineRange(limits.m_end - span(), limits.m_end);
        return *this;
    }
    // Some more on both sides, so that the first and the last mark are whole.
    TimelineRange padded(double part, std::int64_t least) const
    {
        const auto share = static_cast<std::int64_t>(static_cast<double>(span()) * part);
        const std::int64_t more = std::max(share, least);
        return TimelineRange(m_start - more, m_end + more);
    }

private:
    std::int64_t m_start = 0;
    std::int64_t m_end = 1;
};

} // namespace eventscope::ui
