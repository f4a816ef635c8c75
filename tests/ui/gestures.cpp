// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gestures.h"

#include "panels/filteredit.h"
#include "panels/scrubber.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/commandpalette.h"
#include "shell/commands.h"
#include "shell/explorepage.h"
#include "shell/gotopopup.h"
#include "shell/mainwindow.h"
#include "timeline/minimap.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTest>
#include <QWheelEvent>

#include <memory>
#include <utility>

namespace eventscope::ui {

namespace {

using Input = std::function<void()>;
using Inputs = std::vector<Input>;

// The parts of the window that hands reach for, and the inputs they give. Each function gives an input; nothing happens before it is run.
class Hands
{
public:
    Hands(MainWindow &window, Session &session)
        : m_window(window)
        , m_session(session)
        , m_page(*window.findChild<ExplorePage *>())
    {}

    Session &session() const { return m_session; }
    MainWindow &window() const { return m_window; }
    ExplorePage &page() const { return m_page; }
    TimelineCanvas &canvas() const { return m_page.timeline().canvas(); }
    TimelineScene &scene() const { return canvas().scene(); }
    QWidget &track() const { return *canvas().viewport(); }
    template<typename Widget>
    Widget *named(const char *name) const
    {
        for (Widget *widget : m_window.findChildren<Widget *>()) {
            if (widget->accessibleName() == QLatin1String(name))
                return widget;
        }
        qFatal("nothing is named \"%s\"", name);
    }
    QAbstractItemView *list(const char *name) const { return named<QAbstractItemView>(name); }
    QLineEdit *line(const char *name) const { return named<QLineEdit>(name); }

    static QWidget *focused(MainWindow &window)
    {
        QWidget *widget = QApplication::activePopupWidget();
        if (!widget)
            widget = QApplication::focusWidget();
        if (widget && widget->focusProxy())
            widget = widget->focusProxy();
        return widget ? widget : &window;
    }
    Input key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        return [&window = m_window, key, modifiers] {
            QTest::keyClick(focused(window), static_cast<Qt::Key>(key), modifiers);
        };
    }
    Inputs keys(int count, int which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        return Inputs(static_cast<std::size_t>(count), key(which, modifiers));
    }
    Inputs typed(const QString &text) const
    {
        Inputs inputs;
        for (const QChar letter : text)
            inputs.push_back([&window = m_window, letter] {
                QTest::keyClick(focused(window), letter.toLatin1());
            });
        return inputs;
    }
    static Input focus(QWidget &widget)
    {
        return [&widget] { widget.setFocus(Qt::OtherFocusReason); };
    }
    static Input click(QWidget &widget, std::function<QPoint()> where,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        return [&widget, where = std::move(where), modifiers] {
            QTest::mouseClick(&widget, Qt::LeftButton, modifiers, where());
        };
    }
    // `row` of those in view, from 0.
    Input clickRow(const char *name, int row,
                   Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        return [this, name, row, modifiers] {
            QAbstractItemView *view = list(name);
            const QModelIndex first = view->indexAt(QPoint(4, 4));
            const QModelIndex index = view->model()->index(std::max(first.row(), 0) + row, 0);
            QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers,
                              view->visualRect(index).center());
        };
    }
    static void moveMouse(QWidget &widget, const QPoint &to, Qt::MouseButtons held)
    {
        QMouseEvent event(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, held,
                          Qt::NoModifier);
        QApplication::sendEvent(&widget, &event);
    }
    // In ten moves.
    static Inputs drag(QWidget &widget, std::function<QPoint()> from, const QPoint &by,
                       Qt::MouseButton button = Qt::LeftButton,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        constexpr int kMoves = 10;
        const auto start = std::make_shared<QPoint>();
        Inputs inputs;
        inputs.push_back([&widget, start, from = std::move(from), button, modifiers] {
            *start = from();
            QTest::mousePress(&widget, button, modifiers, *start);
        });
        for (int i = 1; i <= kMoves; ++i)
            inputs.push_back([&widget, start, by, button, i] {
                moveMouse(widget, *start + by * i / kMoves, button);
            });
        inputs.push_back([&widget, start, by, button, modifiers] {
            QTest::mouseRelease(&widget, button, modifiers, *start + by);
        });
        return inputs;
    }
    static Input wheel(QWidget &widget, std::function<QPoint()> where, int up,
                       Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        return [&widget, where = std::move(where), up, modifiers] {
            const QPoint point = where();
            QWheelEvent event(point, widget.mapToGlobal(point), QPoint(), QPoint(0, up),
                              Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
            QApplication::sendEvent(&widget, &event);
        };
    }
    Input command(const char *title) const
    {
        return [this, title = QLatin1String(title)] {
            for (const Commands::Command &command : m_window.commands().all()) {
                if (command.action->text().startsWith(title)) {
                    command.action->trigger();
                    return;
                }
            }
            qFatal("no command begins with \"%s\"", title.data());
        };
    }
    // In the lanes, by shares of their width and height.
    std::function<QPoint()> inLanes(double x, double y) const
    {
        return [this, x, y] {
            const QRect lanes = scene().lanesRect();
            return QPoint(lanes.left() + static_cast<int>(x * lanes.width()),
                          lanes.top() + static_cast<int>(y * lanes.height()));
        };
    }
    static std::function<QPoint()> middleOf(const QWidget &widget, double x = 0.5)
    {
        return [&widget, x] {
            return QPoint(static_cast<int>(widget.width() * x), widget.height() / 2);
        };
    }

private:
    MainWindow &m_window;
    Session &m_session;
    ExplorePage &m_page;
};

Inputs operator+(Inputs left, Inputs right)
{
    left.insert(left.end(), std::make_move_iterator(right.begin()),
                std::make_move_iterator(right.end()));
    return left;
}

class Script
{
public:
    Script(MainWindow &window, Session &session)
        : m_hands(std::make_shared<Hands>(window, session))
    {}

