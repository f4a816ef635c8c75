// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the keyboard does to a TimelineCanvas.
#include "timeline/timelinecanvas.h"
#include "timeline/timelinecards.h"

#include <QKeyEvent>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr int kKeyPanShare = 8; // of the width a key press

} // namespace

void TimelineCanvas::keyPressEvent(QKeyEvent *event)
{
    const int pan = std::max(m_scene.trackArea().width() / kKeyPanShare, 1);
    if (event->matches(QKeySequence::SelectAll))
        return selectAll();
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
    case Qt::Key_P:
        if (const auto stream = streamOfCursor())
            togglePinned(*stream);
        return;
    case Qt::Key_Z:
        return zoomToSelected();
    case Qt::Key_M:
        return toggleMeasure();
    case Qt::Key_Escape:
        if (!leave())
            QWidget::keyPressEvent(event);
        return;
    case Qt::Key_Backspace:
        m_session.selectStreamType(std::nullopt);
        return;
    default:
        // The rest belongs to the window; the scroll area would take arrow keys for itself.
        QWidget::keyPressEvent(event);
    }
}

std::optional<StreamId> TimelineCanvas::streamOfCursor() const
{
    if (!m_cursor || *m_cursor >= m_scene.lanes().size())
        return std::nullopt;
    const Lane lane = m_scene.lanes().at(*m_cursor);
    return lane.isStream() ? std::optional(lane.stream()) : std::nullopt;
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
