// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/payloaddecoder.h"

#include "base/json.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>

namespace eventscope {

namespace {

constexpr std::size_t kMostUnpacked = std::size_t(256) << 20;

int base64Value(char character)
{
    if (character >= 'A' && character <= 'Z')
        return character - 'A';
    if (character >= 'a' && character <= 'z')
        return character - 'a' + 26;
    if (character >= '0' && character <= '9')
        return character - '0' + 52;
    if (character == '+' || character == '-')
        return 62;
    return character == '/' || character == '_' ? 63 : -1;
}

std::optional<std::string> inflated(std::string_view packed, int windowBits)
{
    z_stream zip = {};
    if (inflateInit2(&zip, windowBits) != Z_OK)
        return std::nullopt;
    zip.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    zip.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), UINT32_MAX));
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() < kMostUnpacked) {
        const std::size_t before = out.size();
        const std::size_t room = std::max<std::size_t>(packed.size() * 4, 4096);
        out.resize(before + std::min(room, kMostUnpacked));
        zip.next_out = reinterpret_cast<Bytef *>(out.data() + before);
        zip.avail_out = static_cast<uInt>(out.size() - before);
        state = inflate(&zip, Z_NO_FLUSH);
        out.resize(out.size() - zip.avail_out);
    }
    inflateEnd(&zip);
    if (state != Z_STREAM_END)
        return std::nullopt;
    return out;
}

bool startsWith(std::string_view bytes, unsigned char first, unsigned char second)
{
    return bytes.size() > 2 && static_cast<unsigned char>(bytes[0]) == first
           && static_cast<unsigned char>(bytes[1]) == second;
}

bool looksLikeZlib(std::string_view bytes)
{
    return startsWith(bytes, 0x78, 0x01) || startsWith(bytes, 0x78, 0x5e) || startsWith(bytes, 0x78, 0x9c)
           || startsWith(bytes, 0x78, 0xda);
}

} // namespace

std::optional<std::string> decodeBase64(std::string_view text)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char character : text) {
        const int value = base64Value(character);
        if (value < 0)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return out;
}

bool decodePayload(const std::vector<std::string> &decoders, std::string &bytes)
{
    bool any = false;
    for (const std::string &decoder : decoders) {
        std::optional<std::string> result;
        if (decoder == "gzip" && startsWith(bytes, 0x1f, 0x8b))
            result = inflated(bytes, MAX_WBITS + 16);
        else if (decoder == "zlib" && looksLikeZlib(bytes))
            result = inflated(bytes, MAX_WBITS);
        else if (decoder == "base64" && !bytes.empty())
            result = decodeBase64(bytes);
        else if (decoder == "json-string" && isJson(bytes))
            any = true;
        if (result) {
            bytes = std::move(*result);
            any = true;
        }
    }
    return any;
}

} // namespace eventscope
