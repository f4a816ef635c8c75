// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace eventscope::ui {

// Writes a file that the user has named: whole, or what stood there stays. Empty, or a sentence that says why not. Any thread.
QString writeWholeFile(const QString &file, QByteArrayView bytes);

} // namespace eventscope::ui
