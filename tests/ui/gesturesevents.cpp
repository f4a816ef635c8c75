// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the table of events: rows, columns, copies, and ways to find an event.
#include "ui/gesturescript.h"

#include "models/eventsmodel.h"
#include "panels/rowtable.h"
#include "session/session.h"
#include "shell/addcolumnpopup.h"
#include "shell/commandpalette.h"
#include "shell/gotopopup.h"
#include "shell/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>

namespace eventscope::ui {

namespace {

// The column that was added first.
constexpr int kAdded = EventsModel::kColumns;

std::function<QPoint()> inHeader(const QHeaderView &header, int column, bool atItsEnd)
{
    return [&header, column, atItsEnd] {
        const int left = header.sectionViewportPosition(column);
        const int size = header.sectionSize(column);
        return QPoint(atItsEnd ? left + size - 1 : left + size / 2, header.height() / 2);
    };
}

} // namespace

void GestureScript::events()
{
    Hands &h = hands();
    Session &s = h.session();
    QAbstractItemView &table = *h.list("Events");
    QScrollBar &bar = *table.verticalScrollBar();
    const auto top = std::make_shared<int>();
    add("the events are dragged through by their scroll bar",
        Inputs{Hands::focus(table), h.key(Qt::Key_Home), [&bar, top] { *top = bar.value(); }}
            + Hands::drag(
                bar, [&bar] { return QPoint(bar.width() - 4, 6); }, QPoint(0, bar.height() / 2)),
        [&bar, top] { return bar.value() != *top || bar.maximum() == 0; });
    add("the strip beside it is clicked",
        {Hands::click(bar, [&bar] { return QPoint(4, bar.height() / 4); }),
         Hands::click(bar, [&bar] { return QPoint(4, bar.height() - 20); })});
    add("PageDown and PageUp in the events",
        Inputs{Hands::focus(table), h.key(Qt::Key_Home)} + h.keys(4, Qt::Key_PageDown)
            + h.keys(2, Qt::Key_PageUp),
        [&table] { return table.currentIndex().isValid(); });
    add("a click chooses an event", {h.clickRow("Events", 2)},
        [&s] { return s.eventDetails() && s.eventDetails()->row == s.playhead(); });
    add("Shift+Down selects several",
        Inputs{Hands::focus(table)} + h.keys(2, Qt::Key_Down, Qt::ShiftModifier),
        [&s] { return s.selectedEvents().size() == 3; });
}

void GestureScript::columns()
{
    Hands &h = hands();
    Session &s = h.session();
    auto &table = *qobject_cast<RowTable *>(h.list("Events"));
    QHeaderView &header = *table.horizontalHeader();
    auto *popup = h.window().findChild<AddColumnPopup *>();
    const Inputs menu{Hands::contextMenu(*header.viewport(), [] { return QPoint(20, 4); })};
    const auto hidden = [&table](bool is) {
        return table.isColumnHidden(EventsModel::Stream) == is;
    };
    add("the menu of the header hides a column",
        menu + Inputs{Hands::pick({QStringLiteral("Stream")})}, [hidden] { return hidden(true); });
    add("and shows it", menu + Inputs{Hands::pick({QStringLiteral("Stream")})},
        [hidden] { return hidden(false); });
    add("the menu of the header lists fields of payloads",
        menu + Inputs{Hands::pick({QStringLiteral("Add payload column")})}, [&s, popup] {
            return popup->isVisible() && s.seenFields().isIdle()
                   && !s.seenFields().fields().empty();
        });
    add("Enter takes the first that holds what is typed",
        h.typed(QStringLiteral("tota")) + h.keys(1, Qt::Key_Return), [&s, &table, popup] {
            return !popup->isVisible() && s.workspace().hasColumn("data.total")
                   && table.model()->columnCount() == kAdded + 1;
        });
    const auto width = std::make_shared<int>();
    add("its border is dragged",
        Inputs{[&header, width] { *width = header.sectionSize(kAdded); }}
            + Hands::drag(*header.viewport(), inHeader(header, kAdded, true), QPoint(30, 0)),
        [&header, width] { return header.sectionSize(kAdded) > *width; });
    const auto place = std::make_shared<int>();
    add("it is dragged to the left",
        Inputs{[&header, place] { *place = header.visualIndex(kAdded); }}
            + Hands::drag(*header.viewport(), inHeader(header, kAdded, false), QPoint(-260, 0)),
        [&header, place] { return header.visualIndex(kAdded) < *place; });
    add("the events are scrolled with it",
        Inputs(6, Hands::wheel(*table.viewport(), Hands::middleOf(*table.viewport()), -360)));
    add("the menu of the header removes it",
        {Hands::contextMenu(*header.viewport(), inHeader(header, kAdded, false)),
         Hands::pick({QStringLiteral("Remove column data.total")})},
        [&s, &table] {
            return s.workspace().columns().empty() && table.model()->columnCount() == kAdded;
        });
    add("Ctrl+Z brings it back", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s] { return s.workspace().columns().size() == 1; });
    add("a command shows what each event changed of the state",
        h.palette("show or hide the state change"),
        [&table] { return !table.isColumnHidden(EventsModel::StateChange); });
    add("and hides it", h.palette("show or hide the state change"),
        [&table] { return table.isColumnHidden(EventsModel::StateChange); });
    add("a command opens the menu of the columns", h.palette("columns of the events"),
        [] { return Hands::isOffered(QStringLiteral("Add payload column")); });
    add("Escape closes it", h.keys(1, Qt::Key_Escape),
        [] { return !QApplication::activePopupWidget(); });
}

