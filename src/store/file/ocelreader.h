// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>

namespace eventscope {

class FileBytes;
class Rewriting;

// Where the lists of an object-centric event log in JSON are.
struct OcelOutline {
    enum class Form : std::uint8_t { None, One, Two };
    Form form = Form::None;
    std::size_t begin = 0;  // of the object around them
    std::size_t events = 0; // their brackets; 0 where there is none
    std::size_t objects = 0;
};

// Whether the object at this offset is one; if it may be, the whole file is unpacked. Errors: Cancelled.
Result<OcelOutline> findOcel(FileBytes &bytes, std::size_t begin);

// OCEL 1.0 keeps its events in an object, by their ids: each becomes an object of its own with the id in it, and the type of its first object as
// ocel:type. Those of OCEL 2.0 have their attributes as an object, as its form for SQLite gives them, instead of a list of names and values,
// and the types of their objects in the relationships. Errors: Limit, Cancelled.
Result<void> rewriteOcel(FileBytes &bytes, const OcelOutline &outline, Rewriting &lines);

} // namespace eventscope
