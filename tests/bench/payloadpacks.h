// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope::bench {

// The forms in which frameworks write payloads.
enum class Pack : std::uint8_t {
    Raw, // bytes of no known form
    Json,
    JsonWithMark, // behind a byte order mark
    DoubleJson,
    Gzip,
    Zlib,
    Zstd,
    Yaml,
    Xml,
    Php,
    MessagePack,
    Bson,
    Cbor,
    Jsonb,
};

const char *packName(Pack pack);
Pack packOf(std::string_view name); // ends the program if there is none of that name
std::string packed(Pack pack, const std::string &json);

// Seconds that the library which is there for this form takes for all of these bytes, one payload after the other on this thread: zlib and libzstd
// unpack, libyaml and QXmlStreamReader read to the end, simdjson parses JSON, also what was unpacked, and nlohmann-json the binary forms. PHP's
// and SQLite's own form have no library here: Eventscope's decoder stands for it.
double libraryDecoding(Pack pack, const std::vector<std::string> &payloads);

} // namespace eventscope::bench
