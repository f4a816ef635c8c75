// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Selecting events on a TimelineCanvas, measuring between them, its picture, and the events of a correlation alone.
#include "timeline/measure.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineoverlays.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostLegend = 40;
constexpr double kSelectedMargin = 0.06; // of what is selected, on both sides

} // namespace

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
    wanted.hidden = m_scene.hidden();
    wanted.all = !hit.lane;
    if (hit.lane)
        wanted.lanes.push_back(m_scene.lanes().at(*hit.lane));
    m_collector.collect(wanted);
}

// From where the button was pressed.
QRect TimelineCanvas::boxTo(const QPoint &point) const
{
    const QRect area = m_scene.trackArea();
    const auto inArea = [&](const QPoint &corner) {
        return QPoint(std::clamp(corner.x(), area.left(), std::max(area.left(), area.right())),
                      std::clamp(corner.y(), area.top(), std::max(area.top(), area.bottom())));
    };
    QPoint a = inArea(m_pressedAt);
    QPoint b = inArea(point);
    if (m_drag == Drag::Zoom) { // all lanes stay
        a.setY(area.top());
        b.setY(area.bottom());
    }
    return QRect(QPoint(std::min(a.x(), b.x()), std::min(a.y(), b.y())),
                 QPoint(std::max(a.x(), b.x()), std::max(a.y(), b.y())));
}

TimelineRange TimelineCanvas::rangeOf(const QRect &box) const
{
    const QRect area = m_scene.trackArea();
    return TimelineRange(m_scene.range().fromPixel(box.left() - area.left(), area.width()),
                         m_scene.range().fromPixel(box.right() + 1 - area.left(), area.width()));
}

// Nearer than one can zoom, the middle of the box comes into the middle.
void TimelineCanvas::zoomToBox(const QRect &box)
{
    const TimelineRange range = rangeOf(box);
    const std::int64_t more = std::max<std::int64_t>(smallestSpan(m_scene.mode()) - range.span(),
                                                     0);
    m_scene.setRange(TimelineRange(range.start() - more / 2, range.end() + more - more / 2));
    sceneChanged();
}

void TimelineCanvas::selectBox(const QRect &box, bool add)
{
    EventCollector::Wanted wanted;
    wanted.mode = m_scene.mode();
    wanted.range = rangeOf(box);
    wanted.hidden = m_scene.hidden();
    wanted.all = box.intersects(m_scene.allRect());
    const QRect lanes = box.intersected(m_scene.lanesRect());
    for (const TimelineScene::LaneLayout &lane : m_scene.laneLayouts()) {
        const QRect seen = m_scene.laneRect(lane.index).intersected(m_scene.laneClip(lane.index));
        if (seen.intersects(lanes))
            wanted.lanes.push_back(lane.lane);
    }
    if (add)
        wanted.others = m_session.selectedEvents().lister();
    if (wanted.all || !wanted.lanes.empty())
        m_collector.collect(wanted);
}

void TimelineCanvas::takeCollected(const Sequence &rows)
{
    m_session.selectedEvents().setAll(rows, true);
}

void TimelineCanvas::selectAll()
{
    if (m_session.hasLog())
        m_session.selectedEvents().setAll(m_session.shownEvents(), m_session.shownEventsAscend());
}

bool TimelineCanvas::canLeave() const
{
    return m_drag == Drag::Select || m_drag == Drag::Zoom || m_measureFrom
           || m_session.selectedEvents().size() > 1;
}

