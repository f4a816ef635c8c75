// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// RFC 4648, either alphabet, padding optional; none for anything else.
std::optional<std::string> decodeBase64(std::string_view text);

// Applies a dialect's decoders in turn, each where it fits: "gzip" and "zlib" by their magic, "base64" if all of it is, "json-string"
// if the text is JSON. What unpacks to more than 256 MiB stays packed. True if one fitted.
bool decodePayload(const std::vector<std::string> &decoders, std::string &bytes);

} // namespace eventscope
