// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// A payload that only its owner's program can read, on its way there, with what is known of its event.
struct DecodeRequest {
    std::string id;
    std::string type;
    std::string stream;
    std::string streamType;
    std::string position; // label
    Version version = kNoVersion;
    Time time = kNoTime;
    std::string metadata; // text; empty: none
    std::string bytes;
};

struct DecodedPayload {
    std::string data;                    // one JSON document, every token as the program wrote it
    std::optional<std::string> metadata; // likewise, in place of that which is stored
};

// How messages name the event: "v9 (OrderPlaced)", or by its position.
std::string nameOf(const DecodeRequest &request);

// The line that a program reads: one JSON object, with the bytes as base64, and a line break.
std::string decodeRequestLine(const DecodeRequest &request);

// The line that it answers with: {"data": any JSON, "metadata": any JSON, if it is another} or {"error": "why"}. Errors: Script with just what
// the program says of this payload; Damaged if the line is no such answer, so that nothing that the program says can be relied on.
Result<DecodedPayload> readDecodeAnswer(std::string_view line);

// RFC 4648, with padding.
std::string encodeBase64(std::string_view bytes);

} // namespace eventscope
