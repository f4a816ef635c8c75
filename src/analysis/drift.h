// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "analysis/payloadshape.h"

#include <cstdint>
#include <string>
#include <vector>

namespace eventscope {

// A field that changed while events of the type went on.
struct Drift {
    enum class Kind : std::uint8_t { Type, Appeared, Vanished };
    Kind kind = Kind::Type;
    std::string path;                     // empty: the payload itself
    Row row = kNoRow;                     // the first event after the change
    ShapeKind before = ShapeKind::Absent; // of Kind::Type
    ShapeKind after = ShapeKind::Absent;
    Row old = kNoRow;   // of Kind::Type: an event of the type before
    bool again = false; // it appeared or vanished before
    std::uint64_t events
        = 0; // since then: those with the new type (values of it), those with the field, or those without it
};

// Null, and a payload that is not there, are values of any type. A field that is only ever null does not count, nor one whose values have
// two types all along. Of fields that appeared or vanished together only the outermost is told, and members of an object whose keys are
// data are none.
std::vector<Drift> driftsOf(const PayloadShape &shape, const CheckOptions &options);

// False where all events have the same fields of the same types, so that no part of them can have drifted.
bool hasVariety(const PayloadShape &shape);

} // namespace eventscope