    void looking();
    void stepping();
    void streams();
    void timeline();
    void events();
    void finding();
    void details();
    void settling();
    void arranging();
    std::vector<Gesture> take() { return std::move(m_gestures); }

private:
    // What lives in the inputs' captures stays as long as they do.
    void add(const char *name, Inputs inputs, std::function<bool()> reached = {})
    {
        // Without a window manager nobody gives the focus back when a popup closes.
        inputs.insert(inputs.begin(), [hands = m_hands] {
            if (!QApplication::activePopupWidget() && !hands->window().isActiveWindow())
                QApplication::setActiveWindow(&hands->window());
        });
        m_gestures.push_back(
            {QLatin1String(name), std::move(inputs),
             [hands = m_hands, reached = std::move(reached)] { return !reached || reached(); }});
    }
    Hands &hands() const { return *m_hands; }
    Input timelineFocus() const { return Hands::focus(hands().canvas()); }

    std::shared_ptr<Hands> m_hands;
    std::vector<Gesture> m_gestures;
};

// Wheel and keys over everything that is there from the first event on.
void Script::looking()
{
    Hands &h = hands();
    QWidget &track = h.track();
    QWidget *table = h.list("Events")->viewport();
    Inputs zoom;
    for (int i = 0; i < 12; ++i)
        zoom.push_back(Hands::wheel(track, h.inLanes(0.3, 0.5), i < 8 ? 120 : -120));
    add("wheel zooms the timeline at the mouse", std::move(zoom));
    Inputs scroll;
    for (int i = 0; i < 12; ++i)
        scroll.push_back(Hands::wheel(*table, Hands::middleOf(*table), i % 3 == 2 ? 360 : -240));
    add("wheel scrolls the events", std::move(scroll));
    add("0 shows all of the timeline", {timelineFocus(), h.key(Qt::Key_0)},
        [&h] { return h.scene().follows(); });
    Inputs sight;
    for (int i = 1; i < 12; ++i)
        sight.push_back(
            [&h, i] { Hands::moveMouse(h.track(), h.inLanes(i / 12.0, 0.4)(), Qt::NoButton); });
    add("the mouse moves over the timeline", std::move(sight));
    add("Home, Right, Left and End step through the events",
        Inputs{timelineFocus(), h.key(Qt::Key_Home)} + h.keys(6, Qt::Key_Right)
            + h.keys(2, Qt::Key_Left) + h.keys(1, Qt::Key_End),
        [&h] { return h.session().playhead() != kNoRow; });
}

void Script::stepping()
{
    Hands &h = hands();
    Session &s = h.session();
    Player &player = h.page().transport().player();
    Scrubber &scrubber = h.page().transport().scrubber();
    add("the scrubber is dragged",
        Hands::drag(scrubber, Hands::middleOf(scrubber, 0.8), QPoint(-scrubber.width() / 3, 0)));
    add("the scrubber is wheeled", {Hands::wheel(scrubber, Hands::middleOf(scrubber), 120),
                                    Hands::wheel(scrubber, Hands::middleOf(scrubber), -120)});
    add("Home goes to the first event", {timelineFocus(), h.key(Qt::Key_Home)},
        [&s] { return !s.canStep(Session::Step::Previous); });
    add("Space plays, period and comma change the speed",
        {timelineFocus(), h.key(Qt::Key_Space), h.key(Qt::Key_Period), h.key(Qt::Key_Comma)},
        [&player] { return player.isPlaying(); });
    add("Space pauses", {timelineFocus(), h.key(Qt::Key_Space)},
        [&player] { return !player.isPlaying(); });
    add("Right steps on", Inputs{timelineFocus()} + h.keys(10, Qt::Key_Right),
        [&s] { return s.canStep(Session::Step::Previous); });
    add("Left steps back", Inputs{timelineFocus()} + h.keys(2, Qt::Key_Left));
}

void Script::streams()
{
    Hands &h = hands();
    Session &s = h.session();
    add("no stream is chosen", {[&s] { s.selectStream(std::nullopt); }});
    add("a click chooses a type of streams, Right opens it",
        {h.clickRow("Streams", 0), Hands::focus(*h.list("Streams")), h.key(Qt::Key_Right)},
        [&s] { return s.selectedStreamType().has_value(); });
    QWidget *streams = h.list("Streams")->viewport();
    Inputs scroll;
    for (int i = 0; i < 9; ++i)
        scroll.push_back(Hands::wheel(*streams, Hands::middleOf(*streams), i < 6 ? -480 : 480));
    add("wheel scrolls the streams", std::move(scroll));
    add("a click chooses a stream", {h.clickRow("Streams", 1)},
        [&s] { return s.selectedStream().has_value(); });
    add("Down chooses the next streams",
        Inputs{Hands::focus(*h.list("Streams"))} + h.keys(3, Qt::Key_Down),
        [&s] { return s.selectedStream().has_value() && s.stateAt(); });
    add("Alt+Left goes back", h.keys(2, Qt::Key_Left, Qt::AltModifier),
        [&s] { return s.canGoForward(); });
    add("Alt+Right goes forward", h.keys(2, Qt::Key_Right, Qt::AltModifier));
    QLineEdit *search = h.line("Find a stream by a part of its name");
    add("a part of a name finds streams",
        Inputs{Hands::focus(*search)} + h.typed(QStringLiteral("12")),
        [search] { return search->text() == QLatin1String("12"); });
    add("Escape ends the search of streams", h.keys(1, Qt::Key_Escape),
        [search] { return search->text().isEmpty(); });
}

void Script::timeline()
{
    Hands &h = hands();
    Session &s = h.session();
    QWidget &track = h.track();
    TimelineScene &scene = h.scene();
    add("F shows the whole stream", {timelineFocus(), h.key(Qt::Key_F)},
        [&scene] { return !scene.follows(); });
    add("W and S zoom at the playhead, A and D pan",
        Inputs{timelineFocus(), h.key(Qt::Key_W), h.key(Qt::Key_W), h.key(Qt::Key_A)}
            + h.keys(3, Qt::Key_D) + h.keys(2, Qt::Key_S));
    add("the timeline is dragged", Hands::drag(track, h.inLanes(0.7, 0.8), QPoint(-180, 0)));
    add("the right button zooms to a box",
        Hands::drag(track, h.inLanes(0.3, 0.2), QPoint(220, 60), Qt::RightButton));
    add("double click shows all",
        {[&h] { QTest::mouseDClick(&h.track(), Qt::LeftButton, {}, h.inLanes(0.5, 0.9)()); }});
    add("0 follows all", {timelineFocus(), h.key(Qt::Key_0)}, [&scene] { return scene.follows(); });
    add("T counts the axis by position", {timelineFocus(), h.key(Qt::Key_T)},
        [&scene] { return scene.mode() == AxisMode::Position; });
    Inputs zoom;
    for (int i = 0; i < 16; ++i)
        zoom.push_back(Hands::wheel(track, h.inLanes(0.6, 0.5), i < 11 ? 120 : -120));
    add("wheel zooms by position", std::move(zoom));
    add("T returns to time", {timelineFocus(), h.key(Qt::Key_T)},
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
    add("P pins the stream of the lane", {timelineFocus(), h.key(Qt::Key_P)});
    add("Backspace shows the types of streams", {timelineFocus(), h.key(Qt::Key_Backspace)},
        [&s] { return !s.selectedStreamType(); });
    add("M measures", Inputs{timelineFocus(), h.key(Qt::Key_M)} + h.keys(3, Qt::Key_Left),
        [&h] { return h.canvas().isMeasuring(); });
    add("Escape ends measuring", {timelineFocus(), h.key(Qt::Key_Escape)},
        [&h] { return !h.canvas().isMeasuring(); });
    add("the playhead's line is dragged",
        Hands::drag(
            track,
            [&h] {
                const auto x = h.scene().xOfRow(h.session().playhead());
                return QPoint(x.value_or(h.scene().trackArea().center().x()),
                              h.scene().axisRect().top() + 4);
            },
            QPoint(-120, 0)));
    Minimap &map = h.page().timeline().minimap();
    add("the minimap's window is dragged and wheeled",
        Inputs{Hands::wheel(map, Hands::middleOf(map), 360)}
            + Hands::drag(map, Hands::middleOf(map), QPoint(-90, 0)));
    add("Ctrl+A selects all events", {timelineFocus(), h.key(Qt::Key_A, Qt::ControlModifier)},
        [&s] { return s.selectedEvents().size() == s.shownEvents().size(); });
    add("Z zooms to the selected", {timelineFocus(), h.key(Qt::Key_Z), h.key(Qt::Key_0)});
}

void Script::events()
{
    Hands &h = hands();
    Session &s = h.session();
    QAbstractItemView &table = *h.list("Events");
    QScrollBar &bar = *table.verticalScrollBar();
    add("the events are dragged through by their scroll bar", [&bar] {
        Inputs inputs;
        for (int i = 0; i < 14; ++i)
            inputs.push_back(
                [&bar, i] { bar.setValue(static_cast<int>(bar.maximum() * (i * 5LL % 14) / 14)); });
        return inputs;
    }());
    add("PageDown and PageUp in the events",
        Inputs{Hands::focus(table)} + h.keys(4, Qt::Key_PageDown) + h.keys(2, Qt::Key_PageUp));
    add("a click chooses an event", {h.clickRow("Events", 2)},
        [&s] { return s.eventDetails() && s.eventDetails()->row == s.playhead(); });
    add("Shift+Down selects several",
        Inputs{Hands::focus(table)} + h.keys(2, Qt::Key_Down, Qt::ShiftModifier),
        [&s] { return s.selectedEvents().size() > 1; });
    add("Ctrl+C copies them",
        {[] { QApplication::clipboard()->clear(); }, Hands::focus(table),
         h.key(Qt::Key_C, Qt::ControlModifier)},
        [] { return QApplication::clipboard()->text().contains(u'{'); });
    add("Ctrl+Shift+C copies them as a command",
        {Hands::focus(table), h.key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier)}, [] {
            return QApplication::clipboard()->text().startsWith(QLatin1String("eventscope-cli"));
        });
}

void Script::finding()
{
    Hands &h = hands();
    Session &s = h.session();
    const QString type = QString::fromStdString(
        std::string(s.log().typeName(s.log().type(Row(0)))));
    add("a filter is typed and taken",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("type = ") + type)
            + h.keys(1, Qt::Key_Return),
        [&s] {
            return !s.isFiltering() && s.shownEvents().size() > 0 && !s.filterText().isEmpty();
        });
    add("the filter is given up", Inputs{[&s] { s.setFilter({}); }},
        [&s] { return s.shownEvents().size() == s.log().rowCount(); });
    add("a wrong filter says where",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("version >> 3"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.filterError().has_value(); });
    add("nothing is filtered", Inputs{[&s] { s.setFilter({}); }},
        [&s] { return !s.filterError() && s.shownEvents().size() == s.log().rowCount(); });
    auto *goTo = h.window().findChild<GoToPopup *>();
    add("Ctrl+L goes to a position",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("#3"))
            + h.keys(1, Qt::Key_Return),
        [&s, goTo] { return !goTo->isVisible() && s.playhead() == Row(2); });
    auto *palette = h.window().findChild<CommandPalette *>();
    add("Ctrl+K runs a command",
        Inputs{h.key(Qt::Key_K, Qt::ControlModifier)} + h.typed(QStringLiteral("show all events"))
            + h.keys(1, Qt::Key_Return),
        [palette] { return !palette->isVisible(); });
    add("Ctrl+G finds a text in the events",
        Inputs{h.key(Qt::Key_G, Qt::ControlModifier)} + h.typed(type) + h.keys(1, Qt::Key_Return)
            + h.keys(1, Qt::Key_F3),
        [&s] { return s.playhead() != kNoRow; });
    add("Escape closes the line", h.keys(1, Qt::Key_Escape));
}

