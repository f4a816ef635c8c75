// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string_view>

namespace eventscope::ui {

// How JSON values and their places read in the window.

// A scalar in one line: a string as its text (in quotes only where it would read as another kind or
// as nothing), a number as its token. A container as {2} a, b or [2]. Cut at some hundred
// characters.
QString valueText(const JsonValue &value);

// "data" and "/items/0/sku" -> data.items[0].sku, given the value that the pointer points into.
QString fieldPath(const QString &prefix, const JsonValue &value, std::string_view pointer);

// The same without a value at hand: items[0].sku, numbers taken for indices; "(state)" for the whole.
QString fieldLabel(std::string_view pointer);

// One step of a path: .sku, ["a key"], [0].
QString keyStep(std::string_view key);
QString elementStep(std::size_t index);
// The index that a pointer's token may be.
std::optional<std::size_t> elementIndex(std::string_view token);

// What stands there in a state, as JavaScript: state.lines[0]["unit price"]
QString scriptPath(std::string_view pointer);

} // namespace eventscope::ui
