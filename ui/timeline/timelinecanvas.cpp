// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinecanvas.h"

#include "timeline/timelinecards.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace eventscope::ui {

namespace {

constexpr int kRefreshMilliseconds = 100;
constexpr double kWheelZoom = 1.25; // a notch
constexpr double kKeyZoom = 1.5;
constexpr int kKeyPanShare = 8; // of the width a key press
constexpr int kNotch = 120;

} // namespace

TimelineCanvas::TimelineCanvas(Session &session, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_session(session)
    , m_card(new HoverCard(this))
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Timeline"));
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    verticalScrollBar()->setSingleStep(TimelineScene::kLaneHeight);
    m_refreshSoon.setSingleShot(true);
    m_refreshSoon.setInterval(kRefreshMilliseconds);

    connect(&m_refreshSoon, &QTimer::timeout, this, &TimelineCanvas::refresh);
    connect(&m_scene, &TimelineScene::changed, this, &TimelineCanvas::sceneChanged);
    connect(&m_session, &Session::opened, this, &TimelineCanvas::takeLog);
    connect(&m_session, &Session::closed, this, &TimelineCanvas::letGo);
    connect(&m_session, &Session::rowsChanged, this, &TimelineCanvas::takeRows);
    connect(&m_session, &Session::phaseChanged, this, &TimelineCanvas::takeRows);
    connect(&m_session, &Session::playheadChanged, this, &TimelineCanvas::takePlayhead);
    connect(&m_session, &Session::selectionChanged, this, &TimelineCanvas::takeSelection);
    connect(&Theme::instance(), &Theme::changed, this, &TimelineCanvas::takeTheme);
    takeTheme();
    if (m_session.hasLog())
        takeLog();
}

QSize TimelineCanvas::minimumSizeHint() const
{
    return {240, TimelineScene::kAllHeight + 2 * TimelineScene::kLaneHeight + TimelineScene::kAxisHeight};
}

QSize TimelineCanvas::sizeHint() const
{
    return {800, TimelineScene::kAllHeight + 7 * TimelineScene::kLaneHeight + TimelineScene::kAxisHeight};
}

// --- the session ---

void TimelineCanvas::takeLog()
{
    m_styles.clear();
    m_painter.dropLooks();
    m_rowsSeen = 0;
    m_cursor.reset();
    endHover();
    m_scene.setLog(&m_session.log());
    takeSelection();
}

void TimelineCanvas::letGo()
{
    m_refreshSoon.stop();
    endHover();
    m_cursor.reset();
    m_drag = Drag::None;
    m_scene.setLog(nullptr);
    m_styles.clear();
    sceneChanged();
}

void TimelineCanvas::takeRows()
{
    // The first rows at once, later ones a few times a second.
    if (!m_session.hasLog())
        viewport()->update();
    else if (m_scene.lanes().size() == 0)
        refresh();
    else if (!m_refreshSoon.isActive())
        m_refreshSoon.start();
}

void TimelineCanvas::refresh()
{
    if (!m_session.hasLog())
        return;
    m_styles.update(m_session.log());
    m_painter.forgetTypes();
    if (!m_scene.refresh())
        m_refreshSoon.start();
    sceneChanged();
}

void TimelineCanvas::takePlayhead()
{
    // A step out of view takes the view along; a playhead that goes with the end of a growing log does not.
    const std::uint32_t rows = m_session.hasLog() ? m_session.log().rowCount() : 0;
    const Row playhead = m_session.playhead();
    const bool atNewEnd = rows != m_rowsSeen && playhead.value() + 1 == rows;
    m_rowsSeen = rows;
    if (m_drag == Drag::None && !atNewEnd && m_scene.log() && playhead != kNoRow) {
        if (const auto unit = unitOfRow(*m_scene.log(), m_scene.mode(), playhead); unit && m_scene.reveal(*unit))
            sceneChanged();
    }
    updateDescription();
    m_baseIsOld = true; // what comes after the playhead is paler
    viewport()->update();
}

