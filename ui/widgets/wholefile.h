// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace eventscope::ui {

// Writes a file that the user has named: whole, or what stood there stays; never what belongs to the store at that location. Empty, or a
// sentence that says why not. Any thread.
QString writeWholeFile(const QString &file, QByteArrayView bytes, const QString &store);
// The same for a name that nobody has chosen: what is there is never replaced, also if it came a moment ago. `file` becomes the next free
// name instead.
QString writeNewFile(QString &file, QByteArrayView bytes, const QString &store);
// The first of name.js, name-2.js, name-3.js, ... that is not there.
QString freeName(const QString &file);
// Says that it is the store's, and what to do; empty if it is not.
QString notOfStore(const QString &file, const QString &store);

} // namespace eventscope::ui