void Script::details()
{
    Hands &h = hands();
    Session &s = h.session();
    add("an event's stream is chosen", {timelineFocus(), [&s] { s.goToEvent(Row(0)); }},
        [&s] { return s.stateAt() && s.eventDetails() && s.eventDetails()->row == Row(0); });
    for (const char *name : {"Parts of the event", "State"}) {
        for (QTabBar *tabs : h.window().findChildren<QTabBar *>()) {
            if (tabs->accessibleName() != QLatin1String(name))
                continue;
            Inputs inputs;
            for (int i = tabs->count() - 1; i >= 0; --i)
                inputs.push_back([tabs, i] {
                    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
                });
            add(name, std::move(inputs), [tabs] { return tabs->currentIndex() == 0; });
        }
    }
    QAbstractItemView &state = *h.list("State");
    add("Down, and Alt+1 to Alt+5 open the state",
        Inputs{Hands::focus(state)} + h.keys(2, Qt::Key_Down)
            + h.keys(1, Qt::Key_1, Qt::AltModifier) + h.keys(1, Qt::Key_5, Qt::AltModifier));
    add("slash finds a field", Inputs{timelineFocus(), h.key(Qt::Key_Slash)}
                                   + h.typed(QStringLiteral("a")) + h.keys(1, Qt::Key_Escape));
    add("a field's history and pin", {Hands::focus(state), h.key(Qt::Key_Home),
                                      h.command("Show the history of the current field"),
                                      h.command("Pin or unpin the current field")});
    add("C goes to the cause", {timelineFocus(), h.key(Qt::Key_C)});
    add("Shift+C draws causes and effects", {timelineFocus(), h.key(Qt::Key_C, Qt::ShiftModifier)});
    add("R shows the correlation", {timelineFocus(), h.key(Qt::Key_R)});
    add("all events are shown again", {[&s] { s.setFilter({}); }},
        [&s] { return s.shownEvents().size() == s.log().rowCount(); });
    QAbstractItemView &types = *h.list("Event types");
    add("Space hides a type of events",
        {h.clickRow("Event types", 0), Hands::focus(types), h.key(Qt::Key_Space)}, [&s] {
            return s.types().hiddenTypes() == 1 && s.shownEvents().size() < s.log().rowCount();
        });
    add("S shows it alone, and once more what was shown",
        {Hands::focus(types), h.key(Qt::Key_S), h.key(Qt::Key_S)},
        [&s] { return s.types().hiddenTypes() == 1; });
    add("Space shows it again", {Hands::focus(types), h.key(Qt::Key_Space)}, [&s] {
        return s.types().hiddenTypes() == 0 && s.shownEvents().size() == s.log().rowCount();
    });
}

