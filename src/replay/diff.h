// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <string>
#include <vector>

namespace eventscope {

// A leaf (a scalar or an empty container) that differs between two values.
struct LeafChange {
    enum class Kind { Added, Removed, Changed };
    std::string pointer; // RFC 6901
    Kind kind = Kind::Changed;
    JsonValue before; // null if added
    JsonValue after;  // null if removed
};

// Leaves that differ, in document order of `after`, removed ones behind their siblings. Array elements are compared by index. An object
// that stays one is no change in itself when it becomes empty or ceases to be; nor is an array.
std::vector<LeafChange> changedLeaves(const JsonValue &before, const JsonValue &after);

// RFC 6902 patch that makes `after` of `before`, with add, remove and replace only.
JsonValue jsonPatch(const JsonValue &before, const JsonValue &after);

} // namespace eventscope
