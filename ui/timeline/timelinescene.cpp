// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinescene.h"

#include "widgets/timezone.h"
#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kReach = 6; // pixels from a mark that still hit it
constexpr int kSplitterReach = 3;
constexpr double kRevealMargin = 0.1; // of the view
constexpr double kStreamMargin = 0.06;
constexpr std::uint32_t kUnevenBars = 8; // heights of stream types' bars are compared from here on

} // namespace

TimelineScene::TimelineScene(QObject *parent)
    : QObject(parent)
{
    connect(&m_events, &LaneEvents::collected, this, [this] {
        markDirty();
        Q_EMIT changed();
    });
    connect(&m_gaps, &IdleGaps::found, this, [this] {
        takeGaps();
        Q_EMIT changed();
    });
    connect(&m_typeCounts, &StreamTypeCounts::advanced, this, [this] {
        refresh();
        Q_EMIT changed();
    });
}

void TimelineScene::setLog(const EventLog *log)
{
    m_events.setLog(log);
    m_typeCounts.setLog(log);
    m_gaps.setLog(log);
    m_unfolded.clear();
    m_levels.reset();
    m_foldBands.clear();
    m_log = log;
    m_lanes.clear();
    m_only.reset();
    m_fields.set(nullptr, {});
    m_all.clear();
    m_laneLayouts.clear();
    m_ticks = {};
    m_type.reset();
    m_selected.reset();
    m_scroll = 0;
    m_range = {};
    m_follows = true;
    m_mode = m_wantedMode;
    m_mostSpan = 0;
    m_lanesComplete = true;
    markDirty();
    if (log)
        refresh();
}

bool TimelineScene::hasTimes() const
{
    return m_log && m_log->earliest() != kNoTime;
}

bool TimelineScene::refresh()
{
    if (!m_log)
        return true;
    const AxisMode possible = hasTimes() || m_log->rowCount() == 0 ? m_wantedMode
                                                                   : AxisMode::Position;
    if (possible != m_mode) {
        m_mode = possible;
        m_follows = true;
    }
    if (m_isFolding && m_mode == AxisMode::Time)
        m_gaps.update(m_hidden);
    if (m_follows)
        m_range = fitted(trackArea().width());
    updateLanes();
    markDirty();
    return m_lanesComplete;
}

void TimelineScene::updateLanes()
{
    m_lanesComplete = m_lanes.update(*m_log, m_type, m_selected,
                                     m_typeCounts.hasStreamsWithoutType());
    if (m_lanes.showsTypes())
        m_typeCounts.update();
    setScroll(m_scroll);
}

void TimelineScene::setMode(AxisMode mode)
{
    m_wantedMode = mode;
    if (mode == m_mode || !hasTimes())
        return;
    const TimelineRange same = rangeInMode(*m_log, m_range, m_mode, mode);
    m_mode = mode;
    if (m_isFolding && mode == AxisMode::Time)
        m_gaps.update(m_hidden);
    const int width = trackArea().width();
    m_range = m_follows ? fitted(width) : folded(same).clampedTo(limits(width));
    m_mostSpan = 0;
    markDirty();
}

void TimelineScene::setRange(const TimelineRange &range)
{
    if (!m_log || m_log->rowCount() == 0)
        return;
    const auto levels = m_mode == AxisMode::Time ? m_levels : nullptr;
    const bool isFolded = range.isFoldedBy(levels, trackArea().width());
    moveTo((isFolded ? range : folded(range)).clampedTo(limits(trackArea().width())));
}

void TimelineScene::fit()
{
    if (!m_log)
        return;
    m_range = fitted(trackArea().width());
    m_follows = true;
    markDirty();
}

void TimelineScene::fitStream(StreamId stream)
{
    if (!m_log)
        return;
    const EventLog::StreamSummary summary = m_log->streamSummary(stream);
    const std::int64_t first = m_mode == AxisMode::Time ? summary.firstTime.micros
                                                        : unitsOfRow(summary.first);
    const std::int64_t last = m_mode == AxisMode::Time ? summary.lastTime.micros
                                                       : unitsOfRow(summary.last);
    if (summary.events == 0 || (m_mode == AxisMode::Time && summary.firstTime == kNoTime))
        return;
    setRange(TimelineRange(first, last + 1).padded(kStreamMargin, smallestSpan(m_mode)));
}