void Script::settling()
{
    Hands &h = hands();
    Session &s = h.session();
    add("B bookmarks the event", {timelineFocus(), h.key(Qt::Key_B)},
        [&s] { return s.bookmarks().rows().size() == 1; });
    add("N writes a note", Inputs{timelineFocus(), h.key(Qt::Key_N)}
                               + h.typed(QStringLiteral("odd")) + h.keys(1, Qt::Key_Return));
    add("brackets go between bookmarks", {timelineFocus(), h.key(Qt::Key_End),
                                          h.key(Qt::Key_BracketLeft), h.key(Qt::Key_BracketRight)});
    add("B takes the bookmark away", {timelineFocus(), h.key(Qt::Key_B)},
        [&s] { return s.bookmarks().rows().empty(); });
    add("Ctrl+Z brings it back", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s] { return s.bookmarks().rows().size() == 1; });
    add("Ctrl+Shift+Z takes it again",
        {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier)},
        [&s] { return s.bookmarks().rows().empty(); });
    add("Ctrl+B shows the bookmarks", {h.key(Qt::Key_B, Qt::ControlModifier)});
    add("Ctrl+Shift+F shows the findings",
        {h.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier), h.key(Qt::Key_F8)});
    add("Ctrl+Shift+T shows the catalogue",
        {h.key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier)});
    add("Escape leaves the page below", {h.key(Qt::Key_Escape)});
}

