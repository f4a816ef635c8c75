// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/record.h"
#include "store/file/recordplan.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What was found in a record, as the values of an event.

// Types shown for events whose own cannot be had.
inline constexpr std::string_view kUnreadableType = "(unreadable)";
inline constexpr std::string_view kMissingType = "(no type)";

// In the encoding that the dialect names, else `usual`; text in ISO 8601 and numbers of an unmistakable magnitude are always read.
std::optional<Time> timeIn(const RecordPlan &plan, const std::vector<Found> &found,
                           std::optional<TimeEncoding> usual);

// A whole number of 64 bits; none for any other text.
std::optional<std::int64_t> wholeNumber(std::string_view text);

// Text of the part, empty if there is none.
inline std::string_view textIn(const RecordPlan &plan, Part part, const std::vector<Found> &found)
{
    return plan.text(part, found).value_or(std::string_view());
}

// Fills everything but locator and ordinal. The views point where those of `found` do.
void fillEvent(RawEvent &event, const RecordPlan &plan, const std::vector<Found> &found,
               std::optional<TimeEncoding> usual, std::size_t recordSize);

// The payload, or the metadata, that was found, unpacked as the dialect and its own bytes say. `record` is the whole record. What cannot be
// decoded stays as it is, and `damage` says why.
Payload dataIn(const RecordPlan &plan, const std::vector<Found> &found, std::string_view record,
               std::optional<Error> &damage);
Payload metadataIn(const RecordPlan &plan, const std::vector<Found> &found, std::string_view record,
                   std::optional<Error> &damage);

// True if a JSON string begins as an object or list would that was encoded twice.
bool mayHoldJson(std::string_view string);

// The text with U+FFFD in the place of what is no UTF-8.
std::string withoutBadUtf8(std::string_view text);

} // namespace eventscope