void TimelineScene::zoom(double factor, int x)
{
    if (!m_log || m_log->rowCount() == 0)
        return;
    const int width = trackArea().width();
    const TimelineRange next = m_range
                                   .zoomed(factor, x - trackArea().left(), width,
                                           smallestSpan(m_mode))
                                   .clampedTo(limits(trackArea().width()));
    if (next != m_range)
        moveTo(next);
}

// The range knows what is folded.
void TimelineScene::moveTo(const TimelineRange &range)
{
    m_range = range;
    m_follows = false;
    markDirty();
}

void TimelineScene::panByPixels(int pixels)
{
    if (!m_log || m_log->rowCount() == 0 || pixels == 0)
        return;
    const TimelineRange next = m_range.pannedByPixels(pixels, trackArea().width())
                                   .clampedTo(limits(trackArea().width()));
    if (next != m_range)
        moveTo(next);
}

bool TimelineScene::reveal(std::int64_t unit)
{
    if (!m_log || m_range.contains(unit))
        return false;
    const int width = trackArea().width();
    const double x = m_range.toPixel(unit, width);
    const double target = x < 0 ? width * kRevealMargin : width * (1 - kRevealMargin);
    // Far away, the pixels would not fit an int; whole pixels matter for small moves only.
    if (std::abs(x - target) < (1 << 20))
        m_range = m_range.pannedByPixels(static_cast<int>(std::lround(x - target)), width);
    else
        m_range = m_range.pannedTo(unit, target, width);
    m_range = m_range.clampedTo(limits(trackArea().width()));
    m_follows = false;
    markDirty();
    return true;
}

void TimelineScene::resize(const QSize &size)
{
    if (size == m_size)
        return;
    m_size = size;
    m_range = folded(m_range);
    setScroll(m_scroll);
    markDirty();
}

void TimelineScene::setNameWidth(int width)
{
    // A layout is restored before the widget has a size.
    const int most = m_size.isEmpty() ? width : m_size.width() / 2;
    width = std::clamp(width, kLeastNameWidth, std::max(kLeastNameWidth, most));
    if (width == m_nameWidth)
        return;
    m_nameWidth = width;
    m_range = folded(m_range);
    markDirty();
}

int TimelineScene::mostScroll() const
{
    const qint64 content = (qint64{m_lanes.size()} - standingLanes()) * kLaneHeight;
    return static_cast<int>(std::clamp<qint64>(content - scrolledRect().height(), 0, 1 << 30));
}

void TimelineScene::setScroll(int y)
{
    y = std::clamp(y, 0, mostScroll());
    if (y == m_scroll)
        return;
    m_scroll = y;
    markDirty();
}

void TimelineScene::setCharacterWidth(double width)
{
    m_characterWidth = std::max(width, 1.0);
    markDirty();
}

void TimelineScene::setSelection(std::optional<StreamTypeId> type, std::optional<StreamId> stream)
{
    if (type == m_type && stream == m_selected)
        return;
    const bool otherLanes = type != m_type;
    m_type = type;
    m_selected = stream;
    if (!m_log)
        return;
    if (otherLanes) {
        m_scroll = 0;
        m_laneLayouts.clear();
        m_mostSpan = 0;
    }
    updateLanes();
    markDirty();
}

void TimelineScene::revealLane(std::uint32_t index)
{
    if (index < standingLanes())
        return;
    const int height = scrolledRect().height();
    const int top = static_cast<int>(index - standingLanes()) * kLaneHeight;
    if (top < m_scroll || top + kLaneHeight > m_scroll + height) {
        // From far away to the middle, from next door by a lane.
        const bool isNear = top + 2 * kLaneHeight > m_scroll
                            && top - kLaneHeight < m_scroll + height;
        setScroll(!isNear ? top - height / 2 : top < m_scroll ? top : top + kLaneHeight - height);
    }
}

void TimelineScene::setPinnedStreams(std::vector<StreamId> streams)
{
    m_lanes.setPinned(std::move(streams));
    if (m_log)
        updateLanes();
    markDirty();
}

void TimelineScene::setHidden(const TypeMask &hidden)
{
    if (hidden == m_hidden)
        return;
    m_hidden = hidden;
    m_events.setHidden(hidden);
    if (m_isFolding && m_mode == AxisMode::Time)
        m_gaps.update(hidden);
    m_mostSpan = 0;
    if (m_only)
        m_only->setHidden(hidden);
    markDirty();
}

void TimelineScene::setOnly(std::unique_ptr<OnlyLanes> only)
{
    m_only = std::move(only);
    if (m_only)
        m_only->setHidden(m_hidden);
    m_lanes.setOnly(m_only ? std::optional(m_only->streams()) : std::nullopt);
    m_laneLayouts.clear();
    m_mostSpan = 0;
    if (m_log)
        updateLanes();
    markDirty();
}

