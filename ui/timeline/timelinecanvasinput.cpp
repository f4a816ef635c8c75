// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the mouse, the wheel and the keyboard do to a TimelineCanvas.
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
constexpr double kKeyZoom = 1.5;
constexpr int kKeyPanShare = 8; // of the width a key press
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
        m_scene.panByPixels(-delta * m_scene.trackArea().width() / (kKeyPanShare * kNotch));
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
        m_drag = Drag::Pan;
        viewport()->setCursor(Qt::ClosedHandCursor);
        [[fallthrough]];
    case Drag::Pan:
        m_scene.panByPixels(m_draggedTo - point.x());
        m_draggedTo = point.x();
        return sceneChanged();
    }
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::Pressed && event->button() == Qt::LeftButton)
        click(m_pressedHit, m_pressedAt.x());
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

void TimelineCanvas::click(const TimelineScene::Hit &hit, int x)
{
    using Part = TimelineScene::Hit::Part;
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

// --- keyboard ---

void TimelineCanvas::keyPressEvent(QKeyEvent *event)
{
    const int pan = std::max(m_scene.trackArea().width() / kKeyPanShare, 1);
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomAtPlayhead(1 / kKeyZoom);
    case Qt::Key_S:
    case Qt::Key_Minus:
        return zoomAtPlayhead(kKeyZoom);
    case Qt::Key_A:
        m_scene.panByPixels(-pan);
        return sceneChanged();
    case Qt::Key_D:
        m_scene.panByPixels(pan);
        return sceneChanged();
    case Qt::Key_0:
        return fit();
    case Qt::Key_F:
        return fitStream();
    case Qt::Key_T:
        return setMode(m_scene.mode() == AxisMode::Time ? AxisMode::Position : AxisMode::Time);
    case Qt::Key_Up:
        return moveCursor(-1);
    case Qt::Key_Down:
        return moveCursor(1);
    case Qt::Key_PageUp:
        return moveCursor(
            -std::max(m_scene.lanesRect().height() / TimelineScene::kLaneHeight - 1, 1));
    case Qt::Key_PageDown:
        return moveCursor(
            std::max(m_scene.lanesRect().height() / TimelineScene::kLaneHeight - 1, 1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_fieldCursor)
            m_session.histories().list(m_scene.fields().field(*m_fieldCursor).pointer,
                                       std::nullopt);
        else if (m_cursor && *m_cursor < m_scene.lanes().size())
            chooseLane(*m_cursor);
        return;
    case Qt::Key_Backspace:
        m_session.selectStreamType(std::nullopt);
        return;
    default:
        // The rest belongs to the window; the scroll area would take arrow keys for itself.
        QWidget::keyPressEvent(event);
    }
}

// Lanes of pinned fields come before the others, as one sees them.
void TimelineCanvas::moveCursor(int lanes)
{
    const std::int64_t fields = m_scene.fieldsInView();
    const std::int64_t count = fields + m_scene.lanes().size();
    if (count == 0)
        return;
    std::int64_t next = 0;
    if (m_cursor || m_fieldCursor) {
        const std::int64_t now = m_fieldCursor ? *m_fieldCursor : fields + *m_cursor;
        next = std::clamp<std::int64_t>(now + lanes, 0, count - 1);
    }
    if (next < fields) {
        m_cursor.reset();
        m_fieldCursor = static_cast<std::uint32_t>(next);
        showFieldCard();
    } else {
        placeCursor(static_cast<std::uint32_t>(next - fields));
        m_scene.revealLane(*m_cursor);
    }
    sceneChanged();
}

void TimelineCanvas::placeCursor(std::optional<std::uint32_t> lane)
{
    m_cursor = lane;
    if (m_fieldCursor)
        m_card->hide();
    m_fieldCursor.reset();
}

// What the mouse tells over a mark, for the newest change up to the playhead.
void TimelineCanvas::showFieldCard()
{
    const FieldLanes::Field &field = m_scene.fields().field(*m_fieldCursor);
    const auto history = m_session.histories().pinned(field.pointer);
    const auto now = m_session.streamOrdinal();
    const FieldLanes::Change *newest = nullptr;
    for (const FieldLanes::Change &change : field.changes) {
        if (history && now && change.index < history->field.changes.size()
            && history->field.changes[change.index].ordinal <= *now)
            newest = &change;
    }
    std::vector<HoverCard::Line> lines = fieldNameLines(field);
    if (newest)
        lines = changeLines(*m_scene.log(), m_styles, field, *newest,
                            history->field.changes[newest->index]);
    const QRect track = m_scene.fieldsRect();
    const auto at = newest ? m_scene.xOfRow(newest->row) : std::nullopt;
    const int x = std::clamp(at.value_or(track.left()), track.left(),
                             std::max(track.left(), track.right()));
    m_card->showLines(lines, viewport()->mapToGlobal(
                                 QPoint(x, m_scene.fieldRect(*m_fieldCursor).center().y())));
}

void TimelineCanvas::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineCanvas::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    if (m_fieldCursor)
        m_card->hide();
    viewport()->update();
}

} // namespace eventscope::ui
