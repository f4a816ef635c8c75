// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

namespace eventscope::ui {

// A view on an open session, painted once.
struct TimelineWindow {
    explicit TimelineWindow(Session &session, const QSize &size = QSize(900, 320))
        : view(session)
    {
        view.resize(size);
        view.show();
    }
    TimelineCanvas &canvas() { return view.canvas(); }
    TimelineScene &scene() { return view.canvas().scene(); }
    QWidget *viewport() { return view.canvas().viewport(); }
    // Until everything that the view asked for is there and laid out.
    void settle() { QTRY_VERIFY((view.grab(), !scene().isDirty() && scene().isComplete())); }
    std::uint32_t laneOf(const Session &session, const char *stream)
    {
        return scene().lanes().indexOf(Lane::of(*session.log().findStream(stream))).value();
    }
    QPoint at(Row row, std::uint32_t lane)
    {
        return QPoint(scene().xOfRow(row).value(), scene().laneRect(lane).center().y());
    }
    void wheel(const QPoint &point, int up, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(point, viewport()->mapToGlobal(point), QPoint(), QPoint(0, up),
                          Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(viewport(), &event);
        settle();
    }
    void hover(const QPoint &point)
    {
        QMouseEvent event(QEvent::MouseMove, point, viewport()->mapToGlobal(point), Qt::NoButton,
                          Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(viewport(), &event);
    }
    TimelineView view;
};

} // namespace eventscope::ui