void TimelineScene::setFields(std::vector<FieldLanes::Field> fields)
{
    m_fields.set(m_log, std::move(fields));
    setScroll(m_scroll);
    markDirty();
}

void TimelineScene::setFieldValue(std::uint32_t field, const QString &value)
{
    m_fields.setValue(field, value);
}

// --- geometry ---

QRect TimelineScene::trackArea() const
{
    return QRect(m_nameWidth + 1, 0, std::max(m_size.width() - m_nameWidth - 1, 0),
                 std::max(m_size.height() - kAxisHeight, 0));
}

QRect TimelineScene::allRect() const
{
    const QRect area = trackArea();
    return QRect(area.left(), 0, area.width(), std::min(kAllHeight, area.height()));
}

QRect TimelineScene::fieldsRect() const
{
    const QRect area = trackArea();
    // Whole lanes, and at most half of the room: the streams are to be seen, too.
    const int room = std::max(area.height() - kAllHeight - 1, 0);
    const int most = std::min(std::max(room / 2 / kLaneHeight, 1) * kLaneHeight, room);
    return QRect(area.left(), kAllHeight + 1, area.width(),
                 std::min(static_cast<int>(m_fields.size()) * kLaneHeight, most));
}

QRect TimelineScene::fieldRect(std::uint32_t field) const
{
    return QRect(0, kAllHeight + 1 + static_cast<int>(field) * kLaneHeight, m_size.width(),
                 kLaneHeight);
}

std::uint32_t TimelineScene::fieldsInView() const
{
    return static_cast<std::uint32_t>(fieldsRect().height() / kLaneHeight);
}

QRect TimelineScene::lanesRect() const
{
    const QRect area = trackArea();
    // A line below the fields, if there are any.
    const int top = m_fields.size() == 0 ? kAllHeight + 1 : fieldsRect().bottom() + 2;
    return QRect(area.left(), top, area.width(), std::max(area.height() - top, 0));
}

std::uint32_t TimelineScene::standingLanes() const
{
    const int most = std::max(lanesRect().height() / 2 / kLaneHeight, 1);
    return std::min(m_lanes.pinnedCount(), static_cast<std::uint32_t>(most));
}

QRect TimelineScene::scrolledRect() const
{
    const QRect lanes = lanesRect();
    const std::uint32_t standing = standingLanes();
    // A line below those that stand.
    const int above = standing == 0 ? 0 : static_cast<int>(standing) * kLaneHeight + 1;
    return QRect(lanes.left(), lanes.top() + above, lanes.width(),
                 std::max(lanes.height() - above, 0));
}

QRect TimelineScene::laneClip(std::uint32_t index) const
{
    if (index >= standingLanes())
        return scrolledRect();
    const QRect lanes = lanesRect();
    return QRect(lanes.left(), lanes.top(), lanes.width(), scrolledRect().top() - lanes.top() - 1)
        .intersected(lanes);
}

QRect TimelineScene::axisRect() const
{
    const QRect area = trackArea();
    return QRect(area.left(), area.height(), area.width(), std::min(kAxisHeight, m_size.height()));
}

QRect TimelineScene::namesRect() const
{
    return QRect(0, 0, m_nameWidth, std::max(m_size.height() - kAxisHeight, 0));
}

QRect TimelineScene::laneRect(std::uint32_t index) const
{
    const std::uint32_t standing = standingLanes();
    const qint64 top = index < standing ? lanesRect().top() + qint64{index} * kLaneHeight
                                        : scrolledRect().top()
                                              + qint64{index - standing} * kLaneHeight - m_scroll;
    return QRect(0, static_cast<int>(std::clamp<qint64>(top, -(1 << 20), 1 << 20)), m_size.width(),
                 kLaneHeight);
}

std::optional<int> TimelineScene::xOfRow(Row row) const
{
    if (!m_log)
        return std::nullopt;
    const auto unit = unitOfRow(*m_log, m_mode, row);
    if (!unit)
        return std::nullopt;
    return columnToX(m_range.column(*unit, trackArea().width()));
}

std::int64_t TimelineScene::unitAt(int x) const
{
    return m_range.fromPixel(x - trackArea().left() + 0.5, trackArea().width());
}

std::optional<Row> TimelineScene::nearestRow(int x) const
{
    return m_log ? ui::nearestRow(*m_log, m_mode, unitAt(x), m_hidden) : std::nullopt;
}