void Script::arranging()
{
    Hands &h = hands();
    MainWindow &window = h.window();
    const QSize size = window.size();
    Inputs resize;
    for (int i = 1; i <= 10; ++i)
        resize.push_back(
            [&window, size, i] { window.resize(i == 10 ? size : size - QSize(13 * i, 7 * i)); });
    add("the window is resized", std::move(resize),
        [&window, size] { return window.size() == size; });
    for (QSplitter *splitter : h.page().findChildren<QSplitter *>()) {
        if (!splitter->isVisible() || splitter->count() < 2)
            continue;
        const QList<int> sizes = splitter->sizes();
        Inputs inputs;
        for (const int by : {20, 40, 0})
            inputs.push_back([splitter, sizes, by] {
                QList<int> moved = sizes;
                moved[0] += by;
                moved[1] -= by;
                splitter->setSizes(moved);
            });
        add("a border between panels is dragged", std::move(inputs));
    }
    add("Ctrl+1 goes to Explore", {h.key(Qt::Key_1, Qt::ControlModifier)});
}

} // namespace

std::vector<Gesture> everyGesture(MainWindow &window, Session &session)
{
    Script script(window, session);
    script.looking();
    script.stepping();
    script.streams();
    script.timeline();
    script.events();
    script.finding();
    script.details();
    script.settling();
    script.arranging();
    return script.take();
}

std::vector<Gesture> lookingAround(MainWindow &window, Session &session)
{
    Script script(window, session);
    script.looking();
    return script.take();
}

} // namespace eventscope::ui
