// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editor/codetokens.h"

#include <QString>
#include <QStringList>
#include <QStringView>

#include <cstddef>
#include <vector>

namespace eventscope::ui {

// Steps of a chain that have no name: an element of an array, what a call gives.
inline const QString kCodeElement = QStringLiteral("[]");
inline const QString kCodeCall = QStringLiteral("()");

// What stands before the dot that is the token at `end`, back to its first name: a?.b[0].c() -> a, b, [], c, ().
QStringList codeChainBefore(const std::vector<CodeToken> &tokens, std::size_t end);

// A word that makes no call of the parenthesis behind it: if, while, function ...
bool isCodeStatement(QStringView word);

} // namespace eventscope::ui
