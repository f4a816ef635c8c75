// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the mouse and the wheel do to a TimelineCanvas.
#include "timeline/timelinecanvas.h"
#include "timeline/timelinecards.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr double kWheelZoom = 1.25; // a notch
constexpr int kPanShare = 8;        // of the width a notch
constexpr int kNotch = 120;

} // namespace

void TimelineCanvas::wheelEvent(QWheelEvent *event)
{
    event->accept();
    const QPoint point = event->position().toPoint();
    const QPoint angle = event->angleDelta();
    const bool overNames = point.x() < m_scene.nameWidth();
    if (overNames && angle.y() != 0 && !(event->modifiers() & Qt::ShiftModifier)) {
        const QPoint pixels = event->pixelDelta();
        m_wheelRest += pixels.y() != 0 ? pixels.y()
                                       : angle.y() * 3.0 * TimelineScene::kLaneHeight / kNotch;
        const auto whole = static_cast<int>(m_wheelRest);
        m_wheelRest -= whole;
        verticalScrollBar()->setValue(verticalScrollBar()->value() - whole);
        return;
    }
    const bool sideways = std::abs(angle.x()) > std::abs(angle.y());
    if (sideways || event->modifiers() & Qt::ShiftModifier) {
        const int delta = sideways ? angle.x() : angle.y();
        m_scene.panByPixels(-delta * m_scene.trackArea().width() / (kPanShare * kNotch));
    } else {
        m_scene.zoom(std::pow(kWheelZoom, -angle.y() / double(kNotch)), point.x());
    }
    endHover();
    sceneChanged();
}

// --- mouse ---

void TimelineCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return QAbstractScrollArea::mousePressEvent(event);
    m_scene.layout();
    m_pressedAt = event->position().toPoint();
    m_pressedHit = m_scene.hitTest(m_pressedAt);
    m_pressedWith = event->modifiers();
    m_draggedTo = m_pressedAt.x();
    endHover();
    using Part = TimelineScene::Hit::Part;
    if (m_pressedHit.part == Part::Splitter) {
        m_drag = Drag::Splitter;
    } else if (m_pressedHit.part == Part::Axis && event->button() == Qt::LeftButton) {
        m_drag = Drag::Playhead;
        scrubTo(m_pressedAt.x());
    } else {
        m_drag = Drag::Pressed;
    }
}

void TimelineCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    switch (m_drag) {
    case Drag::None:
        return hoverAt(point);
    case Drag::Splitter:
        m_scene.setNameWidth(point.x());
        return sceneChanged();
    case Drag::Playhead:
        return scrubTo(point.x());
    case Drag::Pressed:
        if ((point - m_pressedAt).manhattanLength() < QApplication::startDragDistance()
            || m_pressedAt.x() < m_scene.nameWidth())
            return;
        if (m_pressedWith & Qt::ShiftModifier) {
            m_drag = Drag::Select;
            viewport()->setCursor(Qt::CrossCursor);
            m_box = boxTo(point);
            return viewport()->update();
        }
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
        [[fallthrough]];
    case Drag::Pan:
        m_scene.panByPixels(m_draggedTo - point.x());
        m_draggedTo = point.x();
        return sceneChanged();
    case Drag::Select:
        m_box = boxTo(point);
        return viewport()->update();
    }
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Pressed && event->button() == Qt::LeftButton)
        click(m_pressedHit, m_pressedAt.x(), m_pressedWith);
    else if (drag == Drag::Select)
        selectBox(m_box, m_pressedWith & Qt::ControlModifier);
    m_box = {};
    updateCursorShape(m_scene.hitTest(event->position().toPoint()));
    if (drag == Drag::Splitter)
        Q_EMIT viewChanged();
    viewport()->update();
}

void TimelineCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    using Part = TimelineScene::Hit::Part;
    const TimelineScene::Hit hit = m_scene.hitTest(event->position().toPoint());
    // On a mark, the second click of somebody in a hurry.
    const bool onTrack = hit.part == Part::AllTrack || hit.part == Part::LaneTrack;
    if (event->button() == Qt::LeftButton && onTrack && hit.mark < 0)
        return fit();
    // The first click has selected the stream.
    if (event->button() == Qt::LeftButton && hit.part == Part::LaneName
        && m_scene.lanes().at(*hit.lane).isStream())
        return fitStream();
    if (event->button() == Qt::LeftButton && hit.part == Part::FieldName)
        return fitStream();
    mousePressEvent(event);
}