void TimelineCanvas::takeSelection()
{
    if (!m_scene.log())
        return;
    const bool otherLanes = m_scene.streamType() != m_session.selectedStreamType();
    m_scene.setSelection(m_session.selectedStreamType(), m_session.selectedStream());
    if (otherLanes)
        m_cursor.reset();
    if (const auto stream = m_session.selectedStream()) {
        if (const auto index = m_scene.lanes().indexOf(Lane::of(*stream))) {
            m_scene.revealLane(*index);
            m_cursor = index;
        }
    }
    refresh();
    updateDescription();
}

void TimelineCanvas::takeTheme()
{
    const Theme &theme = Theme::instance();
    m_painter.setFonts(font(), theme.small());
    m_painter.dropLooks();
    m_scene.setCharacterWidth(QFontMetricsF(theme.small()).horizontalAdvance(QStringLiteral("0123456789")) / 10);
    m_baseIsOld = true;
    viewport()->update();
}

void TimelineCanvas::updateDescription()
{
    QString text;
    if (m_session.hasLog() && m_session.playhead() != kNoRow) {
        const EventLog &log = m_session.log();
        const Row row = m_session.playhead();
        text = tr("Playhead at %1, %2").arg(positionTag(log, row), shortTypeName(log.typeName(log.type(row))));
        if (const auto stream = m_session.selectedStream())
            text += tr("; selected stream %1").arg(oneLine(log.streamName(*stream), 80));
    }
    setAccessibleDescription(text);
}

QString TimelineCanvas::emptyText() const
{
    if (m_session.hasLog() && m_session.log().rowCount() > 0)
        return {};
    switch (m_session.phase()) {
    case Session::Phase::Opening:
    case Session::Phase::Loading:
        return tr("Reading the store\u2026");
    case Session::Phase::Ready:
        return m_session.isFollowing() ? tr("The store holds no events yet. New ones appear here by themselves.")
                                       : tr("The store holds no events.");
    case Session::Phase::Empty:
        return tr("No store is open. Open one (Ctrl+O), or drop a file here.");
    case Session::Phase::Failed:
        break;
    }
    return tr("No events could be read from the store.");
}

// --- painting ---

void TimelineCanvas::sceneChanged()
{
    // A new range may clamp the old value, which must not find its way back into the scene.
    QScrollBar *const bar = verticalScrollBar();
    const QSignalBlocker blocker(bar);
    bar->setRange(0, m_scene.mostScroll());
    bar->setPageStep(m_scene.lanesRect().height());
    bar->setValue(m_scene.scroll());
    if (m_cursor && *m_cursor >= m_scene.lanes().size())
        m_cursor.reset();
    m_baseIsOld = true;
    viewport()->update();
    Q_EMIT viewChanged();
}

void TimelineCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (const QString empty = emptyText(); !empty.isEmpty()) {
        const Tokens &tokens = Theme::instance().tokens();
        painter.fillRect(viewport()->rect(), tokens.surface);
        painter.setPen(tokens.textDim);
        const int margin = 2 * Theme::kGrid;
        painter.drawText(viewport()->rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap, empty);
        return;
    }
    const qreal ratio = devicePixelRatioF();
    const QSize pixels = viewport()->size() * ratio;
    if (m_base.size() != pixels || m_base.devicePixelRatio() != ratio) {
        m_base = QPixmap(pixels);
        m_base.setDevicePixelRatio(ratio);
        m_baseIsOld = true;
    }
    if (m_scene.isDirty() || m_baseIsOld) {
        m_scene.layout();
        QPainter base(&m_base);
        m_painter.paintBase(base, m_scene, m_styles, m_session.playhead());
        m_baseIsOld = false;
        // What is under the mouse may be another event now.
        if (m_hover.part != TimelineScene::Hit::Part::Nothing && m_drag == Drag::None)
            m_hover = m_scene.hitTest(viewport()->mapFromGlobal(QCursor::pos()));
    }
    painter.drawPixmap(0, 0, m_base);
    TimelinePainter::Over over;
    over.playhead = m_session.playhead();
    over.hover = m_drag == Drag::None ? m_hover : TimelineScene::Hit{};
    over.playheadHeld = m_drag == Drag::Playhead;
    if (hasFocus())
        over.cursor = m_cursor;
    m_painter.paintOver(painter, m_scene, m_styles, over);
    if (hasFocus()) {
        painter.setPen(Theme::instance().tokens().accent);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void TimelineCanvas::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    m_scene.resize(viewport()->size());
    sceneChanged();
}

