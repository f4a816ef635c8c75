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
#include <QNativeGestureEvent>
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
constexpr int kPlayheadReach = 3; // pixels

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
    m_scene.layout();
    m_pressedButton = event->button();
    m_pressedAt = event->position().toPoint();
    m_pressedHit = m_scene.hitTest(m_pressedAt);
    m_pressedWith = event->modifiers();
    m_draggedTo = m_pressedAt.x();
    endHover();
    using Part = TimelineScene::Hit::Part;
    if (m_pressedHit.part == Part::Splitter) {
        m_drag = Drag::Splitter;
    } else if (m_pressedHit.part == Part::Axis && event->button() == Qt::LeftButton
               && m_pressedHit.fold < 0) {
        m_drag = Drag::Playhead;
        scrubTo(m_pressedAt.x());
    } else if (m_pressedButton == Qt::LeftButton && m_pressedWith == Qt::NoModifier
               && isOnPlayhead(m_pressedAt, m_pressedHit)) {
        m_drag = Drag::PlayheadPressed;
    } else {
        m_drag = Drag::Pressed;
    }
}

// Its line, but a mark comes before it.
bool TimelineCanvas::isOnPlayhead(const QPoint &point, const TimelineScene::Hit &hit) const
{
    const auto x = m_scene.xOfRow(m_session.playhead());
    return x && hit.mark < 0 && std::abs(point.x() - *x) <= kPlayheadReach
           && m_scene.trackArea().contains(point);
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
    case Drag::PlayheadPressed:
        if ((point - m_pressedAt).manhattanLength() < QApplication::startDragDistance()
            || m_pressedAt.x() < m_scene.nameWidth())
            return;
        beginDrag();
        return mouseMoveEvent(event);
    case Drag::Pan:
        m_scene.panByPixels(m_draggedTo - point.x());
        m_draggedTo = point.x();
        return sceneChanged();
    case Drag::Select:
    case Drag::Zoom:
        m_box = boxTo(point);
        return viewport()->update();
    }
}

void TimelineCanvas::beginDrag()
{
    if (m_drag == Drag::PlayheadPressed)
        m_drag = Drag::Playhead;
    else if (m_pressedButton == Qt::RightButton || m_pressedWith & Qt::AltModifier)
        m_drag = Drag::Zoom;
    else if (m_pressedWith & Qt::ShiftModifier)
        m_drag = Drag::Select;
    else
        m_drag = Drag::Pan;
    viewport()->setCursor(m_drag == Drag::Playhead ? Qt::SizeHorCursor
                          : m_drag == Drag::Pan    ? Qt::ClosedHandCursor
                                                   : Qt::CrossCursor);
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != m_pressedButton)
        return;
    const Drag drag = std::exchange(m_drag, Drag::None);
    const QRect box = std::exchange(m_box, {});
    const bool wasClick = drag == Drag::Pressed || drag == Drag::PlayheadPressed;
    if (wasClick) { // while a log grows, marks and folds have other numbers by now
        m_scene.layout();
        m_pressedHit = m_scene.hitTest(m_pressedAt);
    }
    if (wasClick && m_pressedButton == Qt::LeftButton)
        click(m_pressedHit, m_pressedAt.x(), m_pressedWith);
    else if (wasClick && m_pressedButton == Qt::RightButton)
        showMenu(m_pressedHit, event->globalPosition().toPoint());
    else if (drag == Drag::Select)
        selectBox(box, m_pressedWith & Qt::ControlModifier);
    else if (drag == Drag::Zoom)
        zoomToBox(box);
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

void TimelineCanvas::showSnapshot(const PlacedSnapshot &snapshot)
{
    const auto version = snapshot.mark().version;
    m_session.goToEvent(snapshot.mark().row);
    if (version)
        m_session.snapshotComparison().choose(*version);
    Q_EMIT snapshotWanted();
}