void TimelineCanvas::click(const TimelineScene::Hit &hit, int x, Qt::KeyboardModifiers modifiers)
{
    using Part = TimelineScene::Hit::Part;
    const bool onTrack = hit.part == Part::AllTrack || hit.part == Part::LaneTrack
                         || hit.part == Part::FieldTrack;
    if (onTrack && modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) {
        if (modifiers & Qt::ShiftModifier)
            extendTo(hit, x);
        else if (const auto row = m_scene.rowAt(hit, x); row && (hit.mark >= 0 || hit.bar >= 0))
            toggle(*row);
        return;
    }
    switch (hit.part) {
    case Part::AllName:
        m_session.selectStreamType(std::nullopt);
        return;
    case Part::LaneName:
        return chooseLane(*hit.lane);
    case Part::FieldName:
        m_session.histories().list(m_scene.fields().field(*hit.field).pointer, std::nullopt);
        return;
    case Part::FieldTrack:
        if (const auto row = m_scene.rowAt(hit, x))
            m_session.goToEvent(*row);
        return;
    case Part::AllTrack:
    case Part::LaneTrack: {
        const auto row = m_scene.rowAt(hit, x);
        if (!row)
            return;
        const bool inStream = hit.lane && m_scene.lanes().at(*hit.lane).isStream();
        if (hit.lane)
            placeCursor(hit.lane);
        if (inStream || hit.mark >= 0)
            m_session.goToEvent(*row);
        else
            m_session.setPlayhead(*row);
        return;
    }
    case Part::Nothing:
    case Part::Axis:
    case Part::Splitter:
        return;
    }
}

void TimelineCanvas::showFieldMenu(std::uint32_t field, const QPoint &place)
{
    const std::string pointer = m_scene.fields().field(field).pointer;
    const QString name = QString(m_scene.fields().field(field).name)
                             .replace(u'&', QStringLiteral("&&"));
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show the history of %1").arg(name), this,
                    [this, pointer] { m_session.histories().list(pointer, std::nullopt); });
    menu->addAction(tr("Unpin %1").arg(name), this,
                    [this, pointer] { m_session.histories().unpin(pointer); });
    menu->popup(place);
}

void TimelineCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    const TimelineScene::Hit hit = m_scene.hitTest(event->pos());
    if (hit.field)
        showFieldMenu(*hit.field, event->globalPos());
}

void TimelineCanvas::chooseLane(std::uint32_t index)
{
    const Lane lane = m_scene.lanes().at(index);
    placeCursor(index);
    if (lane.isStream())
        m_session.selectStream(lane.stream());
    else if (lane.streamType() != kNoStreamType)
        m_session.selectStreamType(lane.streamType());
    viewport()->update();
}

void TimelineCanvas::scrubTo(int x)
{
    if (!m_scene.log())
        return;
    const QRect area = m_scene.trackArea();
    if (const auto row = nearestRow(*m_scene.log(), m_scene.mode(),
                                    m_scene.unitAt(std::clamp(x, area.left(), area.right()))))
        m_session.setPlayhead(*row);
    viewport()->update();
}

void TimelineCanvas::updateCursorShape(const TimelineScene::Hit &hit)
{
    using Part = TimelineScene::Hit::Part;
    const bool points = hit.mark >= 0 || hit.part == Part::LaneName || hit.part == Part::FieldName;
    viewport()->setCursor(hit.part == Part::Splitter ? Qt::SplitHCursor
                          : hit.part == Part::Axis   ? Qt::SizeHorCursor
                          : points                   ? Qt::PointingHandCursor
                                                     : Qt::ArrowCursor);
}

// --- selecting events ---

void TimelineCanvas::toggle(Row row)
{
    m_anchor = row;
    m_session.selectedEvents().toggle(row);
}

// From the event toggled last, else the playhead, to this one: the events of the lane.
void TimelineCanvas::extendTo(const TimelineScene::Hit &hit, int x)
{
    const auto row = m_scene.rowAt(hit, x);
    if (!row || !m_scene.log())
        return;
    const Row anchor = m_anchor.value_or(m_session.playhead());
    const auto from = unitOfRow(*m_scene.log(), m_scene.mode(), anchor);
    const auto to = unitOfRow(*m_scene.log(), m_scene.mode(), *row);
    if (!from || !to)
        return m_session.goToEvent(*row);
    EventCollector::Wanted wanted;
    wanted.mode = m_scene.mode();
    wanted.range = TimelineRange(std::min(*from, *to), std::max(*from, *to) + 1);
    wanted.all = !hit.lane;
    if (hit.lane)
        wanted.lanes.push_back(m_scene.lanes().at(*hit.lane));
    m_addCollected = false;
    m_collector.collect(wanted);
}

