// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "timeline/causationarcs.h"
#include "timeline/eventcollector.h"
#include "timeline/hovercard.h"
#include "timeline/lagmarks.h"
#include "timeline/selectionpainter.h"
#include "timeline/snapshotmarks.h"
#include "timeline/timelinepainter.h"
#include "timeline/timelinepicture.h"
#include "timeline/timelinescene.h"

#include <QAbstractScrollArea>
#include <QPixmap>
#include <QTimer>

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace eventscope::ui {

// Keys of the window's commands that texts of the timeline name.
enum class TimelineKey : std::uint8_t {
    ZoomIn,
    ZoomOut,
    Fit,
    FitStream,
    ZoomToSelected,
    Axis,
    Fold,
    Measure,
};

// The lanes and the axis, in one widget of the size of the viewport; binds a TimelineScene to
// mouse, keys and the session.
//
// The wheel zooms at the mouse, dragging pans, a click goes to the event nearest to it in its lane,
// a double click fits; over the names the wheel scrolls. In the axis a press takes the playhead
// along. Ctrl+click selects one event more or less, Shift+click those up to it in its lane, and
// Shift+drag those in a box; the playhead stays. The right button, or Alt, draws a box to zoom to.
// The first layer is kept as a pixmap and painted anew only when the scene or the selection has
// changed.
class TimelineCanvas : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineCanvas(Session &session, QWidget *parent = nullptr);

    TimelineScene &scene() { return m_scene; }
    const TimelineScene &scene() const { return m_scene; }
    const HoverCard &hoverCard() const { return *m_card; }
    // Why there is nothing to see; empty if there is.
    QString emptyText() const;
    // The lane of the keyboard: a stream's or type's, or a pinned field's.
    std::optional<std::uint32_t> cursor() const { return m_cursor; }
    std::optional<std::uint32_t> fieldCursor() const { return m_fieldCursor; }

    // Nothing here will change by itself any more.
    bool isSettled() const
    {
        return !m_refreshSoon.isActive() && m_scene.isComplete() && !m_collector.isCollecting()
               && m_arcs.isComplete();
    }

    void zoomAtPlayhead(double factor); // in the middle of the view if the playhead is out of it
    void pan(int steps);                // an eighth of the width each; to the right: later
    void setMode(AxisMode mode);
    void showRange(const TimelineRange &range);
    void fit();
    void fitStream();              // the selected one
    void setFolding(bool folding); // long times without an event
    void toggleFolding() { setFolding(!m_scene.isFolding()); }
    void zoomToSelected(); // events, if there are several
    void showSelected();   // the same, unless they can be seen apart as it is
    // In the lane of the keyboard; with none, of all events.
    void previousInLane();
    void nextInLane();
    void selectAll(); // all events that are shown in the table
    // From the playhead to where it goes from there on; once more ends it.
    void toggleMeasure();
    bool isMeasuring() const { return m_measureFrom.has_value(); }
    // Of the two events between which a ruler stands; empty without one.
    QString measured() const;
    const CausationArcs &arcs() const { return m_arcs; }
    // As they were painted last.
    const std::vector<PlacedSnapshot> &snapshotMarks() const { return m_snapshots; }
    const std::vector<PlacedLag> &lagMarks() const { return m_lag; }
    // Where the framework's consumers have read to, or nothing of it.
    void setLagShown(bool shown);
    bool isLagShown() const { return m_isLagShown; }
    // Of what is in view; paints from the canvas, so make what you need of it at once.
    TimelinePicture picture(const QString &title, const QString &note);

    // What the key is, for people; empty: none.
    void setKeyText(TimelineKey key, const QString &text);
    QString withKey(const QString &text, TimelineKey key) const; // "Zoom in (W)"

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void pictureWanted();    // by the menu
    void viewChanged();      // range, mode, lanes or the log
    void selectionChanged(); // which events
    void idleTimeWanted(eventscope::StreamId stream);
    void snapshotWanted(); // that at the playhead, which is there by now

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    enum class Drag { None, Pressed, PlayheadPressed, Pan, Playhead, Splitter, Select, Zoom };

    void takeLog();
    void letGo();
    void takeRows();
    void takePlayhead();
    void takeSelection();
    void takeFields();
    void takePinnedStreams();
    void wantSnapshots(); // of the selected stream and those that are pinned
    void showSnapshot(const PlacedSnapshot &snapshot);
    void takeCorrelation();
    void fitCorrelation();
    void togglePinned(StreamId stream);
    std::optional<StreamId> streamOfCursor() const;
    void updateFieldValues();
    // The lane of the selected stream, when there is less room for lanes.
    bool isSelectionInSight() const;
    void keepSelectionInSight(bool wasInSight);
    void takeTheme();
    void refresh();
    void paintLayers(QPainter &painter); // what is kept between frames
    // After a change of the scene: scroll bar, hover, repaint.
    void sceneChanged();
    void showMenu(const TimelineScene::Hit &hit, const QPoint &place);
    void showFieldMenu(std::uint32_t field, const QPoint &place);
    void click(const TimelineScene::Hit &hit, int x, Qt::KeyboardModifiers modifiers);
    void toggle(Row row);
    void extendTo(const TimelineScene::Hit &hit, int x);
    bool isOnPlayhead(const QPoint &point, const TimelineScene::Hit &hit) const;
    void beginDrag();
    QRect boxTo(const QPoint &point) const;
    TimelineRange rangeOf(const QRect &box) const;
    void unfold(std::size_t band);
    void zoomToBox(const QRect &box);
    void selectBox(const QRect &box, bool add);
    void takeCollected(const Sequence &rows);
    void takeSelectedEvents();
    std::optional<std::pair<Row, Row>> ruler() const;
    bool canLeave() const;
    bool leave();
    void chooseLane(std::uint32_t index);
    void moveCursor(int lanes);
    void placeCursor(std::optional<std::uint32_t> lane);
    void showFieldCard(); // at the field of the keyboard: what set it
    void scrubTo(int x);
    void hoverAt(const QPoint &point);
    void endHover();
    void updateCursorShape(const TimelineScene::Hit &hit);
    void stepInLane(bool after);
    QString laneText() const;
    void updateDescription();

    Session &m_session;
    TimelineScene m_scene;
    TimelinePainter m_painter;
    SelectionPainter m_selectionPainter;
    EventCollector m_collector;
    CausationArcs m_arcs;
    EventTypeStyles m_styles;
    std::array<QString, static_cast<std::size_t>(TimelineKey::Measure) + 1> m_keyTexts;
    HoverCard *m_card;
    QPixmap m_base;
    bool m_baseIsOld = true;
    bool m_barFollows = false; // the scroll bar is being set to what the scene says
    QTimer m_describeSoon;     // not while the view moves
    QTimer m_refreshSoon;      // the log grows faster than one needs to see

    SnapshotPlaces m_snapshotPlaces;
    std::vector<PlacedSnapshot> m_snapshots; // in view
    std::optional<PlacedSnapshot> m_hoverSnapshot;
    std::vector<PlacedLag> m_lag; // in view
    std::optional<PlacedLag> m_hoverLag;
    bool m_isLagShown = true;
    TimelineScene::Hit m_hover;
    Drag m_drag = Drag::None;
    QPoint m_pressedAt;
    TimelineScene::Hit m_pressedHit;
    Qt::MouseButton m_pressedButton = Qt::NoButton;
    Qt::KeyboardModifiers m_pressedWith;
    QRect m_box;                 // being drawn
    std::optional<Row> m_anchor; // the event toggled last: where Shift+click begins
    // The view before only a correlation was shown.
    struct ViewBefore {
        TimelineRange range;
        AxisMode mode = AxisMode::Time;
        bool follows = true;
        int scroll = 0;
    };
    std::optional<ViewBefore> m_before;
    std::string m_shownCorrelation;
    std::optional<Row> m_measureFrom;
    int m_draggedTo = 0; // x up to which the view was panned
    std::optional<std::uint32_t> m_cursor;
    std::optional<std::uint32_t> m_fieldCursor; // at most one of the two
    std::uint32_t m_rowsSeen = 0;               // when the playhead moved last
    double m_wheelRest = 0;                     // of scrolling by less than a pixel
};

} // namespace eventscope::ui