// --- layout ---

void TimelineScene::layout()
{
    if (!m_dirty)
        return;
    m_dirty = false;
    if (!m_log || m_log->rowCount() == 0) {
        m_all.clear();
        m_laneLayouts.clear();
        m_ticks = {};
        m_foldBands.clear();
        return;
    }
    layoutFolds();
    m_all.update(*m_log, m_mode, m_range, trackArea().width(), kMarkRoom, kBarWidth, m_hidden);
    m_fields.layout(m_mode, m_range, trackArea().width(), kMarkRoom, kBarWidth);
    layoutLanes();
    updateMost();
    layoutAxis();
}

bool TimelineScene::isComplete() const
{
    if (!m_log)
        return true;
    const bool counted = !m_lanes.showsTypes() || m_typeCounts.countedRows() == m_log->rowCount();
    return counted && m_lanesComplete && !m_events.isCollecting() && !m_gaps.isFinding();
}

void TimelineScene::layoutLanes()
{
    m_laneLayouts.clear();
    const QRect area = scrolledRect();
    const int width = area.width();
    if (lanesRect().height() <= 0 || width <= 0)
        return;
    const std::uint32_t standing = standingLanes();
    const auto first = standing + static_cast<std::uint32_t>(m_scroll / kLaneHeight);
    const auto end = std::min(m_lanes.size(),
                              standing
                                  + static_cast<std::uint32_t>(
                                      (m_scroll + area.height() + kLaneHeight - 1) / kLaneHeight));
    m_events.beginFrame();
    std::vector<StreamTypeId> types;
    for (std::uint32_t at = 0; at < standing + end - std::min(first, end); ++at) {
        const std::uint32_t index = at < standing ? at : first + at - standing;
        LaneLayout &layout = m_laneLayouts.emplace_back();
        layout.index = index;
        layout.lane = m_lanes.at(index);
        if (!layout.lane.isStream()) {
            types.push_back(layout.lane.streamType());
            continue;
        }
        layout.rows = m_only ? m_only->rows(layout.lane.stream())
                             : m_events.rows(layout.lane.stream());
        if (!layout.rows)
            continue;
        const TrackKeys keys = layout.rows->keys(m_mode);
        if (keys.size() == 0)
            continue;
        layout.track = layoutTrack(keys, m_range, width, kMarkRoom, kBarWidth);
        fillTypes(layout.track,
                  [&](std::uint32_t key) { return m_log->type(layout.rows->row(m_mode, key)); });
        layout.firstColumn = std::clamp(m_range.column(keys.at(0), width), -1, width);
        layout.lastColumn = std::clamp(m_range.column(keys.at(keys.size() - 1), width), -1, width);
    }
    m_events.endFrame();
    if (types.empty())
        return;
    auto tracks = m_typeCounts.layout(types, m_mode, m_range, width, kMarkRoom, kBarWidth,
                                      m_hidden);
    std::size_t next = 0;
    for (LaneLayout &layout : m_laneLayouts) {
        if (layout.lane.isStream())
            continue;
        layout.track = std::move(tracks[next].layout);
        layout.rows = std::move(tracks[next++].rows);
    }
}

// The highest bars are those seen since the last zoom, so that nothing grows or shrinks while the
// view is panned into quieter parts.
void TimelineScene::updateMost()
{
    if (m_mostSpan != m_range.length()) {
        m_mostSpan = m_range.length();
        m_allMost = 1;
        m_laneMost = kUnevenBars;
    }
    const int width = trackArea().width();
    for (const TrackBar &bar : m_all.track.bars) {
        if (bar.column >= 0 && bar.column < width)
            m_allMost = std::max(m_allMost, bar.count);
    }
    for (const LaneLayout &layout : m_laneLayouts) {
        if (layout.lane.isStream())
            continue;
        for (const TrackBar &bar : layout.track.bars)
            m_laneMost = std::max(m_laneMost, bar.count);
    }
    for (LaneLayout &layout : m_laneLayouts)
        layout.most = m_laneMost;
}

void TimelineScene::layoutAxis()
{
    const int width = trackArea().width();
    if (m_mode == AxisMode::Time) {
        m_ticks = timeTicks(m_range, width, m_characterWidth, *TimeZone::inUse());
        return;
    }
    // The store's own positions, where they count every event; else the events themselves are
    // counted.
    const std::uint32_t rows = m_log->rowCount();
    const std::int64_t first = m_log->position(Row(0)).value();
    m_axisCountsPositions = !m_log->hasTextPositions()
                            && m_log->position(Row(rows - 1)).value() - first
                                   == std::int64_t{rows} - 1;
    m_ticks = rowTicks(m_range, width, m_characterWidth, m_axisCountsPositions ? first : 1, rows);
}

