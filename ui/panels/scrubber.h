// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace eventscope::ui {

// The whole log as a line with the playhead on it, and a tick for each event of the selected
// stream; above it, where something is wrong. Dragging moves the playhead; close to a tick it goes to that event. Ticks are at most one
// a pixel, found by looking at a bounded number of events.
class Scrubber : public QWidget
{
    Q_OBJECT

public:
    explicit Scrubber(Session &session, QWidget *parent = nullptr);

    int xOfRow(Row row) const;
    // The event to go to from there: that of a tick within some pixels, else the one of the log.
    // None in an empty log.
    std::optional<Row> rowAt(int x) const;
    struct Tick {
        int x = 0;
        Row row = kNoRow; // the first of the pixel
        bool operator==(const Tick &) const = default;
    };
    const std::vector<Tick> &ticks() const; // ascending
    // Where findings are, ascending; at most one every few pixels.
    std::vector<int> findingMarks() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void grabbed(); // the user has taken hold of the playhead

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void paintBookmarks(QPainter &painter, int middle) const;
    void moveTo(int x);
    void forgetTicks();
    std::uint32_t rowCount() const;
    int lineWidth() const;

    Session &m_session;
    mutable std::vector<Tick> m_ticks;
    mutable bool m_ticksAreOld = true;
    mutable std::uint32_t m_ticksRows = 0; // rows of the log for which they hold
    bool m_held = false;
    bool m_hovered = false;
    int m_wheelRest = 0;
};

} // namespace eventscope::ui