void TimelineCanvas::click(const TimelineScene::Hit &hit, int x, Qt::KeyboardModifiers modifiers)
{
    using Part = TimelineScene::Hit::Part;
    if (const auto snapshot = snapshotAt(m_snapshots, m_pressedAt);
        snapshot && modifiers == Qt::NoModifier && hit.part == Part::LaneTrack)
        return showSnapshot(PlacedSnapshot(*snapshot));
    const bool onTrack = hit.part == Part::AllTrack || hit.part == Part::LaneTrack
                         || hit.part == Part::FieldTrack;
    if (onTrack && modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) {
        if (modifiers & Qt::ShiftModifier)
            extendTo(hit, x);
        else if (const auto row = m_scene.rowAt(hit, x); row && (hit.mark >= 0 || hit.bar >= 0))
            toggle(*row);
        return;
    }
    if (hit.fold >= 0 && hit.part != Part::FieldTrack) {
        unfold(static_cast<std::size_t>(hit.fold));
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

void TimelineCanvas::showMenu(const TimelineScene::Hit &hit, const QPoint &place)
{
    if (hit.field)
        return showFieldMenu(*hit.field, place);
    if (!m_scene.log() || m_scene.log()->rowCount() == 0)
        return;
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (hit.lane && m_scene.lanes().at(*hit.lane).isStream()) {
        const StreamId stream = m_scene.lanes().at(*hit.lane).stream();
        const bool pinned = m_session.workspace().isStreamPinned(
            m_session.log().streamName(stream));
        menu->addAction(pinned ? tr("Unpin this stream (P)") : tr("Pin this stream (P)"), this,
                        [this, stream] { togglePinned(stream); });
        menu->addAction(tr("Go to its longest idle time"), this,
                        [this, stream] { Q_EMIT idleTimeWanted(stream); });
        menu->addSeparator();
    }
    menu->addAction(withKey(tr("Zoom to the selected events"), TimelineKey::ZoomToSelected), this,
                    &TimelineCanvas::zoomToSelected)
        ->setEnabled(m_session.selectedEvents().size() > 1);
    menu->addAction(withKey(tr("Show all events"), TimelineKey::Fit), this, &TimelineCanvas::fit);
    menu->addAction(withKey(tr("Show the whole stream"), TimelineKey::FitStream), this,
                    &TimelineCanvas::fitStream)
        ->setEnabled(m_session.selectedStream().has_value());
    menu->addSeparator();
    menu->addAction(withKey(m_scene.isFolding() ? tr("Unfold idle gaps") : tr("Fold idle gaps"),
                            TimelineKey::Fold),
                    this, &TimelineCanvas::toggleFolding)
        ->setEnabled(m_scene.mode() == AxisMode::Time);
    menu->addAction(withKey(isMeasuring() ? tr("End measuring") : tr("Measure from the playhead"),
                            TimelineKey::Measure),
                    this, &TimelineCanvas::toggleMeasure);
    menu->addSeparator();
    menu->addAction(tr("Save the view as a picture\u2026"), this, &TimelineCanvas::pictureWanted);
    menu->popup(place);
}

// The mouse asks when its right button comes up, since it may draw a box before that; the keyboard
// for the lane that it is in.
void TimelineCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        return;
    TimelineScene::Hit hit;
    QRect lane = m_scene.allRect();
    if (m_fieldCursor) {
        hit.field = m_fieldCursor;
        lane = m_scene.fieldRect(*m_fieldCursor);
    } else if (m_cursor) {
        hit.lane = m_cursor;
        lane = m_scene.laneRect(*m_cursor);
    }
    showMenu(hit, viewport()->mapToGlobal(QPoint(m_scene.nameWidth(), lane.bottom())));
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
    if (const auto row = m_scene.nearestRow(std::clamp(x, area.left(), area.right())))
        m_session.setPlayhead(*row);
    viewport()->update();
}

void TimelineCanvas::updateCursorShape(const TimelineScene::Hit &hit)
{
    using Part = TimelineScene::Hit::Part;
    const bool onPlayhead = isOnPlayhead(viewport()->mapFromGlobal(QCursor::pos()), hit);
    const bool points = hit.mark >= 0 || hit.fold >= 0 || hit.part == Part::LaneName
                        || hit.part == Part::FieldName;
    viewport()->setCursor(hit.part == Part::Splitter ? Qt::SplitHCursor
                          : (hit.part == Part::Axis && hit.fold < 0) || onPlayhead
                              ? Qt::SizeHorCursor
                          : points ? Qt::PointingHandCursor
                                   : Qt::ArrowCursor);
}

// --- hover ---

void TimelineCanvas::hoverAt(const QPoint &point)
{
    if (m_scene.isDirty())
        return; // the next paint event lays out, the next move looks again
    const TimelineScene::Hit hit = m_scene.hitTest(point);
    updateCursorShape(hit);
    const auto snapshot = snapshotAt(m_snapshots, point);
    const bool sameSnapshot = snapshot.has_value() == m_hoverSnapshot.has_value()
                              && (!snapshot || snapshot->isSame(*m_hoverSnapshot));
    const auto lag = lagAt(m_lag, point);
    if (hit == m_hover && sameSnapshot && lag == m_hoverLag)
        return;
    m_hoverLag = lag;
    m_hover = hit;
    m_hoverSnapshot = snapshot;
    std::vector<HoverCard::Line> lines;
    if (lag) {
        lines = lagLines(*m_scene.log(), *lag, m_session.lag().consumers());
    } else if (snapshot) {
        lines = snapshotLines(*m_scene.log(), *snapshot);
        viewport()->setCursor(Qt::PointingHandCursor);
    } else if (hit.field && (hit.mark >= 0 || hit.bar >= 0)) {
        const auto history = m_session.histories().pinned(
            m_scene.fields().field(*hit.field).pointer);
        if (history)
            lines = fieldLines(m_scene, m_styles, hit, history->field.changes);
    } else if (hit.mark >= 0 || hit.bar >= 0) {
        lines = cardLines(m_scene, m_styles, hit);
        if (const auto row = hit.mark >= 0 ? m_scene.rowAt(hit, point.x()) : std::nullopt) {
            const auto more = snapshotLinesAt(m_session.snapshots(), *m_scene.log(), *row);
            lines.insert(lines.end(), more.begin(), more.end());
        }
    } else if (hit.fold >= 0) {
        lines = foldLines(m_scene.foldBands()[static_cast<std::size_t>(hit.fold)].gap);
    }
    m_card->showLines(lines, viewport()->mapToGlobal(point));
    viewport()->update();
}

void TimelineCanvas::endHover()
{
    m_hover = {};
    m_hoverSnapshot.reset();
    m_hoverLag.reset();
    m_card->hide();
    viewport()->update();
}

// The window's Escape clears its filter, and its P pins a field: not while there is something to
// leave here, or a stream to pin.
bool TimelineCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        const bool pins = key->key() == Qt::Key_P && key->modifiers() == Qt::NoModifier
                          && streamOfCursor();
        if (pins || (key->key() == Qt::Key_Escape && canLeave())) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

bool TimelineCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        endHover();
    } else if (event->type() == QEvent::NativeGesture) {
        const auto *const gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture && gesture->value() > -1) {
            // The value is by how much the fingers have moved apart since the last one.
            m_scene.zoom(1 / (1 + gesture->value()), gesture->position().toPoint().x());
            endHover();
            sceneChanged();
        }
        return true;
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
