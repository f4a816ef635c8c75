// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Gestures of the filter: typed, completed, built from conditions, saved.
#include "ui/gesturescript.h"

#include "panels/filteredit.h"
#include "session/session.h"
#include "shell/mainwindow.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>

namespace eventscope::ui {

namespace {

QString typeOfFirst(const Session &session)
{
    return QString::fromUtf8(session.log().typeName(session.log().type(Row(0))));
}

bool hasFound(const Session &session)
{
    return !session.isFiltering() && !session.filterError() && session.shownEvents().size() > 0
           && session.shownEvents().size() < session.log().rowCount();
}

bool isAll(const Session &session)
{
    return session.filterText().isEmpty() && !session.isFiltering()
           && session.shownEvents().size() == session.log().rowCount();
}

} // namespace

void GestureScript::completing()
{
    Hands &h = hands();
    Session &s = h.session();
    auto *edit = h.window().findChild<FilterEdit *>();
    const QString type = typeOfFirst(s);
    const auto holds = [edit](const QString &text) {
        return [edit, text] { return edit->text() == text; };
    };
    showAll();
    add("a filter is typed and taken",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("type = ") + type)
            + h.keys(1, Qt::Key_Return),
        [&s] { return hasFound(s) && !s.filterText().isEmpty(); });
    showAll();
    add("a wrong filter says where",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("version >> 3"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return s.filterError().has_value(); });
    showAll();
    add("a field is completed with Tab",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("ty"))
            + Inputs{h.key(Qt::Key_Tab)},
        holds(QStringLiteral("type ")));
    add("Down and Enter take an operator", {h.key(Qt::Key_Down), h.key(Qt::Key_Return)},
        holds(QStringLiteral("type = ")));
    add("a type is completed", h.typed(type.left(4)) + h.keys(1, Qt::Key_Tab),
        [&s, edit] { return edit->text().startsWith(QLatin1String("type = ")) && hasFound(s); });
    add("Ctrl+Space lists what there is",
        {h.key(Qt::Key_F, Qt::ControlModifier), h.key(Qt::Key_Delete),
         h.key(Qt::Key_Space, Qt::ControlModifier)},
        [edit] { return edit->isCompleting(); });
    add("Escape closes the list", {h.key(Qt::Key_Escape)},
        [edit] { return !edit->isCompleting(); });
    add("Up brings an earlier filter", {h.key(Qt::Key_Up)},
        [edit] { return !edit->text().isEmpty(); });
    showAll();
}

void GestureScript::building()
{
    Hands &h = hands();
    Session &s = h.session();
    auto *edit = h.window().findChild<FilterEdit *>();
    const QString type = typeOfFirst(s);
    add("Ctrl+Alt+F builds a filter", {h.key(Qt::Key_F, Qt::ControlModifier | Qt::AltModifier)},
        [] { return Hands::isSeen("filterBuilder") && Hands::isSeen("Field of condition 1"); });
    add("a condition is written",
        Inputs{Hands::click("Field of condition 1"), h.pasted(QStringLiteral("type")),
               h.key(Qt::Key_Tab)}
            + Inputs{Hands::choose("Operator of condition 1", "is"),
                     Hands::focus("Value of condition 1")}
            + h.typed(type) + h.keys(1, Qt::Key_Tab),
        [&s, edit, type] { return edit->text().contains(type) && hasFound(s); });
    const auto found = std::make_shared<std::uint32_t>();
    add("it is negated",
        {[&s, found] { *found = s.shownEvents().size(); }, Hands::click("Not, condition 1")},
        [&s, found] {
            return hasFound(s) && s.shownEvents().size() == s.log().rowCount() - *found;
        });
    add("a second one is added", {Hands::click("Add a condition")},
        [] { return Hands::isSeen("Field of condition 2"); });
    add("it has another operator",
        Inputs{Hands::click("Field of condition 2"), h.pasted(QStringLiteral("version")),
               h.key(Qt::Key_Tab), Hands::choose("Operator of condition 2", "at most"),
               Hands::focus("Value of condition 2")}
            + h.typed(QStringLiteral("2")) + h.keys(1, Qt::Key_Tab),
        [&s, edit] { return edit->text().contains(QLatin1String("version <= 2")) && hasFound(s); });
    add("any of them is to hold", {Hands::click("Any condition may hold")},
        [&s, edit] { return edit->text().contains(QLatin1String(" or ")) && !s.isFiltering(); });
    add("all of them are", {Hands::click("All conditions must hold")},
        [edit] { return !edit->text().contains(QLatin1String(" or ")); });
    add("the second one is removed", {Hands::click("Remove condition 2")},
        [edit] { return !edit->text().contains(QLatin1String("version")); });
    add("Enter goes to the events", {Hands::focus("Value of condition 1"), h.key(Qt::Key_Return)},
        [&h] {
            return !Hands::isSeen("filterBuilder")
                   && QApplication::focusWidget() == h.widget("Events");
        });
    showAll();
}

void GestureScript::saving()
{
    Hands &h = hands();
    Session &s = h.session();
    const char *const saved = "Saved and earlier filters";
    add("a filter is typed",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.typed(QStringLiteral("version <= 2"))
            + h.keys(1, Qt::Key_Return),
        [&s] { return hasFound(s); });
    add("the menu saves it", {Hands::pickFrom(saved, {QStringLiteral("Save this filter")})},
        [] { return Hands::isSeen("QInputDialog"); });
    add("under a name", {h.pasted(QStringLiteral("early")), h.key(Qt::Key_Return)}, [&s] {
        return s.workspace().filters().size() == 1
               && s.workspace().filters().front().name == "early";
    });
    showAll();
    add("it is chosen by its name", {Hands::pickFrom(saved, {QStringLiteral("early")})},
        [&s] { return s.filterText() == QLatin1String("version <= 2") && hasFound(s); });
    add("it gets another name",
        {Hands::pickFrom(saved, {QStringLiteral("Rename"), QStringLiteral("early")})},
        [] { return Hands::isSeen("QInputDialog"); });
    add("that is typed", {h.pasted(QStringLiteral("first ones")), h.key(Qt::Key_Return)},
        [&s] { return s.workspace().filters().front().name == "first ones"; });
    showAll();
    add("an earlier filter is chosen",
        {Hands::pickFrom(saved,
                         {QStringLiteral("Earlier filters"), QStringLiteral("version <= 2")})},
        [&s] { return s.filterText() == QLatin1String("version <= 2"); });
    add("the saved one is deleted",
        {Hands::pickFrom(saved, {QStringLiteral("Delete"), QStringLiteral("first ones")})},
        [&s] { return s.workspace().filters().empty(); });
    add("Alt+Left goes back to all events", {h.key(Qt::Key_Left, Qt::AltModifier)},
        [&s] { return isAll(s); });
    add("Alt+Right to the filter", {h.key(Qt::Key_Right, Qt::AltModifier)},
        [&s] { return s.filterText() == QLatin1String("version <= 2"); });
    showAll();
}

} // namespace eventscope::ui
