// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of what is kept and shared: bookmarks, pages below the events, masking rules, workspaces, bundles.
#include "ui/gesturescript.h"

#include "panels/rawview.h"
#include "session/session.h"
#include "shell/maskingdialog.h"
#include "shell/sharedialog.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QTest>

#include <algorithm>

namespace eventscope::ui {

namespace {

QString copied()
{
    return QApplication::clipboard()->text();
}

QString shownIn(const char *name)
{
    const auto *const view = qobject_cast<RawView *>(Hands::seen(QLatin1String(name)));
    return view ? view->text() : QString();
}

} // namespace

void GestureScript::bookmarks()
{
    Hands &h = hands();
    Session &s = h.session();
    const auto count = [&s](std::size_t wanted) {
        return [&s, wanted] { return s.bookmarks().rows().size() == wanted; };
    };
    add("B bookmarks the event", {timelineFocus(), h.key(Qt::Key_B)}, count(1));
    add("N writes a note",
        Inputs{timelineFocus(), h.key(Qt::Key_N)} + h.typed(QStringLiteral("odd"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.workspace().bookmarks().front().note == "odd"; });
    add("another event is bookmarked", {timelineFocus(), h.key(Qt::Key_End), h.key(Qt::Key_B)},
        count(2));
    const auto isAt = [&s](bool last) {
        return [&s, last] {
            const auto &rows = s.bookmarks().rows();
            return s.playhead() == (last ? rows.back() : rows.front());
        };
    };
    add("a bracket goes to the bookmark before", {timelineFocus(), h.key(Qt::Key_BracketLeft)},
        isAt(false));
    add("and to the next one", {timelineFocus(), h.key(Qt::Key_BracketRight)}, isAt(true));
    add("Ctrl+B shows the bookmarks", {h.key(Qt::Key_B, Qt::ControlModifier)},
        [] { return Hands::isSeen("Bookmarks"); });
    add("a click on one goes there", {h.clickRow("Bookmarks", 0)}, isAt(false));
    add("all of them are copied",
        {[] { QApplication::clipboard()->clear(); },
         Hands::click("Copy all bookmarks, a line each")},
        [] { return copied().contains(QLatin1String("odd")); });
    add("Delete takes it away", {Hands::focus("Bookmarks"), h.key(Qt::Key_Delete)}, count(1));
    add("Ctrl+Z brings it back", {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s, count] { return count(2)() && s.workspace().bookmarks().front().note == "odd"; });
    add("Ctrl+Shift+Z takes it again",
        {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier)}, count(1));
    add("B takes the other away", {timelineFocus(), h.key(Qt::Key_End), h.key(Qt::Key_B)},
        count(0));
    add("the page is closed", {Hands::click("Close this page")},
        [] { return !Hands::isSeen("Bookmarks"); });
}

void GestureScript::pages()
{
    Hands &h = hands();
    Session &s = h.session();
    add("Ctrl+Shift+F shows the findings",
        {h.key(Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier)},
        [&s] { return Hands::isSeen("Findings") && s.findings().isComplete(); });
    // A sound store has none.
    const auto isOnOne = [&s] {
        const auto &rows = s.findings().rows();
        return rows.empty() || std::binary_search(rows.begin(), rows.end(), s.playhead());
    };
    add("F8 goes to a finding", {timelineFocus(), h.key(Qt::Key_Home), h.key(Qt::Key_F8)}, isOnOne);
    add("Shift+F8 goes back",
        {timelineFocus(), h.key(Qt::Key_End), h.key(Qt::Key_F8, Qt::ShiftModifier)}, isOnOne);
    add("the findings are asked for again", {Hands::click("Check the store again")},
        [&s] { return s.findings().isComplete(); });
    add("its page is closed", {Hands::click("Close this page")},
        [] { return !Hands::isSeen("Kind of findings that are listed"); });
    QAbstractItemView &types = *h.list("Types of the catalogue");
    QAbstractItemView &fields = *h.list("Fields of the type");
    add("Ctrl+Shift+T shows the catalogue",
        {h.key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier)}, [&s, &fields] {
            return Hands::isSeen("Fields of the type") && s.catalogue().contents()
                   && fields.model()->rowCount() > 0;
        });
    add("Down goes to another type",
        {Hands::focus(types), h.key(Qt::Key_Home), h.key(Qt::Key_Down)}, [&types, &fields] {
            return types.currentIndex().row() == 1 && fields.model()->rowCount() > 0;
        });
    add("its fields are copied",
        {[] { QApplication::clipboard()->clear(); }, Hands::click("Copy the fields")},
        [] { return !copied().isEmpty(); });
    add("a click on a field filters by it", {h.clickRow("Fields of the type", 0)}, [&s] {
        return !s.filterText().isEmpty() && !s.isFiltering() && s.shownEvents().size() > 0;
    });
    showAll();
    add("a click on what comes next goes to an example",
        {h.clickRow("What comes before and after", 1)},
        [&s] { return s.eventDetails() != nullptr; });
    add("Escape closes its page", {Hands::focus(types), h.key(Qt::Key_Escape)},
        [] { return !Hands::isSeen("Fields of the type"); });
}

