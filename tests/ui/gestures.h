// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <vector>

class QSettings;

namespace eventscope::ui {

class Windows;

// What a hand does to the window to reach one thing: inputs, one after the other, and how one sees that it was reached. The store
// behind the window may be of any size; it needs a stream of several events that cause each other, and a type of several streams.
struct Gesture {
    QString name;
    std::vector<std::function<void()>> inputs;
    std::function<bool()> reached;
};

// Every gesture of the first window, in an order in which each finds what it needs; some open further windows, and close them. Call with
// the store loaded. The windows must outlive what is returned. Files are written into the folder, which should be new.
std::vector<Gesture> everyGesture(Windows &windows, const QString &folder);

// Those that look around and settle nothing, for a store that is still loading.
std::vector<Gesture> lookingAround(Windows &windows);

// Before the first window: what is preferred and settled goes into the folder, and dialogs for files are Qt's own.
void keepToFolder(const QString &folder, QSettings &settings);

} // namespace eventscope::ui
