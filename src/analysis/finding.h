// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

enum class FindingCode : std::uint8_t {
    VersionGap,
    DuplicateId,
    DuplicateVersion,
    VersionOrder,
    TimeBackwards,
    MissingCause,
    UnreadablePayload,
    SchemaDrift,
    LongStream,
    LargePayload,
    // Not of checkLog(): found by who folds states.
    SnapshotDiffers,
};
inline constexpr std::size_t kFindingCodes = 11;
std::string_view nameOf(FindingCode code); // "version-gap"

enum class Severity : std::uint8_t { Error, Warning, Info };
std::string_view nameOf(Severity severity); // "error"

// Something about a store that is probably wrong, or worth knowing. What is the same in one stream is one finding with a count.
struct Finding {
    FindingCode code = FindingCode::VersionGap;
    Severity severity = Severity::Error;
    Row row = kNoRow;            // the first event that it is about
    StreamId stream = kNoStream; // kNoStream: of no stream, or about the store as a whole
    std::uint64_t count = 1;     // how many there are of the kind
    std::string message;         // one sentence

    bool operator==(const Finding &) const = default;
};

} // namespace eventscope