void GestureScript::masking()
{
    Hands &h = hands();
    Session &s = h.session();
    const auto rules = [&s](std::size_t wanted) {
        return [&s, wanted] { return s.workspace().masks().size() == wanted; };
    };
    add("the first event is gone to",
        Inputs{h.key(Qt::Key_L, Qt::ControlModifier)} + h.typed(QStringLiteral("#1"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.playhead() == Row(0); });
    add("a command opens the masking rules", h.palette("masking rules"), [] {
        return Hands::isSeen("maskingDialog") && !shownIn("The selected event as it is").isEmpty();
    });
    const auto isDotted = [] {
        return shownIn("The selected event as it is shown").contains(QLatin1String("\"total\": 0"));
    };
    add("a rule is typed, and tried before it is there",
        Inputs{Hands::choose("Shown instead, of the new rule", "dots"),
               Hands::focus("Path or expression of the new rule")}
            + h.typed(QStringLiteral("/data/total")),
        [isDotted, rules] { return isDotted() && rules(0)(); });
    add("Enter adds it", {h.key(Qt::Key_Return)}, rules(1));
    add("it replaces with null", {Hands::choose("Shown instead of /data/total", "null")},
        [&s] { return s.workspace().masks().front().with == MaskRule::With::Null; });
    add("a preset is added", {Hands::choose("Kind of the new rule", "E-mail"), Hands::click("Add")},
        rules(2));
    add("Delete removes a rule",
        {h.clickRow("Masking rules", 1), Hands::focus("Masking rules"), h.key(Qt::Key_Delete)},
        rules(1));
    add("the rules are followed", {Hands::click("Mask personal data: in all panels*")},
        [&s] { return s.masking().isOn(); });
    add("the page is closed", {Hands::click("Close")},
        [] { return !Hands::isSeen("maskingDialog"); });
    const auto data = [&s] {
        return s.eventDetails() ? QString::fromStdString(s.eventDetails()->record.data.text)
                                : QString();
    };
    add("what is personal is gone", {},
        [data] { return data().contains(QLatin1String("\"total\":null")); });
    add("Ctrl+Shift+M shows it again", {h.key(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier)},
        [&s, data] {
            return !s.masking().isOn() && !data().contains(QLatin1String("\"total\":null"))
                   && data().contains(QLatin1String("total"));
        });
}

void GestureScript::sharing()
{
    Hands &h = hands();
    Session &s = h.session();
    const QString bundle = h.file(QStringLiteral("some.esbundle"));
    const auto says = [](const QString &text) {
        const auto *const summary = qobject_cast<QLabel *>(
            Hands::seen(QStringLiteral("bundleSummary")));
        return summary && summary->text().contains(text);
    };
    add("three events are selected",
        {h.clickRow("Events", 0), h.clickRow("Events", 2, Qt::ShiftModifier)},
        [&s] { return s.selectedEvents().size() == 3; });
    add("a command shows what would be shared", h.palette("share as a bundle"), [says] {
        return says(QStringLiteral("3 events"))
               && shownIn("The first event, as it will be in the bundle")
                      .contains(QLatin1String("\"total\": null"));
    });
    add("other events are chosen", {Hands::choose("Events", "Stream")},
        [says] { return !says(QStringLiteral("3 events")) && says(QStringLiteral("Masked:")); });
    add("the selected ones are", {Hands::choose("Events", "Selected")},
        [says] { return says(QStringLiteral("3 events")); });
    add("nothing is masked", {Hands::click("Mask personal data")},
        [says] { return says(QStringLiteral("Nothing is masked")); });
    add("and masked again", {Hands::click("Mask personal data")},
        [says] { return says(QStringLiteral("Masked:")); });
    save("the bundle is written", {Hands::click("Write the bundle*")}, bundle);
    add("the page is closed", {Hands::click("Close")},
        [] { return !Hands::isSeen("shareDialog"); });
}

void GestureScript::workspaces()
{
    Hands &h = hands();
    Session &s = h.session();
    const QString file = h.file(QStringLiteral("mine.eventscope"));
    open("Ctrl+Shift+S saves the workspace",
         {h.key(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier)}, file,
         [&s, file] { return s.workspace().file() == file && QFileInfo::exists(file); });
    add("Ctrl+Z takes the masking rules back",
        {timelineFocus(), h.key(Qt::Key_Z, Qt::ControlModifier)},
        [&s] { return s.workspace().masks().size() == 2; });
    add("a command leaves places alone", h.palette("open stores as they were left"));
    add("and keeps them again", h.palette("open stores as they were left"));
}

} // namespace eventscope::ui
