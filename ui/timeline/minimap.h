// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "timeline/loglayout.h"

#include <QPixmap>
#include <QWidget>

#include <cstdint>

namespace eventscope::ui {

class TimelineCanvas;

// The whole log in one strip below the timeline, with a window around what the timeline shows.
//
// The window is dragged, resized at its sides, and comes to where one clicks; with the keyboard,
// Left and Right move it, Up and Down make it narrower and wider, Home and End take it to the ends.
// The bars are a pixmap, made anew when the log has grown or the axis is another.
class Minimap : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kHeight = 26;

    Minimap(Session &session, TimelineCanvas &canvas, QWidget *parent = nullptr);

    // What the strip shows: the log without outliers, unless the timeline shows those.
    const TimelineRange &range() const { return m_range; }
    QRect window() const;

    QSize sizeHint() const override { return {400, kHeight}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Part : std::uint8_t { Outside, Inside, Left, Right };

    void takeView();
    void makeBars();
    QRect strip() const; // right of the names
    Part partAt(int x) const;
    int xOf(std::int64_t unit) const;
    std::int64_t unitAt(double x) const;
    void zoom(double factor);
    void updateCursorShape(int x);

    Session &m_session;
    TimelineCanvas &m_canvas;
    TimelineRange m_range;
    TimelineRange m_fitting; // of the log as it was when the bars were made
    TypeMask m_hidden;
    LogLayout m_layout;
    QPixmap m_bars;
    bool m_barsAreOld = true;
    std::uint32_t m_rows = 0; // of which the bars are
    AxisMode m_mode = AxisMode::Time;
    int m_nameWidth = 0;

    Part m_held = Part::Outside;
    double m_heldAt = 0; // pixels from the window's start, or side, to the mouse
};

} // namespace eventscope::ui
