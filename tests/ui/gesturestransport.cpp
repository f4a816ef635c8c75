// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the transport, and of the lists of streams and event types.
#include "ui/gesturescript.h"

#include "panels/scrubber.h"
#include "panels/transportbar.h"
#include "session/session.h"
#include "shell/explorepage.h"
#include "timeline/timelinecanvas.h"
#include "timeline/timelineview.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QTest>

namespace eventscope::ui {

void GestureScript::looking()
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

void GestureScript::stepping()
{
    Hands &h = hands();
    Session &s = h.session();
    Player &player = h.page().transport().player();
    Scrubber &scrubber = h.page().transport().scrubber();
    add("the scrubber is dragged",
        Hands::drag(scrubber, Hands::middleOf(scrubber, 0.8), QPoint(-scrubber.width() / 3, 0)),
        [&s] { return s.canStep(Session::Step::Next); });
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
    add("Left steps back", Inputs{timelineFocus()} + h.keys(2, Qt::Key_Left),
        [&s] { return s.canStep(Session::Step::Next); });
    add("buttons go to the last event", {Hands::click("Last event")},
        [&s] { return !s.canStep(Session::Step::Next); });
    add("buttons go to the event before and the next",
        {Hands::click("Previous event"), Hands::click("Previous event"),
         Hands::click("Next event")},
        [&s] { return s.canStep(Session::Step::Next); });
    add("buttons go to the first event", {Hands::click("First event")},
        [&s] { return !s.canStep(Session::Step::Previous); });
}

void GestureScript::playing()
{
    Hands &h = hands();
    Session &s = h.session();
    Player &player = h.page().transport().player();
    add("a speed is chosen", {Hands::pickFrom("Speed*", {QStringLiteral("16")})},
        [&player] { return player.speed() == 16; });
    add("the original timing is chosen",
        {Hands::pickFrom("Speed*", {QStringLiteral("Original timing")})},
        [&player] { return player.originalTiming(); });
    add("and a steady rate again", {Hands::pickFrom("Speed*", {QStringLiteral("Original timing")})},
        [&player] { return !player.originalTiming(); });
    const std::pair<const char *, Player::Stop> stops[]
        = {{"Stop at events of the filter", Player::Stop::FilterMatch},
           {"Stop at changes of pinned fields", Player::Stop::PinnedChange},
           {"Stop at findings", Player::Stop::Finding},
           {"Stop at bookmarks", Player::Stop::Bookmark}};
    for (const auto &[text, stop] : stops) {
        const Inputs toggle{Hands::pickFrom("Speed*", {QLatin1String(text)})};
        add(text, toggle, [&player, stop = stop] { return player.stopsAt(stop); });
        if (stop != Player::Stop::Bookmark)
            add(text, toggle, [&player, stop = stop] { return !player.stopsAt(stop); });
    }
    add("the third event is bookmarked",
        Inputs{timelineFocus(), h.key(Qt::Key_Home)} + h.keys(2, Qt::Key_Right)
            + Inputs{h.key(Qt::Key_B), h.key(Qt::Key_Home)},
        [&s] { return s.bookmarks().rows().size() == 1; });
    add("the button plays up to the bookmark, and says so", {Hands::click("Play")}, [&s, &player] {
        return !player.isPlaying() && s.bookmarks().contains(s.playhead())
               && Hands::isSeen("stopped at a bookmark*");
    });
    add("it does not stop there any more",
        {Hands::pickFrom("Speed*", {QStringLiteral("Stop at bookmarks")}), timelineFocus(),
         h.key(Qt::Key_B)},
        [&s, &player] {
            return !player.stopsAt(Player::Stop::Bookmark) && s.bookmarks().rows().empty();
        });
    add("two events are selected, and looped over",
        {Hands::pickFrom("Speed*", {QStringLiteral("Loop")}), h.clickRow("Events", 1),
         h.clickRow("Events", 2, Qt::ShiftModifier), timelineFocus(), h.key(Qt::Key_Space)},
        [&player] { return player.loops() && player.isPlaying(); });
    add("the loop ends, and the speed is as it was",
        {timelineFocus(), h.key(Qt::Key_Space), Hands::pickFrom("Speed*", {QStringLiteral("Loop")}),
         Hands::pickFrom("Speed*", {QStringLiteral("1") + QChar(0x00d7)})},
        [&player] { return !player.loops() && !player.isPlaying() && player.speed() == 1; });
}

void GestureScript::streams()
{
    Hands &h = hands();
    Session &s = h.session();
    QAbstractItemView &list = *h.list("Streams");
    const auto rows = [&list] { return list.model()->rowCount(); };
    add("Backspace in the timeline leads to all types", {timelineFocus(), h.key(Qt::Key_Backspace)},
        [&s] { return !s.selectedStreamType(); });
    add("a click chooses a type of streams, Right opens it",
        {h.clickRow("Streams", 0), Hands::focus(list), h.key(Qt::Key_Right)},
        [&s] { return s.selectedStreamType().has_value(); });
    QWidget *streams = list.viewport();
    Inputs scroll;
    for (int i = 0; i < 9; ++i)
        scroll.push_back(Hands::wheel(*streams, Hands::middleOf(*streams), i < 6 ? -480 : 480));
    add("wheel scrolls the streams", std::move(scroll));
    add("a click chooses a stream", {h.clickRow("Streams", 1)},
        [&s] { return s.selectedStream().has_value(); });
    add("Down chooses the next streams", Inputs{Hands::focus(list)} + h.keys(3, Qt::Key_Down),
        [&s] { return s.selectedStream().has_value() && s.stateAt(); });
    add("P pins a stream", {h.clickRow("Streams", 1), Hands::focus(list), h.key(Qt::Key_P)},
        [&s] { return s.workspace().pinnedStreams().size() == 1; });
    add("P unpins it", {Hands::focus(list), h.key(Qt::Key_P)},
        [&s] { return s.workspace().pinnedStreams().empty(); });
    add("its name is copied",
        {[] { QApplication::clipboard()->clear(); },
         Hands::contextMenu(*streams, h.inRow("Streams", 1)),
         Hands::pick({QStringLiteral("Copy name")})},
        [] { return !QApplication::clipboard()->text().isEmpty(); });
    add("it is filtered by",
        {Hands::contextMenu(*streams, h.inRow("Streams", 1)),
         Hands::pick({QStringLiteral("Filter by this stream")})},
        [&s] {
            return s.filterText().startsWith(QLatin1String("stream = ")) && !s.isFiltering()
                   && s.shownEvents().size() > 0 && s.shownEvents().size() < s.log().rowCount();
        });
    showAll();
    add("Alt+Left goes back", h.keys(2, Qt::Key_Left, Qt::AltModifier),
        [&s] { return s.canGoForward(); });
    add("Alt+Right goes forward", h.keys(2, Qt::Key_Right, Qt::AltModifier),
        [&s] { return s.canGoBack(); });
    add("the button goes back", {Hands::click("Back")}, [&s] { return s.canGoForward(); });
    showAll();
    add("only its events are shown", {h.clickRow("Streams", 1), Hands::click("Only this stream")},
        [&s] { return s.shownEvents().size() == s.streamSequence().size(); });
    add("and those of all streams", {Hands::click("Only this stream")},
        [&s] { return s.shownEvents().size() == s.log().rowCount(); });
    const auto before = std::make_shared<int>();
    add("Left closes the type",
        {[before, rows] { *before = rows(); }, Hands::focus(list), h.key(Qt::Key_Home),
         h.key(Qt::Key_Left)},
        [before, rows] { return rows() < *before; });
    add("Right opens it again", {Hands::focus(list), h.key(Qt::Key_Right)},
        [before, rows] { return rows() == *before; });
    const char *const order = "Order of the streams";
    for (const char *sort :
         {"By name", "Newest event first", "As they appeared", "Most events first"})
        add("the streams are put in another order", {Hands::pickFrom(order, {QLatin1String(sort)})},
            [sort, order] {
                const auto *const button = qobject_cast<QAbstractButton *>(
                    Hands::seen(QLatin1String(order)));
                return button && button->text() == QLatin1String(sort);
            });
    QLineEdit *search = h.line("Find a stream by a part of its name");
    add("a part of a name finds streams",
        Inputs{Hands::focus(*search)} + h.typed(QStringLiteral("12")),
        [search] { return search->text() == QLatin1String("12"); });
    add("Escape ends the search of streams", h.keys(1, Qt::Key_Escape),
        [search] { return search->text().isEmpty(); });
}

void GestureScript::types()
{
    Hands &h = hands();
    Session &s = h.session();
    QAbstractItemView &list = *h.list("Event types");
    const auto all = [&s] {
        return s.types().hiddenTypes() == 0 && s.shownEvents().size() == s.log().rowCount();
    };
    const auto eye = [&list] {
        return list.visualRect(list.model()->index(0, list.model()->columnCount() - 1)).center();
    };
    add("Space hides a type of events",
        {h.clickRow("Event types", 0), Hands::focus(list), h.key(Qt::Key_Space)}, [&s] {
            return s.types().hiddenTypes() == 1 && s.shownEvents().size() < s.log().rowCount();
        });
    add("S shows it alone, and once more what was shown",
        {Hands::focus(list), h.key(Qt::Key_S), h.key(Qt::Key_S)},
        [&s] { return s.types().hiddenTypes() == 1; });
    add("Space shows it again", {Hands::focus(list), h.key(Qt::Key_Space)}, all);
    add("a click on the eye hides a type", {Hands::click(*list.viewport(), eye)},
        [&s] { return s.types().hiddenTypes() == 1; });
    add("Ctrl+Z shows it again", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)}, all);
    add("Alt and a click on the eye show it alone",
        {Hands::click(*list.viewport(), eye, Qt::AltModifier)},
        [&s] { return s.types().hiddenTypes() + 1 == s.log().typeCount(); });
    add("Show all ends it", {Hands::click("Show all event types")}, all);
    const auto menu = Hands::contextMenu(*list.viewport(), h.inRow("Event types", 0));
    const auto look = [&s, &list] {
        const TypeLooks &looks = s.workspace().typeLooks();
        return looks.empty() ? TypeLook() : s.workspace().typeLook(looks.begin()->first);
    };
    add("a type gets another colour",
        {menu, Hands::pick({QStringLiteral("Colour")}), h.key(Qt::Key_Up), h.key(Qt::Key_Return)},
        [look] { return look().hue.has_value(); });
    add("and another shape",
        {menu, Hands::pick({QStringLiteral("Shape")}), h.key(Qt::Key_Up), h.key(Qt::Key_Return)},
        [look] { return look().shape.has_value(); });
    add("and the ones it had", {menu, Hands::pick({QStringLiteral("Reset colour and shape")})},
        [look] { return look() == TypeLook(); });
    add("a type is filtered by", {menu, Hands::pick({QStringLiteral("Filter by this type")})},
        [&s] { return s.filterText().startsWith(QLatin1String("type = ")) && !s.isFiltering(); });
    add("and filtered out", {menu, Hands::pick({QStringLiteral("Filter this type out")})},
        [&s] { return s.filterText().contains(QLatin1String("type != ")); });
    showAll();
}

} // namespace eventscope::ui
