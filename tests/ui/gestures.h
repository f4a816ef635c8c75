// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

class MainWindow;

// What a hand does to the window to reach one thing: inputs, one after the other, and how one sees that it was reached. The store
// behind the window may be of any size; it needs a stream of several events and a type of several streams.
struct Gesture {
    QString name;
    std::vector<std::function<void()>> inputs;
    std::function<bool()> reached; // none: the inputs are all there is to it
};

// Every gesture of the window, in an order in which each finds what it needs. Call with the store loaded. Window and session must
// outlive what is returned.
std::vector<Gesture> everyGesture(MainWindow &window, Session &session);

// Those that look around and settle nothing, for a store that is still loading.
std::vector<Gesture> lookingAround(MainWindow &window, Session &session);

} // namespace eventscope::ui
