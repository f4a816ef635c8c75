// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "script/scriptfold.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// The member by which the elements of an array are told apart: the first of id, key, uuid, sku and code, then of the first element's
// members whose names end with Id, that every element has as a string or number, no two alike. None if there is none.
std::optional<std::string> idNameOf(const JsonValue::Elements &elements);

// A key of an element that two elements share exactly if their ids are equal.
std::string idOf(const JsonValue &element, std::string_view idName);

// The steps that a pointer takes through a state: elements of arrays with an id-like key by that key.
std::vector<ScriptFieldStep> stepsTo(const JsonValue &state, std::string_view pointer);
// The steps of a pointer that means indices.
std::vector<ScriptFieldStep> plainSteps(std::string_view pointer);

// What lies at the end of the steps; null pointer if nothing does.
const JsonValue *valueAt(const JsonValue &state, const std::vector<ScriptFieldStep> &steps);

} // namespace eventscope
