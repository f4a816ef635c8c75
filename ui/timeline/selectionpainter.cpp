// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/selectionpainter.h"

#include "timeline/timelineoverlays.h"
#include "widgets/theme.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr std::uint32_t kFew = 4'096;
constexpr std::uint32_t kSamples = 2; // of a bar: there may be thousands of them
constexpr int kRing = 17;             // pixels across
constexpr int kFoot = 3;

const QColor &accent()
{
    return Theme::instance().tokens().accent;
}

// Whether some of the bar's events are selected; `rowAt` names them.
template<typename RowAt>
bool isBarSelected(const EventSelection &selection, const TrackBar &bar, const RowAt &rowAt)
{
    const std::uint32_t samples = std::min(bar.count, kSamples);
    for (std::uint32_t i = 0; i < samples; ++i) {
        const auto offset = static_cast<std::uint32_t>(std::uint64_t{i} * bar.count / samples);
        if (selection.contains(rowAt(bar.first + offset)))
            return true;
    }
    return false;
}

} // namespace

void SelectionPainter::dropLooks()
{
    m_ring = {};
}

void SelectionPainter::drawRing(QPainter &painter, int x, int y)
{
    const auto paint = [](QPainter &ring, const QPoint &corner) {
        ring.setRenderHint(QPainter::Antialiasing);
        ring.setPen(QPen(accent(), 1.5));
        ring.setBrush(Qt::NoBrush);
        ring.drawEllipse(QRectF(corner, QSizeF(kRing, kRing)).adjusted(1, 1, -1, -1));
    };
    const QPoint corner(x - kRing / 2, y - kRing / 2);
    if (painter.paintEngine()->type() == QPaintEngine::SVG)
        return paint(painter, corner);
    const qreal ratio = painter.device()->devicePixelRatioF();
    if (m_ring.isNull() || ratio != m_ratio) {
        m_ratio = ratio;
        m_ring = QPixmap(QSize(kRing, kRing) * ratio);
        m_ring.setDevicePixelRatio(ratio);
        m_ring.fill(Qt::transparent);
        QPainter ring(&m_ring);
        paint(ring, QPoint());
    }
    painter.drawPixmap(corner, m_ring);
}

void SelectionPainter::paintSelected(QPainter &painter, const TimelineScene &scene,
                                     const EventSelection &selection, Row playhead)
{
    if (!scene.log() || selection.isEmpty() || selection.only() == playhead)
        return;
    painter.save();
    if (selection.size() <= kFew)
        paintFew(painter, scene, selection);
    else
        paintMany(painter, scene, selection);
    painter.restore();
}

void SelectionPainter::paintFew(QPainter &painter, const TimelineScene &scene,
                                const EventSelection &selection)
{
    const QRect area = scene.trackArea();
    const auto paint = [&](const TrackLayout &track, int x, int y, int bottom) {
        const int column = x - area.left();
        if (markNear(track, column, 0) >= 0)
            return drawRing(painter, x, y);
        const int bar = barAt(track, column, TimelineScene::kBarWidth);
        const int left = bar < 0
                             ? x - 1
                             : scene.columnToX(track.bars[static_cast<std::size_t>(bar)].column);
        painter.fillRect(left, bottom - kFoot, TimelineScene::kBarWidth, kFoot, accent());
    };
    const QRect all = scene.allRect();
    for (const Row row : selection.rows()) {
        const auto place = placeOf(scene, row);
        if (!place || place->x < area.left() - kRing || place->x > area.right() + kRing)
            continue;
        painter.setClipRect(all);
        paint(scene.all().track, place->x, all.center().y(), all.bottom() + 1);
        const TimelineScene::LaneLayout *const lane = place->lane ? scene.laneLayout(*place->lane)
                                                                  : nullptr;
        if (!lane)
            continue;
        painter.setClipRect(scene.laneClip(*place->lane));
        paint(lane->track, place->x, place->y, scene.laneRect(*place->lane).bottom());
    }
}

void SelectionPainter::paintMany(QPainter &painter, const TimelineScene &scene,
                                 const EventSelection &selection)
{
    const auto paint = [&](const TrackLayout &track, const QRect &rect, const auto &rowAt) {
        for (const TrackBar &bar : track.bars) {
            if (isBarSelected(selection, bar, rowAt))
                painter.fillRect(scene.columnToX(bar.column), rect.bottom() - kFoot + 1,
                                 TimelineScene::kBarWidth, kFoot, accent());
        }
        for (const TrackMark &mark : track.marks) {
            if (selection.contains(rowAt(mark.index)))
                drawRing(painter, scene.columnToX(mark.column), rect.center().y());
        }
    };
    painter.setClipRect(scene.allRect());
    if (scene.all().isExact())
        paint(scene.all().track, scene.allRect(),
              [&](std::uint32_t index) { return scene.all().row(index); });
    for (const TimelineScene::LaneLayout &lane : scene.laneLayouts()) {
        painter.setClipRect(scene.laneClip(lane.index));
        if (lane.rows)
            paint(lane.track, scene.laneRect(lane.index).adjusted(0, 0, 0, -1),
                  [&](std::uint32_t index) { return lane.rows->row(scene.mode(), index); });
    }
}

} // namespace eventscope::ui