// Ends what is under way: a box, measuring, the selection of several events. False if nothing is.
bool TimelineCanvas::leave()
{
    if (!canLeave())
        return false;
    if (m_drag == Drag::Select || m_drag == Drag::Zoom) {
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

// --- measuring ---

void TimelineCanvas::toggleMeasure()
{
    if (m_measureFrom)
        m_measureFrom.reset();
    else if (m_session.playhead() != kNoRow)
        m_measureFrom = m_session.playhead();
    updateDescription();
    viewport()->update();
    Q_EMIT selectionChanged();
}

// From the event where measuring began to the playhead; else between the first and the last of
// several selected events.
std::optional<std::pair<Row, Row>> TimelineCanvas::ruler() const
{
    if (!m_session.hasLog() || m_session.playhead() == kNoRow)
        return std::nullopt;
    if (m_measureFrom)
        return std::pair(*m_measureFrom, m_session.playhead());
    const EventSelection &events = m_session.selectedEvents();
    if (events.size() < 2)
        return std::nullopt;
    return std::pair(events.first(), events.last());
}

QString TimelineCanvas::measured() const
{
    const auto pair = ruler();
    if (!pair)
        return {};
    if (pair->first == pair->second)
        return tr("Measuring from %1: step or click to another event (%2 ends)")
            .arg(positionTag(m_session.log(), pair->first), tr("Esc"));
    return measureText(m_session.log(), pair->first, pair->second);
}

// --- the picture ---

// Whole lanes, since not every kind of picture can clip, and no room below them.
TimelinePicture TimelineCanvas::picture(const QString &title, const QString &note)
{
    m_scene.layout();
    TimelinePicture picture;
    picture.title = title;
    picture.note = note;
    const QRect scrolled = m_scene.scrolledRect();
    const int lanes = static_cast<int>(m_scene.lanes().size() - m_scene.standingLanes());
    const int above = m_scene.scroll() % TimelineScene::kLaneHeight;
    const int seen = (above + scrolled.height() + TimelineScene::kLaneHeight - 1)
                     / TimelineScene::kLaneHeight;
    const int whole = std::clamp(seen, 0, lanes) * TimelineScene::kLaneHeight;
    const QSize size = m_scene.size();
    picture.lanes = QSize(size.width(), size.height() - scrolled.height() + whole);
    picture.paintLanes = [this, wanted = picture.lanes](QPainter &painter) {
        const QSize before = m_scene.size();
        const int scroll = m_scene.scroll();
        m_scene.resize(wanted);
        m_scene.setScroll(scroll / TimelineScene::kLaneHeight * TimelineScene::kLaneHeight);
        m_scene.layout();
        paintLayers(painter);
        TimelinePainter::Over over;
        over.playhead = m_session.playhead();
        m_painter.paintOver(painter, m_scene, m_styles, over);
        if (const auto pair = ruler())
            paintRuler(painter, m_scene, pair->first, pair->second, measured(),
                       Theme::instance().small());
        m_scene.resize(before);
        m_scene.setScroll(scroll);
        viewport()->update();
    };
    for (const TypeId type : typesInView(m_scene, kMostLegend))
        picture.legend.push_back(
            {m_styles.style(type.value()), oneLine(m_scene.log()->typeName(type), 200)});
    return picture;
}

void TimelineCanvas::zoomToSelected()
{
    const EventSelection &events = m_session.selectedEvents();
    if (!m_scene.log() || events.size() < 2)
        return;
    const auto from = unitOfRow(*m_scene.log(), m_scene.mode(), events.first());
    const auto to = unitOfRow(*m_scene.log(), m_scene.mode(), events.last());
    if (!from || !to)
        return;
    m_scene.setRange(TimelineRange(std::min(*from, *to), std::max(*from, *to) + 1)
                         .padded(kSelectedMargin, smallestSpan(m_scene.mode()) / 2));
    sceneChanged();
}

void TimelineCanvas::showSelected()
{
    constexpr int kLeastApart = 48; // pixels: a ruler with some room for its ends
    const EventSelection &events = m_session.selectedEvents();
    if (!m_scene.log() || events.size() < 2)
        return;
    const auto from = m_scene.xOfRow(events.first());
    const auto to = m_scene.xOfRow(events.last());
    const QRect track = m_scene.allRect();
    const auto isInView = [&track](const std::optional<int> &x) {
        return x && *x >= track.left() && *x <= track.right();
    };
    if (!isInView(from) || !isInView(to) || std::abs(*to - *from) < kLeastApart)
        zoomToSelected();
}

// --- a correlation ---

void TimelineCanvas::takeCorrelation()
{
    if (!m_scene.log())
        return;
    const auto contents = m_session.correlation().contents();
    if (!contents && !m_scene.lanes().isOnly())
        return;
    endHover();
    placeCursor(std::nullopt);
    if (contents) {
        if (!m_before)
            m_before = {m_scene.range(), m_scene.mode(), m_scene.follows(), m_scene.scroll()};
        const bool isOther = !m_scene.lanes().isOnly() || contents->id != m_shownCorrelation;
        m_shownCorrelation = contents->id;
        m_scene.setOnly(
            std::make_unique<OnlyLanes>(*m_scene.log(), contents->shown,
                                        std::shared_ptr<const OnlyLanes::Rows>(contents,
                                                                               &contents->rows)));
        if (isOther) {
            m_scene.setScroll(0);
            fitCorrelation();
        }
    } else {
        m_scene.setOnly(nullptr);
        const auto before = std::exchange(m_before, std::nullopt);
        if (before && before->follows)
            m_scene.fit();
        else if (before && before->mode == m_scene.mode())
            m_scene.setRange(before->range);
        if (before)
            m_scene.setScroll(before->scroll);
    }
    takeSelection(); // its lane in sight, if it has one
}

void TimelineCanvas::fitCorrelation()
{
    const auto contents = m_session.correlation().contents();
    if (!contents || !m_scene.log())
        return;
    const bool byTime = m_scene.mode() == AxisMode::Time;
    if (byTime && contents->firstTime == kNoTime)
        return;
    const std::int64_t from = byTime ? contents->firstTime.micros : unitsOfRow(contents->first);
    const std::int64_t to = byTime ? contents->lastTime.micros : unitsOfRow(contents->last);
    m_scene.setRange(
        TimelineRange(from, to + 1).padded(kSelectedMargin, smallestSpan(m_scene.mode()) / 2));
    sceneChanged();
}

} // namespace eventscope::ui
