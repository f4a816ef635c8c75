// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <cstdint>
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

// How elements of arrays are told apart.
enum class ArrayMatch : std::uint8_t {
    ByIndex,
    ById, // by the member that idNameOf() finds, where both arrays have the same one; else by index
};

// Leaves that differ, in document order of `after`, removed ones behind their siblings; their pointers count elements in `before`, those of
// all others in `after`. An object that stays one is no change in itself when it becomes empty or ceases to be; nor is an array.
std::vector<LeafChange> changedLeaves(const JsonValue &before, const JsonValue &after,
                                      ArrayMatch match = ArrayMatch::ByIndex);

// RFC 6902 patch that makes `after` of `before`, with add, remove and replace only.
JsonValue jsonPatch(const JsonValue &before, const JsonValue &after);

} // namespace eventscope
