// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the timeline and of the strip below it.
#include "ui/gesturescript.h"

#include "session/session.h"
#include "shell/explorepage.h"
#include "timeline/minimap.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QApplication>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QTest>

namespace eventscope::ui {

void GestureScript::timeline()
{
    Hands &h = hands();
    Session &s = h.session();
    QWidget &track = h.track();
    TimelineScene &scene = h.scene();
    TimelineView &view = h.page().timeline();
    add("a stream is chosen", {h.clickRow("Streams", 1)},
        [&s] { return s.selectedStream().has_value(); });
    add("F shows the whole stream", {timelineFocus(), h.key(Qt::Key_F)},
        [&scene] { return !scene.follows(); });
    add("W and S zoom at the playhead, A and D pan",
        Inputs{timelineFocus(), h.key(Qt::Key_W), h.key(Qt::Key_W), h.key(Qt::Key_A)}
            + h.keys(3, Qt::Key_D) + h.keys(2, Qt::Key_S),
        [&view] { return view.span().has_value(); });
    add("the timeline is dragged", Hands::drag(track, h.inLanes(0.7, 0.8), QPoint(-180, 0)));
    add("the right button zooms to a box",
        Hands::drag(track, h.inLanes(0.3, 0.2), QPoint(220, 60), Qt::RightButton));
    add("Alt zooms to a box",
        Hands::drag(track, h.inLanes(0.3, 0.2), QPoint(220, 60), Qt::LeftButton, Qt::AltModifier),
        [&scene] { return !scene.follows(); });
    add("double click shows all",
        {[&h] { QTest::mouseDClick(&h.track(), Qt::LeftButton, {}, h.inLanes(0.5, 0.9)()); }});
    add("0 follows all", {timelineFocus(), h.key(Qt::Key_0)}, [&scene] { return scene.follows(); });
    add("two fingers zoom",
        Inputs(6,
               [&h] {
                   const QPointF point = h.inLanes(0.4, 0.5)();
                   QNativeGestureEvent pinch(Qt::ZoomNativeGesture,
                                             QPointingDevice::primaryPointingDevice(), 2, point,
                                             point, h.track().mapToGlobal(point), 0.15, {});
                   QApplication::sendEvent(&h.track(), &pinch);
               }),
        [&scene] { return !scene.follows(); });
    add("the button shows all", {Hands::click("Fit")}, [&scene] { return scene.follows(); });
    add("the buttons zoom",
        {Hands::click("Zoom in"), Hands::click("Zoom in"), Hands::click("Zoom out")},
        [&scene] { return !scene.follows(); });
    add("T counts the axis by position", {timelineFocus(), h.key(Qt::Key_0), h.key(Qt::Key_T)},
        [&scene] { return scene.mode() == AxisMode::Position; });
    Inputs zoom;
    for (int i = 0; i < 16; ++i)
        zoom.push_back(Hands::wheel(track, h.inLanes(0.6, 0.5), i < 11 ? 120 : -120));
    add("wheel zooms by position", std::move(zoom));
    add("T returns to time", {timelineFocus(), h.key(Qt::Key_T)},
        [&scene] { return scene.mode() == AxisMode::Time || !scene.hasTimes(); });
    add("the buttons choose the axis", {Hands::click("Position")},
        [&scene] { return scene.mode() == AxisMode::Position; });
    add("and the other one", {Hands::click("Time")},
        [&scene] { return scene.mode() == AxisMode::Time || !scene.hasTimes(); });
    add("G folds idle gaps", {timelineFocus(), h.key(Qt::Key_G)},
        [&scene] { return scene.isFolding() || !scene.hasTimes(); });
    add("wheel zooms a folded axis", {Hands::wheel(track, h.inLanes(0.4, 0.5), 240),
                                      Hands::wheel(track, h.inLanes(0.4, 0.5), 240),
                                      Hands::wheel(track, h.inLanes(0.4, 0.5), -480)});
    add("G unfolds them", {timelineFocus(), h.key(Qt::Key_G), h.key(Qt::Key_0)},
        [&scene] { return !scene.isFolding(); });
    add("Shift and wheel pan", {Hands::wheel(track, h.inLanes(0.5, 0.5), 120, Qt::ShiftModifier),
                                Hands::wheel(track, h.inLanes(0.5, 0.5), -120, Qt::ShiftModifier)});
    add("Down and PageDown move between lanes, Return chooses one",
        Inputs{timelineFocus()} + h.keys(3, Qt::Key_Down) + h.keys(1, Qt::Key_PageDown)
            + h.keys(1, Qt::Key_PageUp) + h.keys(1, Qt::Key_Return),
        [&s] { return s.selectedStream().has_value() || s.selectedStreamType().has_value(); });
    add("Ctrl+Right steps in the lane", Inputs{timelineFocus()}
                                            + h.keys(2, Qt::Key_Right, Qt::ControlModifier)
                                            + h.keys(1, Qt::Key_Left, Qt::ControlModifier));
    add("P pins the stream of the lane", {timelineFocus(), h.key(Qt::Key_P)},
        [&s] { return s.workspace().pinnedStreams().size() == 1; });
    add("Ctrl+Z unpins it", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s] { return s.workspace().pinnedStreams().empty(); });
    add("Backspace shows the types of streams", {timelineFocus(), h.key(Qt::Key_Backspace)},
        [&s] { return !s.selectedStreamType(); });
    add("M measures",
        Inputs{timelineFocus(), h.key(Qt::Key_End), h.key(Qt::Key_M)} + h.keys(3, Qt::Key_Left),
        [&h] { return h.canvas().isMeasuring() && !h.canvas().measured().isEmpty(); });
    add("Escape ends measuring", {timelineFocus(), h.key(Qt::Key_Escape)},
        [&h] { return !h.canvas().isMeasuring(); });
    const auto before = std::make_shared<Row>();
    add("the playhead's line is dragged",
        Inputs{[&s, before] { *before = s.playhead(); }}
            + Hands::drag(
                track,
                [&h] {
                    const auto x = h.scene().xOfRow(h.session().playhead());
                    return QPoint(x.value_or(h.scene().trackArea().center().x()),
                                  h.scene().axisRect().top() + 4);
                },
                QPoint(-120, 0)),
        [&s, before] { return s.playhead() != *before; });
    Minimap &map = view.minimap();
    add("the minimap's window is dragged and wheeled",
        Inputs{Hands::wheel(map, Hands::middleOf(map), 360)}
            + Hands::drag(map, Hands::middleOf(map), QPoint(-90, 0)),
        [&scene] { return !scene.follows(); });
    add("arrows, Home and End move it",
        Inputs{Hands::focus(map), h.key(Qt::Key_Home)} + h.keys(4, Qt::Key_Right)
            + h.keys(1, Qt::Key_Left) + h.keys(1, Qt::Key_End) + h.keys(1, Qt::Key_Home),
        [&scene] { return !scene.follows(); });
    add("0 shows all again", {timelineFocus(), h.key(Qt::Key_0)},
        [&scene] { return scene.follows(); });
    add("a card tells of the mark at the mouse", {[&h] {
            const QRect all = h.scene().allRect();
            const auto x = h.scene().xOfRow(h.session().playhead());
            Hands::moveMouse(h.track(), QPoint(x.value_or(all.center().x()), all.center().y()),
                             Qt::NoButton);
        }},
        [&h] { return h.canvas().hoverCard().isVisible(); });
}

