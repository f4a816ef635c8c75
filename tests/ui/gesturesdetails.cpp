// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the event, its state, and what caused it.
#include "ui/gesturescript.h"

#include "graph/chaincanvas.h"
#include "graph/chainpanel.h"
#include "panels/statepanel.h"
#include "session/session.h"
#include "shell/bisectpopup.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "timeline/timelinecanvas.h"

#include <QApplication>
#include <QClipboard>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

namespace eventscope::ui {

namespace {

QString copied()
{
    return QApplication::clipboard()->text();
}

} // namespace

void GestureScript::details()
{
    Hands &h = hands();
    Session &s = h.session();
    add("the first event is gone to",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("#1"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.stateAt() && s.eventDetails() && s.eventDetails()->row == Row(0); });
    for (const char *name : {"Parts of the event", "State"}) {
        for (QTabBar *tabs : h.window().findChildren<QTabBar *>()) {
            if (tabs->accessibleName() != QLatin1String(name))
                continue;
            for (int i = tabs->count() - 1; i >= 0; --i)
                add(name, {[tabs, i] {
                        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(i).center());
                    }},
                    [tabs, i] { return tabs->currentIndex() == i; });
        }
    }
    auto &data = *qobject_cast<QTreeView *>(h.list("Data"));
    const Input clear = [] { QApplication::clipboard()->clear(); };
    const auto field = [&data] {
        const QAbstractItemModel &model = *data.model();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data().toString() == QLatin1String("total"))
                return data.visualRect(model.index(row, 0)).center();
        }
        return QPoint(8, 8);
    };
    const Input menu = Hands::contextMenu(data.viewport() ? *data.viewport() : data, field);
    add("the path of a value is copied", {clear, menu, Hands::pick({QStringLiteral("Copy path")})},
        [] { return copied() == QLatin1String("data.total"); });
    add("the value is copied", {clear, menu, Hands::pick({QStringLiteral("Copy value")})},
        [] { return !copied().isEmpty() && copied() != QLatin1String("data.total"); });
    add("its column is removed", {menu, Hands::pick({QStringLiteral("Remove its column")})},
        [&s] { return s.workspace().columns().empty(); });
    add("and added again", {menu, Hands::pick({QStringLiteral("Add as column")})},
        [&s] { return s.workspace().hasColumn("data.total"); });
    add("and taken back", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s] { return s.workspace().columns().empty(); });
    add("events with the value are shown",
        {menu, Hands::pick({QStringLiteral("Show events with this value")})}, [&s] {
            return s.filterText().startsWith(QLatin1String("data.total = ")) && !s.isFiltering()
                   && s.shownEvents().size() > 0;
        });
    showAll();
    add("C goes to the cause",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("#3"))
            + h.keys(1, Qt::Key_Return),
        [&s] {
            return s.eventDetails() && s.eventDetails()->row == Row(2)
                   && !s.eventDetails()->causes.empty();
        });
    add("C goes to the cause", {timelineFocus(), h.key(Qt::Key_C)},
        [&s] { return s.playhead() < Row(2) && s.eventDetails()->row == s.playhead(); });
}

void GestureScript::states()
{
    Hands &h = hands();
    Session &s = h.session();
    auto &state = *qobject_cast<QTreeView *>(h.list("State"));
    add("an event in the stream is gone to", {timelineFocus(), h.key(Qt::Key_Right)},
        [&s, &state] { return s.stateAt() && state.model()->rowCount() > 1; });
    add("Home goes to the first field, Down to the next",
        {Hands::focus(state), h.key(Qt::Key_Home), h.key(Qt::Key_Down), h.key(Qt::Key_Up)},
        [&state] { return state.currentIndex().row() == 0; });
    add("Alt+5 and Alt+1 open the state to a depth",
        {Hands::focus(state), h.key(Qt::Key_5, Qt::AltModifier), h.key(Qt::Key_1, Qt::AltModifier)},
        [&state] { return !state.isExpanded(state.model()->index(0, 0)); });
    const char *const find = "Find a field or value";
    add("slash finds a field",
        Inputs{timelineFocus(), h.key(Qt::Key_Slash)} + h.typed(QStringLiteral("a")),
        [&state] { return state.currentIndex().isValid() && state.isVisible(); });
    add("Escape ends it", {h.key(Qt::Key_Escape)}, [find] { return !Hands::isSeen(find); });
    add("H shows the history of a field",
        {Hands::focus(state), h.key(Qt::Key_Home), h.key(Qt::Key_H)},
        [&s] { return s.histories().listedHistory() && Hands::isSeen("History of the field"); });
    add("P pins it", {Hands::focus(state), h.key(Qt::Key_Home), h.key(Qt::Key_P)},
        [&s, &h] { return s.histories().pins().size() == 1 && h.scene().fields().size() == 1; });
    add("P unpins it", {Hands::focus(state), h.key(Qt::Key_Home), h.key(Qt::Key_P)},
        [&s] { return s.histories().pins().empty(); });
    add("the page of its history is closed", {Hands::click("Close this page")},
        [] { return !Hands::isSeen("History of the field"); });
    const char *const compared = "Compared with*";
    add("the state is compared with this event from now on",
        {Hands::pickFrom(compared, {QStringLiteral("This event")})},
        [&s] { return s.states().base().has_value(); });
    add("and with the previous one again",
        {Hands::pickFrom(compared, {QStringLiteral("The previous event")})},
        [&s] { return !s.states().base(); });
    StatePanel &panel = h.page().statePanel();
    add("a command hides the lines of numbers", h.palette("sparklines"),
        [&panel] { return !panel.showsTrends(); });
    add("and shows them", h.palette("sparklines"), [&panel] { return panel.showsTrends(); });
    add("the whole state is copied",
        {[] { QApplication::clipboard()->clear(); }, Hands::click("Copy the whole state as JSON")},
        [] { return copied().startsWith(u'{'); });
    add("a command asks for the first event after which something holds",
        h.palette("find the first event after which"),
        [] { return Hands::isSeen("True of the state"); });
    auto *bisect = h.window().findChild<BisectPopup *>();
    add("it is found", h.typed(QStringLiteral("true")) + h.keys(1, Qt::Key_Return), [&s, bisect] {
        return bisect->said().startsWith(QLatin1String("First true")) && s.streamOrdinal() == 0U;
    });
    add("Escape closes the question", h.keys(1, Qt::Key_Escape),
        [bisect] { return !bisect->isVisible(); });
}

