// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace eventscope {
class Session;
}

namespace eventscope::ui {

// Where a window begins: a stream, and a version of it.
struct StartPlace {
    QString stream;
    std::optional<std::int64_t> version;
    QString filter = {};
    QString page = {};        // that is open below the events: one of ExplorePage::pages()
    QString perspective = {}; // one of Perspectives::names()
    QString projection = {};  // path of a file to run; its perspective comes with it

    bool isSet() const { return !stream.isEmpty() || !filter.isEmpty() || !page.isEmpty(); }
};

// Goes there, in a store that is loaded. Error: NotFound, with what there is instead.
Result<void> goToStart(Session &session, const StartPlace &place);

} // namespace eventscope::ui
