// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/gesturehands.h"
#include "ui/gestures.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace eventscope::ui {

// Gathers gestures, a file for each subject.
class GestureScript
{
public:
    GestureScript(Windows &windows, const QString &folder);

    void looking(); // what is there from the first event on
    void stepping();
    void playing();
    void streams();
    void timeline();
    void selecting(); // in the timeline
    void picturing();
    void events();
    void columns();
    void copying();
    void finding();
    void completing();
    void building(); // filters, from conditions
    void saving();   // filters
    void details();
    void states();
    void causes();
    void types();
    void bookmarks();
    void pages(); // below the events
    void masking();
    void workspaces();
    void sharing();
    void preferring();
    void shortcuts();
    void arranging();
    void touring(); // in a second window, as those below
    void opening();
    void duplicating();

    std::vector<Gesture> take() { return std::move(m_gestures); }

private:
    // What lives in the captures of the inputs stays as long as they do.
    void add(const char *name, Inputs inputs, std::function<bool()> reached = {});
    // Ctrl+F and Escape.
    void showAll();
    // A menu entry, or a command, that asks for a file: what opens the dialog, and what is written there.
    void save(const char *name, Inputs inputs, const QString &file);
    void open(const char *name, Inputs inputs, const QString &file, std::function<bool()> reached);
    Hands &hands() const { return *m_hands; }
    Input timelineFocus() const;

    std::shared_ptr<Hands> m_hands;
    std::vector<Gesture> m_gestures;
};

} // namespace eventscope::ui