// From where the button was pressed; whole lanes.
QRect TimelineCanvas::boxTo(const QPoint &point) const
{
    const QRect area = m_scene.trackArea();
    const auto inArea = [&](const QPoint &corner) {
        return QPoint(std::clamp(corner.x(), area.left(), std::max(area.left(), area.right())),
                      std::clamp(corner.y(), area.top(), std::max(area.top(), area.bottom())));
    };
    const QPoint a = inArea(m_pressedAt);
    const QPoint b = inArea(point);
    return QRect(QPoint(std::min(a.x(), b.x()), std::min(a.y(), b.y())),
                 QPoint(std::max(a.x(), b.x()), std::max(a.y(), b.y())));
}

void TimelineCanvas::selectBox(const QRect &box, bool add)
{
    EventCollector::Wanted wanted;
    wanted.mode = m_scene.mode();
    wanted.range = TimelineRange(m_scene.range().fromPixel(box.left() - m_scene.trackArea().left(),
                                                           m_scene.trackArea().width()),
                                 m_scene.range().fromPixel(box.right() + 1
                                                               - m_scene.trackArea().left(),
                                                           m_scene.trackArea().width()));
    wanted.all = box.intersects(m_scene.allRect());
    const QRect lanes = box.intersected(m_scene.lanesRect());
    for (const TimelineScene::LaneLayout &lane : m_scene.laneLayouts()) {
        if (m_scene.laneRect(lane.index).intersects(lanes))
            wanted.lanes.push_back(lane.lane);
    }
    m_addCollected = add;
    if (wanted.all || !wanted.lanes.empty())
        m_collector.collect(wanted);
}

void TimelineCanvas::takeCollected(const Sequence &rows)
{
    EventSelection &events = m_session.selectedEvents();
    if (!m_addCollected)
        return events.setAll(rows, true);
    std::vector<Row> more;
    for (std::uint32_t i = 0; i < rows.size(); ++i)
        more.push_back(rows.row(i));
    events.add(more);
}

void TimelineCanvas::selectAll()
{
    if (m_session.hasLog())
        m_session.selectedEvents().setAll(m_session.shownEvents(), m_session.shownEventsAscend());
}

bool TimelineCanvas::canLeave() const
{
    return m_drag == Drag::Select || m_measureFrom || m_session.selectedEvents().size() > 1;
}

// Ends what is under way: a box, measuring, the selection of several events. False if nothing is.
bool TimelineCanvas::leave()
{
    if (!canLeave())
        return false;
    if (m_drag == Drag::Select) {
        m_drag = Drag::None;
        m_box = {};
        updateCursorShape({});
    } else if (m_measureFrom) {
        toggleMeasure();
    } else if (m_session.playhead() != kNoRow) {
        m_session.selectedEvents().set(m_session.playhead());
    }
    viewport()->update();
    return true;
}

// --- hover ---

void TimelineCanvas::hoverAt(const QPoint &point)
{
    if (m_scene.isDirty())
        return; // the next paint event lays out, the next move looks again
    const TimelineScene::Hit hit = m_scene.hitTest(point);
    updateCursorShape(hit);
    if (hit == m_hover)
        return;
    m_hover = hit;
    std::vector<HoverCard::Line> lines;
    if (hit.field && (hit.mark >= 0 || hit.bar >= 0)) {
        const auto history = m_session.histories().pinned(
            m_scene.fields().field(*hit.field).pointer);
        if (history)
            lines = fieldLines(m_scene, m_styles, hit, history->field.changes);
    } else if (hit.mark >= 0 || hit.bar >= 0) {
        lines = cardLines(m_scene, m_styles, hit);
    }
    m_card->showLines(lines, viewport()->mapToGlobal(point));
    viewport()->update();
}

void TimelineCanvas::endHover()
{
    m_hover = {};
    m_card->hide();
    viewport()->update();
}

// The window's Escape clears its filter: not while there is something to leave here.
bool TimelineCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && canLeave()) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

bool TimelineCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        endHover();
    } else if (event->type() == QEvent::ToolTip) {
        const auto *const help = static_cast<QHelpEvent *>(event);
        const TimelineScene::Hit hit = m_scene.hitTest(help->pos());
        if (hit.part == TimelineScene::Hit::Part::LaneName)
            m_card->showLines(laneLines(*m_scene.log(), m_scene.lanes().at(*hit.lane)),
                              help->globalPos());
        else if (hit.part == TimelineScene::Hit::Part::FieldName)
            m_card->showLines(fieldNameLines(m_scene.fields().field(*hit.field)),
                              help->globalPos());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace eventscope::ui
