// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelinecanvas.h"

#include "timeline/findingmarks.h"
#include "timeline/measure.h"
#include "timeline/timelineoverlays.h"
#include "widgets/format.h"
#include "widgets/jsontext.h"
#include "widgets/preferences.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <iterator>
#include <utility>

namespace eventscope::ui {

namespace {

constexpr int kRefreshMilliseconds = 100;
constexpr int kDescribeMilliseconds = 200;

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

    m_describeSoon.setSingleShot(true);
    m_describeSoon.setInterval(kDescribeMilliseconds);
    connect(&m_describeSoon, &QTimer::timeout, this, &TimelineCanvas::updateDescription);
    connect(&m_refreshSoon, &QTimer::timeout, this, &TimelineCanvas::refresh);
    connect(&m_scene, &TimelineScene::changed, this, &TimelineCanvas::sceneChanged);
    connect(&m_arcs, &CausationArcs::changed, this, [this] {
        m_baseIsOld = true;
        viewport()->update();
    });
    connect(&m_collector, &EventCollector::collected, this, &TimelineCanvas::takeCollected);
    connect(&m_session.selectedEvents(), &EventSelection::changed, this,
            &TimelineCanvas::takeSelectedEvents);
    connect(&m_session.findings(), &Findings::changed, this, [this] {
        m_baseIsOld = true;
        viewport()->update();
    });
    connect(&m_session.lag(), &Lag::changed, this, [this] {
        m_lag.clear(); // places in a list that is another one now
        if (!m_isLagShown)
            return;
        m_hoverLag.reset(); // the next move of the mouse looks again
        m_baseIsOld = true;
        viewport()->update();
    });
    connect(&m_session.snapshots(), &Snapshots::changed, this, [this] {
        m_baseIsOld = true;
        updateDescription();
        viewport()->update();
    });
    connect(&m_session, &Session::opened, this, &TimelineCanvas::takeLog);
    connect(&m_session, &Session::closed, this, &TimelineCanvas::letGo);
    connect(&m_session, &Session::rowsChanged, this, &TimelineCanvas::takeRows);
    connect(&m_session, &Session::phaseChanged, this, &TimelineCanvas::takeRows);
    connect(&m_session, &Session::playheadChanged, this, &TimelineCanvas::takePlayhead);
    connect(&m_session, &Session::selectionChanged, this, &TimelineCanvas::takeSelection);
    connect(&m_session.workspace(), &Workspace::pinnedStreamsChanged, this,
            &TimelineCanvas::takePinnedStreams);
    connect(&m_session.workspace(), &Workspace::typeLooksChanged, this, &TimelineCanvas::refresh);
    connect(&m_session.types(), &TypeVisibility::changed, this, [this] {
        endHover();
        m_scene.setHidden(m_session.types().mask());
        sceneChanged();
    });
    connect(&m_session.correlation(), &ShownCorrelation::changed, this,
            &TimelineCanvas::takeCorrelation);
    connect(&m_session.histories(), &FieldHistories::changed, this, &TimelineCanvas::takeFields);
    connect(&m_session.states(), &StateQueries::subjectChanged, this, &TimelineCanvas::takeFields);
    connect(&Theme::instance(), &Theme::changed, this, &TimelineCanvas::takeTheme);
    connect(&Preferences::instance(), &Preferences::changed, this, &TimelineCanvas::takeTheme);
    takeTheme();
    if (m_session.hasLog())
        takeLog();
}

QSize TimelineCanvas::minimumSizeHint() const
{
    return {240, TimelineScene::kAllHeight + 2 * TimelineScene::kLaneHeight
                     + TimelineScene::kAxisHeight};
}

QSize TimelineCanvas::sizeHint() const
{
    return {800, TimelineScene::kAllHeight + 7 * TimelineScene::kLaneHeight
                     + TimelineScene::kAxisHeight};
}

// --- the session ---

void TimelineCanvas::takeLog()
{
    m_styles.clear();
    m_painter.dropLooks();
    m_rowsSeen = 0;
    placeCursor(std::nullopt);
    endHover();
    m_anchor.reset();
    m_measureFrom.reset();
    m_scene.setLog(&m_session.log());
    m_scene.setHidden(m_session.types().mask());
    takePinnedStreams();
    m_arcs.setLog(&m_session.log());
    m_collector.setLog(&m_session.log());
    takeSelection();
    takeCorrelation();
}

void TimelineCanvas::letGo()
{
    m_refreshSoon.stop();
    endHover();
    placeCursor(std::nullopt);
    m_drag = Drag::None;
    m_box = {};
    m_measureFrom.reset();
    m_before.reset();
    m_snapshots.clear();
    m_snapshotPlaces.clear();
    m_lag.clear();
    m_collector.setLog(nullptr);
    m_arcs.setLog(nullptr);
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
    m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    m_painter.forgetTypes();
    if (!m_scene.lanes().isOnly()
        && m_scene.lanes().pinnedCount() != m_session.workspace().pinnedStreams().size())
        takePinnedStreams(); // some may have come by now
    if (!m_scene.refresh())
        m_refreshSoon.start();
    sceneChanged();
}

void TimelineCanvas::takePlayhead()
{
    // A step out of view takes the view along; a playhead that goes with the end of a growing log
    // does not.
    const std::uint32_t rows = m_session.hasLog() ? m_session.log().rowCount() : 0;
    const Row playhead = m_session.playhead();
    const bool atNewEnd = rows != m_rowsSeen && playhead.value() + 1 == rows;
    m_rowsSeen = rows;
    m_anchor.reset();
    if (m_drag == Drag::None && !atNewEnd && m_scene.log() && playhead != kNoRow) {
        if (const auto unit = unitOfRow(*m_scene.log(), m_scene.mode(), playhead);
            unit && m_scene.reveal(*unit))
            sceneChanged();
    }
    updateFieldValues();
    updateDescription();
    if (m_measureFrom)
        Q_EMIT selectionChanged();
    if (m_fieldCursor && hasFocus())
        showFieldCard();
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
        placeCursor(std::nullopt);
    if (const auto stream = m_session.selectedStream()) {
        if (const auto index = m_scene.lanes().indexOf(Lane::of(*stream))) {
            m_scene.revealLane(*index);
            placeCursor(index);
        }
    }
    refresh();
    updateDescription();
}

void TimelineCanvas::takePinnedStreams()
{
    if (!m_scene.log())
        return;
    std::vector<StreamId> streams;
    for (const std::string &name : m_session.workspace().pinnedStreams()) {
        const auto stream = m_scene.log()->findStream(name);
        if (stream && stream->value() < m_scene.log()->streamCount())
            streams.push_back(*stream);
    }
    // The keyboard stays in its lane, which may stand elsewhere now.
    const auto lane = m_cursor && *m_cursor < m_scene.lanes().size()
                          ? std::optional(m_scene.lanes().at(*m_cursor))
                          : std::nullopt;
    const bool inSight = isSelectionInSight();
    m_scene.setPinnedStreams(std::move(streams));
    keepSelectionInSight(inSight);
    if (lane && !m_fieldCursor)
        placeCursor(m_scene.lanes().indexOf(*lane));
    sceneChanged();
}

void TimelineCanvas::setLagShown(bool shown)
{
    if (shown == std::exchange(m_isLagShown, shown))
        return;
    m_baseIsOld = true;
    viewport()->update();
}

void TimelineCanvas::wantSnapshots()
{
    if (!m_scene.log())
        return;
    std::vector<StreamId> streams;
    if (const auto stream = m_scene.selectedStream())
        streams.push_back(*stream);
    for (std::uint32_t i = 0; i < m_scene.lanes().pinnedCount(); ++i)
        streams.push_back(m_scene.lanes().at(i).stream());
    m_session.snapshots().want(std::move(streams));
}

void TimelineCanvas::togglePinned(StreamId stream)
{
    const std::string name(m_session.log().streamName(stream));
    Workspace &workspace = m_session.workspace();
    if (workspace.isStreamPinned(name))
        return workspace.unpinStream(name);
    if (const auto pinned = workspace.pinStream(name); !pinned)
        QToolTip::showText(mapToGlobal(QPoint(0, 0)),
                           plainToolTip(QString::fromStdString(pinned.error().message)), this);
}

// The lanes stay while their histories are on the way, so that nothing below them moves.
void TimelineCanvas::takeFields()
{
    if (!m_session.hasLog() || !m_scene.log())
        return;
    const Sequence &sequence = m_session.states().sequence();
    std::vector<FieldLanes::Field> fields;
    for (const std::string &pointer : m_session.histories().pins()) {
        FieldLanes::Field &field = fields.emplace_back();
        field.pointer = pointer;
        field.name = fieldLabel(pointer);
        const auto history = m_session.histories().pinned(pointer);
        field.isKnown = history != nullptr;
        if (!history)
            continue;
        const auto &changes = history->field.changes;
        for (std::uint32_t i = 0; i < changes.size(); ++i) {
            if (changes[i].ordinal < sequence.size())
                field.changes.push_back({sequence.row(changes[i].ordinal), changes[i].kind, i});
        }
    }
    if (fields.empty() && m_scene.fields().size() == 0)
        return;
    endHover();
    const bool inSight = isSelectionInSight();
    m_scene.setFields(std::move(fields));
    keepSelectionInSight(inSight);
    updateFieldValues();
    updateDescription();
    sceneChanged();
}

void TimelineCanvas::updateFieldValues()
{
    const auto at = m_session.streamOrdinal();
    for (std::uint32_t i = 0; i < m_scene.fields().size(); ++i) {
        const auto history = m_session.histories().pinned(m_scene.fields().field(i).pointer);
        QString value;
        if (history && at) {
            const auto &changes = history->field.changes;
            const auto after = std::upper_bound(changes.begin(), changes.end(), *at,
                                                [](std::uint32_t ordinal,
                                                   const FieldChange &change) {
                                                    return ordinal < change.ordinal;
                                                });
            if (after != changes.begin() && std::prev(after)->kind != LeafChange::Kind::Removed)
                value = valueText(std::prev(after)->after);
        }
        m_scene.setFieldValue(i, value);
    }
}

void TimelineCanvas::takeSelectedEvents()
{
    m_collector.cancel(); // of two answers the newer one counts
    m_arcs.setEvents(m_session.selectedEvents().rows(CausationArcs::kMostEvents));
    updateDescription();
    m_baseIsOld = true;
    viewport()->update();
    Q_EMIT selectionChanged();
}

void TimelineCanvas::takeTheme()
{
    const Theme &theme = Theme::instance();
    m_painter.setFonts(font(), theme.small());
    m_painter.dropLooks();
    m_selectionPainter.dropLooks();
    m_scene.setCharacterWidth(
        QFontMetricsF(theme.small()).horizontalAdvance(QStringLiteral("0123456789")) / 10);
    m_baseIsOld = true;
    viewport()->update();
}

void TimelineCanvas::updateDescription()
{
    QString text;
    if (m_session.hasLog() && m_session.playhead() != kNoRow) {
        const EventLog &log = m_session.log();
        const Row row = m_session.playhead();
        text = laneText();
        text += tr("playhead at %1, %2")
                    .arg(positionTag(log, row), shortTypeName(log.typeName(log.type(row))));
        if (const auto stream = m_session.selectedStream())
            text += tr("; selected stream %1").arg(oneLine(log.streamName(*stream), 80));
        const auto stream = m_session.selectedStream();
        if (const auto marks = stream ? m_session.snapshots().of(*stream) : nullptr;
            marks && !marks->empty())
            text += tr("; %1").arg(snapshotsText(*marks));
        if (m_session.selectedEvents().size() > 1)
            text += tr("; %1 events selected")
                        .arg(withThousands(m_session.selectedEvents().size()));
        if (const QString distance = measured(); !distance.isEmpty())
            text += QStringLiteral("; ") + distance;
        QStringList pinned;
        for (std::uint32_t i = 0; i < m_scene.fields().size(); ++i)
            pinned << m_scene.fields().field(i).name + u' ' + m_scene.fields().field(i).value;
        if (!pinned.isEmpty())
            text += tr("; pinned fields: %1").arg(pinned.join(QStringLiteral(", ")));
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
        return m_session.isFollowing()
                   ? tr("The store holds no events yet. New ones appear here by themselves.")
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
    // A new range may clamp the old value, which must not find its way back into the scene. Its signals are not
    // blocked: by them the area shows and hides the bar.
    QScrollBar *const bar = verticalScrollBar();
    const bool outer = std::exchange(m_barFollows, true);
    bar->setRange(0, m_scene.mostScroll());
    bar->setPageStep(m_scene.scrolledRect().height());
    bar->setValue(m_scene.scroll());
    m_barFollows = outer;
    if ((m_cursor && *m_cursor >= m_scene.lanes().size())
        || (m_fieldCursor && *m_fieldCursor >= m_scene.fields().size()))
        placeCursor(std::nullopt);
    wantSnapshots();
    m_baseIsOld = true;
    m_describeSoon.start();
    viewport()->update();
    Q_EMIT viewChanged();
}

void TimelineCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setLayoutDirection(layoutDirection()); // not the application's
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
        paintLayers(base);
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
    if (hasFocus()) {
        over.cursor = m_cursor;
        over.fieldCursor = m_fieldCursor;
    }
    m_painter.paintOver(painter, m_scene, m_styles, over);
    if (const auto pair = ruler())
        paintRuler(painter, m_scene, pair->first, pair->second, measured(),
                   Theme::instance().small());
    if (m_box.isValid())
        paintBox(painter, m_box);
    if (hasFocus()) {
        painter.setPen(Theme::instance().tokens().accent);
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void TimelineCanvas::paintLayers(QPainter &painter)
{
    m_snapshots = m_snapshotPlaces.inView(m_scene, m_session.snapshots());
    m_lag.clear();
    if (m_isLagShown)
        m_lag = placedLag(m_scene, m_session.lag().consumers());
    m_painter.paintBase(painter, m_scene, m_styles, m_session.playhead());
    paintFindingMarks(painter, m_scene, m_session.findings().rows());
    paintLag(painter, m_scene, m_lag, m_session.lag().consumers());
    paintSnapshots(painter, m_scene, m_snapshots, m_session.playhead());
    paintArcs(painter, m_scene, m_arcs.arcs());
    m_selectionPainter.paintSelected(painter, m_scene, m_session.selectedEvents(),
                                     m_session.playhead());
}

void TimelineCanvas::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    const bool inSight = isSelectionInSight();
    m_scene.resize(viewport()->size());
    keepSelectionInSight(inSight);
    sceneChanged();
}

bool TimelineCanvas::isSelectionInSight() const
{
    const auto stream = m_scene.selectedStream();
    const auto index = stream ? m_scene.lanes().indexOf(Lane::of(*stream)) : std::nullopt;
    return index && m_scene.laneClip(*index).intersects(m_scene.laneRect(*index));
}

void TimelineCanvas::keepSelectionInSight(bool wasInSight)
{
    const auto stream = m_scene.selectedStream();
    if (!wasInSight || !stream)
        return;
    if (const auto index = m_scene.lanes().indexOf(Lane::of(*stream)))
        m_scene.revealLane(*index);
}

void TimelineCanvas::scrollContentsBy(int, int)
{
    if (!m_barFollows)
        m_scene.setScroll(verticalScrollBar()->value());
    m_baseIsOld = true;
    viewport()->update();
}

// --- zoom, pan, fit ---

void TimelineCanvas::zoomAtPlayhead(double factor)
{
    const QRect area = m_scene.trackArea();
    int x = area.center().x();
    if (const auto playhead = m_scene.xOfRow(m_session.playhead());
        playhead && area.contains(*playhead, area.top()))
        x = *playhead;
    m_scene.zoom(factor, x);
    sceneChanged();
}

void TimelineCanvas::setMode(AxisMode mode)
{
    m_scene.setMode(mode);
    sceneChanged();
}

void TimelineCanvas::showRange(const TimelineRange &range)
{
    m_scene.setRange(range);
    sceneChanged();
}

void TimelineCanvas::fit()
{
    if (m_scene.lanes().isOnly())
        return fitCorrelation();
    m_scene.fit();
    sceneChanged();
}

void TimelineCanvas::setFolding(bool folding)
{
    endHover();
    m_scene.setFolding(folding);
    sceneChanged();
}

void TimelineCanvas::unfold(std::size_t band)
{
    endHover();
    m_scene.unfold(IdleGap(m_scene.foldBands()[band].gap)); // which goes with the band
    sceneChanged();
}

void TimelineCanvas::fitStream()
{
    if (const auto stream = m_session.selectedStream()) {
        m_scene.fitStream(*stream);
        sceneChanged();
    }
}

} // namespace eventscope::ui