void GestureScript::copying()
{
    Hands &h = hands();
    QAbstractItemView &table = *h.list("Events");
    const Input clear = [] { QApplication::clipboard()->clear(); };
    const auto text = [] { return QApplication::clipboard()->text(); };
    add("two events are selected",
        {h.clickRow("Events", 1), h.clickRow("Events", 2, Qt::ShiftModifier)},
        [&h] { return h.session().selectedEvents().size() == 2; });
    add("Ctrl+C copies them", {clear, Hands::focus(table), h.key(Qt::Key_C, Qt::ControlModifier)},
        [text] { return text().startsWith(u'['); });
    add("Ctrl+Shift+C copies them as a command",
        {clear, Hands::focus(table), h.key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier)},
        [text] { return text().startsWith(QLatin1String("eventscope-cli")); });
    const auto menu = Hands::contextMenu(*table.viewport(), h.inRow("Events", 2));
    const std::pair<const char *, const char *> forms[] = {{"JSON Lines", "{"},
                                                           {"CSV", "position"},
                                                           {"Markdown", "|"}};
    for (const auto &[form, begin] : forms)
        add("the menu copies them in another form",
            {clear, menu, Hands::pick({QStringLiteral("Copy "), QLatin1String(form)})},
            [text, begin = begin] { return text().startsWith(QLatin1String(begin)); });
    add("a command copies their payloads",
        Inputs{clear} + h.palette("copy the selected events as payloads"),
        [text] { return text().startsWith(u'{'); });
    save("the menu saves them as CSV",
         {menu, Hands::pick({QStringLiteral("Save "), QStringLiteral("CSV")})},
         h.file(QStringLiteral("events.csv")));
}

void GestureScript::finding()
{
    Hands &h = hands();
    Session &s = h.session();
    auto *goTo = h.window().findChild<GoToPopup *>();
    const auto go = [&h](const QString &text) {
        return Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(text)
               + h.keys(1, Qt::Key_Return);
    };
    const auto isAt = [&s, goTo](Row row) {
        return [&s, goTo, row] { return !goTo->isVisible() && s.playhead() == row; };
    };
    add("Ctrl+L goes to a position", go(QStringLiteral("#3")), isAt(Row(2)));
    add("to the first event of the stream", go(QStringLiteral("first")),
        [&s, goTo] { return !goTo->isVisible() && s.streamOrdinal().value_or(0) == 0; });
    add("to a version of the stream", go(QStringLiteral("v2")), [&s, goTo] {
        return !goTo->isVisible() && s.streamOrdinal()
               && s.log().version(s.playhead()) == Version(2);
    });
    const QString name = QString::fromUtf8(s.log().streamName(s.log().stream(Row(0))));
    add("to a stream", go(name), [&s, goTo, name] {
        return !goTo->isVisible() && s.selectedStream()
               && QString::fromUtf8(s.log().streamName(*s.selectedStream())) == name;
    });
    const auto before = std::make_shared<Row>();
    add("to a time from the playhead",
        go(QStringLiteral("#1")) + Inputs{[&s, before] { *before = s.playhead(); }}, isAt(Row(0)));
    add("forwards", go(QStringLiteral("+2s")),
        [&s, goTo] { return !goTo->isVisible() && s.playhead() > Row(0); });
    add("a place that is not there is explained",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("nowhere at all"))
            + h.keys(1, Qt::Key_Return),
        [goTo] { return goTo->isVisible(); });
    add("Escape closes the line", {h.key(Qt::Key_Escape)}, [goTo] { return !goTo->isVisible(); });
    auto *palette = h.window().findChild<CommandPalette *>();
    add("Ctrl+K runs a command", h.palette("show all events"),
        [palette] { return !palette->isVisible(); });
    add("Ctrl+G finds a text in the events",
        Inputs{timelineFocus(), h.key(Qt::Key_Home), [&s, before] { *before = s.playhead(); },
               h.key(Qt::Key_G, Qt::ControlModifier)}
            + h.typed(QStringLiteral("total")) + Inputs{h.key(Qt::Key_Return)},
        [&s, before] { return s.playhead() > *before; });
    add("F3 goes on", {[&s, before] { *before = s.playhead(); }, h.key(Qt::Key_F3)},
        [&s, before] { return s.playhead() > *before; });
    add("Shift+F3 goes back", {h.key(Qt::Key_F3, Qt::ShiftModifier)},
        [&s, before] { return s.playhead() == *before; });
    add("Escape closes the line", {Hands::focus("Find in the shown events"), h.key(Qt::Key_Escape)},
        [] { return !Hands::isSeen("Find in the shown events"); });
}

} // namespace eventscope::ui
