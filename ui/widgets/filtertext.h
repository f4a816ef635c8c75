// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace eventscope::ui {

// Text that means itself where the filter language expects a value: in quotes where it has to be,
// stars escaped.
QString filterValue(const QString &text);
// In double quotes, as keys in a path are written.
QString filterQuoted(const QString &text);
// `filter and condition`, with the parentheses that it takes.
QString filterWith(const QString &filter, const QString &condition);

// A command for a POSIX shell, its words quoted where they have to be.
QString shellCommand(const QStringList &words);

} // namespace eventscope::ui
