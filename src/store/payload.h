// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/record.h"
#include "store/dialect.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What happens to stored bytes on their way to a payload. What they are packed with is told from the bytes, a UTF-8 byte order mark is cut,
// a JSON string that holds an object or a list is opened, and other formats become JSON (decode/payloadformat.h); the rest is what
// the dialect says.
struct PayloadRules {
    bool base64 = false;
    bool jsonString = false; // a JSON string that holds any JSON is opened, once
    std::vector<std::string>
        envelope; // tokens of the pointer to the domain payload; "*" is the only member

    static PayloadRules of(const EventsSpec &events);
};

// Unpacked data that is larger is not shown.
inline constexpr std::size_t kMostUnpacked = 64 * 1024 * 1024;

// Sniffs the value, whatever its column was declared to be. What cannot be unpacked or decoded stays as it is, and `damage` says why.
Payload decodePayload(std::string_view stored, const PayloadRules &rules,
                      std::optional<Error> &damage);

// The decoded text alone, without looking whether it is JSON. It points into `stored` or into `scratch`.
std::string_view decodeText(std::string_view stored, const PayloadRules &rules,
                            std::string &scratch);

// Only what is around the payload's own bytes taken off: compression and base64, as decodePayload() does before it looks what they are.
std::string_view unpackedBytes(std::string_view stored, const PayloadRules &rules,
                               std::string &scratch);

// False if the decoded text is surely the same as what is stored, so that it can be searched there.
bool mayBeEncoded(std::string_view stored, const PayloadRules &rules);

// True if `needle` may occur in the JSON text `stored` only with some character written as an escape.
bool mayBeEscaped(std::string_view stored, std::string_view needle);

// The value at an RFC 6901 pointer in which the token "*" is the only member or element; null pointer if nothing is there.
const JsonValue *valueAt(const JsonValue &value, std::string_view pointer);

// A scalar as text: a string's characters, a number's or literal's token. None for null, objects and arrays.
std::optional<std::string> scalarText(const JsonValue &value);

Result<std::string> unpackDeflate(std::string_view packed); // gzip or zlib; errors: Damaged, Limit
Error tooMuchUnpacked();                                    // Limit
Error damagedPacking();                                     // Damaged

// Correlation and causation of an event as its metadata names them at the top level: correlationId, correlation_id, correlation-id,
// $correlationId and so on. Empty where there is none.
struct Links {
    std::string correlation;
    std::string causation;
};
Links linksIn(const JsonValue &metadata);

enum class LinkName : std::uint8_t { None, Correlation, Causation };
LinkName linkNameOf(std::string_view key);

} // namespace eventscope
