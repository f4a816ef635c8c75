// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the keyboard does to a TimelineCanvas.
#include "timeline/timelinecanvas.h"
#include "timeline/timelinecards.h"
#include "widgets/format.h"

#include <QKeyEvent>

#include <algorithm>
#include <iterator>

namespace eventscope::ui {

namespace {

constexpr int kPanShare = 8;                     // of the width a step
constexpr std::uint32_t kMostSearched = 500'000; // rows, some milliseconds

// The row of the lane next to this one, before or after it in the log; with no lane, of all that are
// shown. Of streams by their rows; else by a search, which gives up when there is none for a long
// while.
std::optional<Row> neighbourIn(const TimelineScene &scene, const TimelineScene::LaneLayout *lane,
                               Row row, bool after)
{
    const EventLog &log = *scene.log();
    if (lane && lane->lane.isStream()) {
        if (!lane->rows)
            return std::nullopt;
        const std::vector<Row> &rows = lane->rows->byRow;
        if (after) {
            const auto next = std::upper_bound(rows.begin(), rows.end(), row);
            return next == rows.end() ? std::nullopt : std::optional(*next);
        }
        const auto next = std::lower_bound(rows.begin(), rows.end(), row);
        return next == rows.begin() ? std::nullopt : std::optional(*std::prev(next));
    }
    const std::uint32_t end = log.rowCount();
    std::uint32_t at = row.value();
    for (std::uint32_t i = 0; i < kMostSearched; ++i) {
        if (after ? at + 1 >= end : at == 0)
            break;
        at = after ? at + 1 : at - 1;
        if (scene.hidden().hides(log.type(Row(at))))
            continue;
        if (!lane)
            return Row(at);
        const StreamId stream = log.stream(Row(at));
        if (stream != kNoStream && log.streamSummary(stream).type == lane->lane.streamType())
            return Row(at);
    }
    return std::nullopt;
}

// Of those in view.
std::uint64_t eventsIn(const TrackLayout &track, int width)
{
    std::uint64_t events = 0;
    for (const TrackBar &bar : track.bars)
        events += bar.column >= 0 && bar.column < width ? bar.count : 0;
    for (const TrackMark &mark : track.marks)
        events += mark.column >= 0 && mark.column < width ? 1 : 0;
    return events;
}

} // namespace

void TimelineCanvas::setKeyText(TimelineKey key, const QString &text)
{
    m_keyTexts[static_cast<std::size_t>(key)] = text;
}

QString TimelineCanvas::withKey(const QString &text, TimelineKey key) const
{
    const QString &named = m_keyTexts[static_cast<std::size_t>(key)];
    return named.isEmpty() ? text : tr("%1 (%2)").arg(text, named);
}

void TimelineCanvas::pan(int steps)
{
    m_scene.panByPixels(steps * std::max(m_scene.trackArea().width() / kPanShare, 1));
    sceneChanged();
}

// From lane to lane, and what concerns the lane; all else are commands of the window.
void TimelineCanvas::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
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

void TimelineCanvas::previousInLane()
{
    stepInLane(false);
}

void TimelineCanvas::nextInLane()
{
    stepInLane(true);
}

// In the lane of the keyboard; with none, over all events. The lanes stay as they are, unless it is
// a stream that one steps through.
void TimelineCanvas::stepInLane(bool after)
{
    const Row playhead = m_session.playhead();
    if (!m_scene.log() || playhead == kNoRow)
        return;
    m_scene.layout();
    const TimelineScene::LaneLayout *const lane = m_cursor ? m_scene.laneLayout(*m_cursor)
                                                           : nullptr;
    const auto row = neighbourIn(m_scene, lane, playhead, after);
    if (row && lane && lane->lane.isStream())
        m_session.goToEvent(*row);
    else if (row)
        m_session.setPlayhead(*row);
}

// For those who do not see it.
QString TimelineCanvas::laneText() const
{
    const int width = m_scene.trackArea().width();
    const auto inView = [&](const TrackLayout &track) {
        return counted(static_cast<std::int64_t>(eventsIn(track, width)), tr("event in view"),
                       tr("events in view"));
    };
    if (m_fieldCursor && *m_fieldCursor < m_scene.fields().size())
        return tr("Lane of the field %1; ").arg(m_scene.fields().field(*m_fieldCursor).name);
    const TimelineScene::LaneLayout *const layout = m_cursor ? m_scene.laneLayout(*m_cursor)
                                                             : nullptr;
    if (!layout)
        return tr("Lane for all, %1; ").arg(inView(m_scene.all().track));
    const EventLog &log = *m_scene.log();
    const QString name = layout->lane.isStream()
                             ? oneLine(log.streamName(layout->lane.stream()), 80)
                         : layout->lane.streamType() == kNoStreamType
                             ? tr("(no type)")
                             : oneLine(log.streamTypeName(layout->lane.streamType()), 80);
    return tr("Lane %1, %2; ").arg(name, inView(layout->track));
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
