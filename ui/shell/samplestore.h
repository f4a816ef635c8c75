// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace eventscope::ui {

// The shop that comes with the program, as a file: unpacked into the cache folder (or `folder`, for tests) unless it is there already
// byte by byte. Its reducers and projections come to stand in the folders `reducers` and `projections` beside it; those that are there
// stay, because users edit them.
// Error: Unreadable, if it cannot be written there.
Result<QString> unpackSampleStore(const QString &folder = {});

} // namespace eventscope::ui
