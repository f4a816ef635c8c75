// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

// Whether whoever writes the file writes the store at the location (a path or URL): by whatever name, links too, or one of the files that
// SQLite keeps beside it. Stores are never written, also not when a file dialog was told to.
bool isFileOfStore(const QString &file, const QString &location);

} // namespace eventscope