void TimelineCanvas::scrollContentsBy(int, int)
{
    m_scene.setScroll(verticalScrollBar()->value());
    m_baseIsOld = true;
    viewport()->update();
}

// --- zoom, pan, fit ---

void TimelineCanvas::zoomAtPlayhead(double factor)
{
    const QRect area = m_scene.trackArea();
    int x = area.center().x();
    if (const auto playhead = m_scene.xOfRow(m_session.playhead()); playhead && area.contains(*playhead, area.top()))
        x = *playhead;
    m_scene.zoom(factor, x);
    sceneChanged();
}

void TimelineCanvas::setMode(AxisMode mode)
{
    m_scene.setMode(mode);
    sceneChanged();
}

void TimelineCanvas::fit()
{
    m_scene.fit();
    sceneChanged();
}

void TimelineCanvas::wheelEvent(QWheelEvent *event)
{
    event->accept();
    const QPoint point = event->position().toPoint();
    const QPoint angle = event->angleDelta();
    const bool overNames = point.x() < m_scene.nameWidth();
    if (overNames && angle.y() != 0 && !(event->modifiers() & Qt::ShiftModifier)) {
        const QPoint pixels = event->pixelDelta();
        m_wheelRest += pixels.y() != 0 ? pixels.y() : angle.y() * 3.0 * TimelineScene::kLaneHeight / kNotch;
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
    // On a mark or a name, the second click of somebody in a hurry.
    const bool onTrack = hit.part == Part::AllTrack || hit.part == Part::LaneTrack;
    if (event->button() == Qt::LeftButton && onTrack && hit.mark < 0)
        return fit();
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
    case Part::AllTrack:
    case Part::LaneTrack: {
        const auto row = m_scene.rowAt(hit, x);
        if (!row)
            return;
        const bool inStream = hit.lane && m_scene.lanes().at(*hit.lane).isStream();
        if (hit.lane)
            m_cursor = hit.lane;
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

void TimelineCanvas::chooseLane(std::uint32_t index)
{
    const Lane lane = m_scene.lanes().at(index);
    m_cursor = index;
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
    const bool points = hit.mark >= 0 || hit.part == Part::LaneName;
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
    m_card->showLines(hit.mark >= 0 || hit.bar >= 0 ? cardLines(m_scene, m_styles, hit)
                                                      : std::vector<HoverCard::Line>(),
                      viewport()->mapToGlobal(point));
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
            m_card->showLines(laneLines(*m_scene.log(), m_scene.lanes().at(*hit.lane)), help->globalPos());
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
    case Qt::Key_T:
        return setMode(m_scene.mode() == AxisMode::Time ? AxisMode::Position : AxisMode::Time);
    case Qt::Key_Up:
        return moveCursor(-1);
    case Qt::Key_Down:
        return moveCursor(1);
    case Qt::Key_PageUp:
        return moveCursor(-std::max(m_scene.lanesRect().height() / TimelineScene::kLaneHeight - 1, 1));
    case Qt::Key_PageDown:
        return moveCursor(std::max(m_scene.lanesRect().height() / TimelineScene::kLaneHeight - 1, 1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor && *m_cursor < m_scene.lanes().size())
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

void TimelineCanvas::moveCursor(int lanes)
{
    const std::int64_t count = m_scene.lanes().size();
    if (count == 0)
        return;
    std::int64_t next = 0;
    if (m_cursor)
        next = std::clamp<std::int64_t>(std::int64_t{*m_cursor} + lanes, 0, count - 1);
    m_cursor = static_cast<std::uint32_t>(next);
    m_scene.revealLane(*m_cursor);
    sceneChanged();
}

void TimelineCanvas::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void TimelineCanvas::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace eventscope::ui