// --- what is where ---

const TimelineScene::LaneLayout *TimelineScene::laneLayout(std::uint32_t index) const
{
    const auto found = std::find_if(m_laneLayouts.begin(), m_laneLayouts.end(),
                                    [index](const LaneLayout &layout) {
                                        return layout.index == index;
                                    });
    return found == m_laneLayouts.end() ? nullptr : &*found;
}

TimelineScene::Hit TimelineScene::hitTest(const QPoint &point) const
{
    Hit hit;
    if (!m_log || !QRect(QPoint(0, 0), m_size).contains(point))
        return hit;
    if (std::abs(point.x() - m_nameWidth) <= kSplitterReach) {
        hit.part = Hit::Part::Splitter;
        return hit;
    }
    const bool inName = point.x() < m_nameWidth;
    const auto hitTrack = [&](const TrackLayout &track) {
        const int column = point.x() - trackArea().left();
        hit.mark = markNear(track, column, kReach);
        if (hit.mark < 0)
            hit.bar = barAt(track, column, kBarWidth);
    };
    if (!inName) {
        const int column = point.x() - trackArea().left();
        for (std::size_t i = 0; i < m_foldBands.size(); ++i) {
            if (column >= m_foldBands[i].left && column < m_foldBands[i].right)
                hit.fold = static_cast<int>(i);
        }
    }
    if (point.y() >= m_size.height() - kAxisHeight) {
        hit.part = inName ? Hit::Part::Nothing : Hit::Part::Axis;
    } else if (point.y() <= kAllHeight) {
        hit.part = inName ? Hit::Part::AllName : Hit::Part::AllTrack;
        if (!inName)
            hitTrack(m_all.track);
    } else if (point.y() < lanesRect().top()) {
        const auto field = static_cast<std::uint32_t>((point.y() - kAllHeight - 1) / kLaneHeight);
        if (field >= m_fields.size() || !m_fields.isLaidOut())
            return hit;
        hit.field = field;
        hit.part = inName ? Hit::Part::FieldName : Hit::Part::FieldTrack;
        if (!inName)
            hitTrack(m_fields.track(field).layout);
    } else {
        const QRect scrolled = scrolledRect();
        const int index = point.y() < scrolled.top()
                              ? (point.y() - lanesRect().top()) / kLaneHeight
                              : static_cast<int>(standingLanes())
                                    + (point.y() - scrolled.top() + m_scroll) / kLaneHeight;
        if (index < 0 || static_cast<std::uint32_t>(index) >= m_lanes.size())
            return hit;
        hit.lane = static_cast<std::uint32_t>(index);
        hit.part = inName ? Hit::Part::LaneName : Hit::Part::LaneTrack;
        if (const LaneLayout *const layout = laneLayout(*hit.lane); layout && !inName)
            hitTrack(layout->track);
    }
    if (hit.mark >= 0 || hit.bar >= 0)
        hit.fold = -1;
    return hit;
}

std::optional<Row> TimelineScene::rowAt(const Hit &hit, int x) const
{
    if (!m_log)
        return std::nullopt;
    if (hit.field) {
        const auto index
            = hit.mark >= 0 ? std::optional(
                  m_fields.track(*hit.field).layout.marks[static_cast<std::size_t>(hit.mark)].index)
                            : m_fields.nearest(m_mode, *hit.field, unitAt(x));
        return index ? std::optional(m_fields.change(m_mode, *hit.field, *index).row)
                     : std::nullopt;
    }
    const LaneLayout *const layout = hit.lane ? laneLayout(*hit.lane) : nullptr;
    if (layout && layout->lane.isStream() && !layout->rows)
        return std::nullopt;
    if (layout && layout->rows) {
        const TrackKeys keys = layout->rows->keys(m_mode);
        if (keys.size() == 0)
            return std::nullopt;
        const std::uint32_t index
            = hit.mark >= 0 ? layout->track.marks[static_cast<std::size_t>(hit.mark)].index
                            : nearestKey(keys, unitAt(x));
        return layout->rows->row(m_mode, index);
    }
    if (hit.part == Hit::Part::AllTrack && hit.mark >= 0)
        return m_all.row(m_all.track.marks[static_cast<std::size_t>(hit.mark)].index);
    return nearestRow(x);
}

} // namespace eventscope::ui
