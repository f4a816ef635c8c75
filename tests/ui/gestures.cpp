// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gestures.h"

#include "session/session.h"
#include "shell/explorepage.h"
#include "shell/mainwindow.h"
#include "shell/shortcuts.h"
#include "shell/windows.h"
#include "timeline/timelinecanvas.h"
#include "ui/gesturescript.h"
#include "widgets/preferences.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <memory>
#include <utility>

namespace eventscope::ui {

GestureScript::GestureScript(Windows &windows, const QString &folder)
    : m_hands(std::make_shared<Hands>(windows, folder))
{}

void GestureScript::add(const char *name, Inputs inputs, std::function<bool()> reached)
{
    for (Input &input : inputs)
        input = [hands = m_hands, act = std::move(input)] {
            hands->toFront();
            act();
        };
    m_gestures.push_back(
        {QLatin1String(name), std::move(inputs),
         [hands = m_hands, reached = std::move(reached)] { return !reached || reached(); }});
}

Input GestureScript::timelineFocus() const
{
    return Hands::focus(hands().canvas());
}

void GestureScript::showAll()
{
    Hands &h = hands();
    Session &s = h.session();
    add("Escape in the filter shows all events",
        Inputs{h.key(Qt::Key_F, Qt::ControlModifier)} + h.keys(2, Qt::Key_Escape), [&s] {
            return s.filterText().isEmpty() && !s.filterError()
                   && s.shownEvents().size() == s.log().rowCount();
        });
}

void GestureScript::open(const char *name, Inputs inputs, const QString &file,
                         std::function<bool()> reached)
{
    add(name, std::move(inputs), [] { return Hands::isSeen("QFileDialog"); });
    add(name, hands().fileNamed(file), std::move(reached));
}

void GestureScript::save(const char *name, Inputs inputs, const QString &file)
{
    open(name, std::move(inputs), file,
         [file] { return QFileInfo(file).size() > 0 && !Hands::isSeen("QFileDialog"); });
}

std::vector<Gesture> everyGesture(Windows &windows, const QString &folder)
{
    GestureScript script(windows, folder);
    script.looking();
    script.stepping();
    script.playing();
    script.streams();
    script.timeline();
    script.selecting();
    script.picturing();
    script.events();
    script.columns();
    script.copying();
    script.finding();
    script.completing();
    script.building();
    script.saving();
    script.details();
    script.states();
    script.causes();
    script.types();
    script.bookmarks();
    script.pages();
    script.masking();
    script.sharing();
    script.workspaces();
    script.preferring();
    script.shortcuts();
    script.arranging();
    script.touring();
    script.opening();
    script.duplicating();
    return script.take();
}

std::vector<Gesture> lookingAround(Windows &windows)
{
    GestureScript script(windows, {});
    script.looking();
    return script.take();
}

void keepToFolder(const QString &folder, QSettings &settings)
{
    for (const char *place :
         {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
        qputenv(place, folder.toLocal8Bit() + '/' + place);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    Preferences::instance().use(&settings);
    Shortcuts::instance().use(&settings);
}

} // namespace eventscope::ui