void GestureScript::causes()
{
    Hands &h = hands();
    Session &s = h.session();
    ChainPanel &panel = h.page().chain();
    auto *canvas = panel.findChild<ChainCanvas *>();
    const auto nodes = [canvas] { return canvas->picture().nodes.size(); };
    add("an event with a cause is gone to",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("#3"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.playhead() == Row(2) && s.eventDetails()->row == Row(2); });
    add("Shift+C draws causes and effects", {timelineFocus(), h.key(Qt::Key_C, Qt::ShiftModifier)},
        [&panel, nodes] { return panel.isVisible() && panel.isSettled() && nodes() > 1; });
    const auto scale = std::make_shared<double>();
    add("wheel zooms the graph",
        Inputs{[canvas, scale] { *scale = canvas->scale(); }}
            + Inputs(3, Hands::wheel(*canvas, Hands::middleOf(*canvas), -120)),
        [canvas, scale] { return canvas->scale() < *scale; });
    add("keys zoom it",
        {Hands::focus(*canvas), [canvas, scale] { *scale = canvas->scale(); }, h.key(Qt::Key_Plus)},
        [canvas, scale] { return canvas->scale() > *scale; });
    add("it is dragged", Hands::drag(*canvas, Hands::middleOf(*canvas, 0.9), QPoint(-80, 10)));
    add("the button shows all of it", {Hands::click("Fit the graph")});
    add("Home goes to the first cause", {Hands::focus(*canvas), h.key(Qt::Key_Home)},
        [&s] { return s.playhead() == Row(0) && s.eventDetails()->row == Row(0); });
    add("Right goes to what it caused", {Hands::focus(*canvas), h.key(Qt::Key_Right)},
        [&s] { return s.playhead() > Row(0); });
    add("a click goes to an event",
        {Hands::click("Fit the graph"),
         [canvas] {
             const auto node = static_cast<std::uint32_t>(canvas->picture().start);
             QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->nodeRect(node).center());
         }},
        [&s, canvas] {
            return s.playhead() == canvas->picture().nodes[canvas->picture().start].row;
        });
    add("siblings are hidden", {Hands::click("Siblings")},
        [&panel, nodes] { return panel.isSettled() && nodes() > 0; });
    add("and shown", {Hands::click("Siblings")}, [&panel] { return panel.isSettled(); });
    const auto height = std::make_shared<double>();
    add("it is drawn downwards",
        {[canvas, height] { *height = canvas->picture().size.height(); },
         Hands::click("Downwards")},
        [canvas, height, &panel] {
            return panel.isSettled() && canvas->picture().size.height() != *height;
        });
    add("and to the right", {Hands::click("Downwards")}, [canvas, height, &panel] {
        return panel.isSettled() && canvas->picture().size.height() == *height;
    });
    const char *const give = "Save or copy the graph";
    add("it is copied as Mermaid",
        {[] { QApplication::clipboard()->clear(); },
         Hands::pickFrom(give, {QStringLiteral("Copy as Mermaid")})},
        [] { return !copied().isEmpty(); });
    add("it is copied as DOT", {Hands::pickFrom(give, {QStringLiteral("Copy as DOT")})},
        [] { return copied().contains(QLatin1String("digraph")); });
    const Inputs saving{Hands::pickFrom(give, {QStringLiteral("Save as a picture")})};
    save("it is saved as SVG", saving, h.file(QStringLiteral("causes.svg")));
    save("it is saved as PNG", saving, h.file(QStringLiteral("causes.png")));
    save("it is saved as DOT", saving, h.file(QStringLiteral("causes.dot")));
    add("Escape closes the page", {Hands::focus(*canvas), h.key(Qt::Key_Escape)},
        [&panel] { return !panel.isVisible(); });

    add("R shows the correlation", {timelineFocus(), h.key(Qt::Key_R)}, [&s] {
        return s.correlation().contents() && s.correlation().contents()->events > 1
               && Hands::isSeen("Back to all events from correlation*");
    });
    add("its lanes are zoomed and walked",
        Inputs{timelineFocus(), h.key(Qt::Key_W), h.key(Qt::Key_S)} + h.keys(2, Qt::Key_Down),
        [&h] { return h.canvas().cursor().has_value(); });
    add("the button leads back to all events",
        {Hands::click("Back to all events from correlation*")}, [&s] {
            return !s.correlation().contents() && s.shownEvents().size() == s.log().rowCount();
        });
}

} // namespace eventscope::ui
