// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "store/dialect.h"
#include "store/file/filebytes.h"
#include "store/file/structure.h"
#include "store/store.h"
#include "store/synonyms.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// How a file is cut into records, and what its first ones look like.
struct FileLayout {
    Framing framing = Framing::Lines;
    std::size_t begin = 0; // of the first line, or behind the array's bracket
    bool wrapped = false;  // the array is a member of one object around it
    std::string title;     // "JSON Lines"
    SampledTable sample; // the first records that are objects, as columns; empty if there are none
    std::size_t records = 0; // how many of them
    std::string first;       // the first of them, if it is not very long
};

// How sure it is that sampled records are events. It tells a single event from an object around a list of them, and the list of events
// from other lists.
enum class Likeness : std::uint8_t { None, Guessed, Known };

// What can be done with a file. Unpacks as much of a gzip file as it takes. Errors: NotAStore (empty, or neither JSON Lines nor a list
// of objects), Damaged, Limit, Unreadable.
using AreEvents = std::function<Likeness(const FileLayout &)>;
Result<FileLayout> findLayout(FileBytes &bytes, const AreEvents &areEvents);

// Whether the records have the members by which the dialect is known.
bool isSignedBy(const FileLayout &layout, const Dialect &dialect);

// The known dialects whose members the records have, the one of highest priority first.
std::vector<const Dialect *> fittingDialects(const FileLayout &layout,
                                             const std::vector<Dialect> &known);

// Whether a sampled record has something where the dialect looks for the type or the stream.
bool mayFit(const FileLayout &layout, const Dialect &dialect);

// The mapping that the members' names and values suggest, as a dialect named generic.
Candidate guessFile(const FileLayout &layout);

} // namespace eventscope