void GestureScript::selecting()
{
    Hands &h = hands();
    Session &s = h.session();
    add("a box is drawn around events with Shift",
        Hands::drag(
            h.track(), [&h] { return h.scene().lanesRect().topLeft() + QPoint(6, 4); },
            QPoint(h.scene().lanesRect().width() - 20, 90), Qt::LeftButton, Qt::ShiftModifier),
        [&s] { return s.selectedEvents().size() > 1; });
    add("Escape ends it", {timelineFocus(), h.key(Qt::Key_Escape)},
        [&s] { return s.selectedEvents().size() <= 1; });
    add("Ctrl and a click select one more",
        {h.clickRow("Events", 1), h.clickRow("Events", 3, Qt::ControlModifier)},
        [&s] { return s.selectedEvents().size() == 2; });
    add("Shift and a click select up to there",
        {h.clickRow("Events", 1), h.clickRow("Events", 4, Qt::ShiftModifier)},
        [&s] { return s.selectedEvents().size() == 4; });
    add("Z zooms to the selected", {timelineFocus(), h.key(Qt::Key_Z)},
        [&h] { return !h.scene().follows() && h.canvas().arcs().isComplete(); });
    add("Ctrl+A selects all events",
        {timelineFocus(), h.key(Qt::Key_0), h.key(Qt::Key_A, Qt::ControlModifier)},
        [&s] { return s.selectedEvents().size() == s.shownEvents().size(); });
    add("Escape gives them up", {timelineFocus(), h.key(Qt::Key_Escape)},
        [&s] { return s.selectedEvents().size() <= 1; });
}

void GestureScript::picturing()
{
    Hands &h = hands();
    const Inputs menu{[&h] {
                          QTest::mouseClick(&h.track(), Qt::RightButton, {}, h.inLanes(0.5, 0.9)());
                      },
                      Hands::pick({QStringLiteral("Save the view as a picture")})};
    save("the menu saves the view as SVG", menu, h.file(QStringLiteral("view.svg")));
    save("a command saves it as PNG", h.palette("save the timeline as a picture"),
         h.file(QStringLiteral("view.png")));
}

} // namespace eventscope::ui
