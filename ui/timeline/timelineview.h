// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"
#include "timeline/timelinerange.h"

#include <QByteArray>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>

class QAction;
class QButtonGroup;
class QToolButton;

namespace eventscope::ui {

class Minimap;
class TimelineCanvas;
enum class TimelineKey : std::uint8_t;

// The timeline of the open store: a heading with what is in view and the controls, above the lanes.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(Session &session, QWidget *parent = nullptr);

    TimelineCanvas &canvas() { return *m_canvas; }
    Minimap &minimap() { return *m_minimap; }
    // "shoppingCart, 95 streams, 4 h 27 min in view"
    QString note() const { return m_note; }
    // What is in view, with title, axis and legend: vectors into a file that ends with .svg, pixels
    // into any other. Written on a thread.
    void writePicture(const QString &file);

    // The key that texts name, as people write it; empty: none.
    void setKeyText(TimelineKey key, const QString &text);

    // Nothing here will change by itself any more.
    bool isSettled() const;

    // Width of the names and the axis wanted. False: the bytes are of something else, nothing
    // changed.
    QByteArray saveState() const;
    bool restoreState(const QByteArray &state);

    // What is in view; none if that is all, and goes on being so.
    std::optional<TimelineSpan> span() const;
    void showSpan(const std::optional<TimelineSpan> &span); // of a log that is there

public Q_SLOTS:
    void zoomIn();
    void zoomOut();
    void panEarlier();
    void panLater();
    void fit();
    void fitStream();      // the selected one
    void zoomToSelected(); // events, if there are several
    void showSelected();   // the same, unless they can be seen apart as it is
    void toggleAxis();
    void toggleFolding();
    void toggleLag();      // the marks of where consumers have read to
    void previousInLane(); // of the keyboard
    void nextInLane();
    void toggleMeasure(); // from the playhead
    void savePicture();   // asks where
    void selectAll();     // the events shown

Q_SIGNALS:
    void pictureWritten(const QString &file);
    void pictureFailed(const QString &why);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void makeHeading();
    void updateToolTips();
    void takeView();
    void takeCorrelation();
    void takeTheme();

    Session &m_session;
    TimelineCanvas *m_canvas;
    Minimap *m_minimap;
    QWidget *m_heading;
    QToolButton *m_back;        // to all stream types
    QToolButton *m_correlation; // shown alone; back to all events
    QToolButton *m_time;
    QToolButton *m_position;
    QToolButton *m_fold = nullptr;
    QToolButton *m_measure;
    QToolButton *m_zoomOut;
    QToolButton *m_zoomIn;
    QToolButton *m_fitStream;
    QToolButton *m_fit;
    QString m_note;
    std::unique_ptr<NewestOnly> m_writer;
};

} // namespace eventscope::ui
