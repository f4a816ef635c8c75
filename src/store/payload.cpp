// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/payload.h"

#include "store/decode/payloadformat.h"
#include "store/decode/zstd.h"
#include "store/file/base64.h"
#include "store/file/jsoncursor.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace eventscope {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool isGzip(std::string_view bytes)
{
    return bytes.size() > 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

// RFC 1950: deflate with a 32 kB window and no dictionary, at each of the four levels.
bool isZlib(std::string_view bytes)
{
    return bytes.size() >= 6 && bytes[0] == '\x78'
           && (bytes[1] == '\x01' || bytes[1] == '\x5e' || bytes[1] == '\x9c'
               || bytes[1] == '\xda');
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool looksLikeText(std::string_view bytes)
{
    return bytes.find('\0') == std::string_view::npos && isUtf8(bytes);
}

// Follows the rules step by step; `text` points into what was given or into `scratch`.
class Decoder
{
public:
    Decoder(std::string_view stored, const PayloadRules &rules, std::string &scratch)
        : m_rules(rules)
        , m_scratch(scratch)
        , text(stored)
    {}

    void takeOff()
    {
        unpack();
        if (m_rules.base64) {
            if (auto decoded = decodeBase64(unquoted())) {
                hold(std::move(*decoded));
                unpack();
            }
        }
    }
    void run()
    {
        takeOff();
        if (text.starts_with(kByteOrderMark))
            text.remove_prefix(kByteOrderMark.size());
        openString();
        decodeForeign();
        if (!m_rules.envelope.empty())
            openEnvelope();
    }

private:
    void hold(std::string decoded)
    {
        m_scratch = std::move(decoded);
        text = m_scratch;
    }
    void unpack()
    {
        const bool zstd = isZstd(text);
        if (!zstd && !isGzip(text) && !isZlib(text))
            return;
        auto unpacked = zstd ? unpackZstd(text) : unpackDeflate(text);
        if (unpacked)
            hold(std::move(*unpacked));
        else if (zstd || isGzip(text) || unpacked.error().code == ErrorCode::Limit)
            damage = unpacked.error(); // two bytes of zlib's magic may be anything else's
    }
    // A file's member holds base64 as a JSON string.
    std::string_view unquoted() const
    {
        const std::string_view inside = trimmed(text);
        return inside.size() >= 2 && inside.front() == '"' && inside.back() == '"'
                   ? inside.substr(1, inside.size() - 2)
                   : inside;
    }
    // A string that holds an object or a list was encoded twice; one that holds a number may well be meant.
    void openString()
    {
        const std::string_view inside = trimmed(text);
        if (!inside.starts_with('"') || !inside.ends_with('"'))
            return;
        const auto value = JsonValue::parse(text);
        if (!value || !value->isString())
            return;
        const std::string_view content = trimmed(value->text());
        if ((m_rules.jsonString || content.starts_with('{') || content.starts_with('['))
            && isJson(content))
            hold(value->text());
    }
    void decodeForeign()
    {
        auto json = foreignToJson(text);
        if (!json)
            return;
        if (*json)
            hold(std::move(**json));
        else
            damage = std::move(*json).error();
    }
    void openEnvelope()
    {
        if (const auto inner = jsonAt(text, m_rules.envelope))
            text = *inner;
    }

    const PayloadRules &m_rules;
    std::string &m_scratch;

public:
    std::string_view text;
    std::optional<Error> damage;
};

} // namespace

PayloadRules PayloadRules::of(const EventsSpec &events)
{
    const auto has = [&](std::string_view name) {
        return std::find(events.decoders.begin(), events.decoders.end(), name)
               != events.decoders.end();
    };
    return {has("base64"), has("json-string"), pointerTokens(events.envelope)};
}

Payload decodePayload(std::string_view stored, const PayloadRules &rules,
                      std::optional<Error> &damage)
{
    std::string scratch;
    Decoder decoder(stored, rules, scratch);
    decoder.run();
    if (decoder.damage)
        damage = std::move(decoder.damage);
    Payload payload;
    if (isJson(decoder.text))
        payload.kind = Payload::Kind::Json;
    else
        payload.kind = looksLikeText(decoder.text) ? Payload::Kind::Text : Payload::Kind::Binary;
    payload.text = decoder.text;
    if (payload.text != stored)
        payload.raw = stored;
    return payload;
}

std::string_view decodeText(std::string_view stored, const PayloadRules &rules,
                            std::string &scratch)
{
    Decoder decoder(stored, rules, scratch);
    decoder.run();
    return decoder.text;
}

std::string_view unpackedBytes(std::string_view stored, const PayloadRules &rules,
                               std::string &scratch)
{
    Decoder decoder(stored, rules, scratch);
    decoder.takeOff();
    return decoder.text;
}

bool mayBeEncoded(std::string_view stored, const PayloadRules &rules)
{
    return rules.base64 || isGzip(stored) || isZlib(stored) || isZstd(stored)
           || trimmed(stored).starts_with('"') || stored.starts_with(kByteOrderMark)
           || mayBeForeign(stored);
}

bool mayBeEscaped(std::string_view stored, std::string_view needle)
{
    const auto special = [](char c) {
        return c == '"' || c == '\\' || c == '/' || static_cast<unsigned char>(c) < 0x20;
    };
    const bool anyEscape = std::any_of(needle.begin(), needle.end(), special);
    for (std::size_t at = stored.find('\\'); at != std::string_view::npos && at + 1 < stored.size();
         at = stored.find('\\', at + 2)) {
        if (anyEscape || stored[at + 1] == 'u')
            return true;
    }
    return false;
}

const JsonValue *valueAt(const JsonValue &value, std::string_view pointer)
{
    if (pointer.find('*') == std::string_view::npos)
        return value.at(pointer);
    const JsonValue *at = &value;
    for (const std::string &token : pointerTokens(pointer)) {
        if (token != "*") {
            at = at->at("/" + escapePointerToken(token));
        } else if (at->size() != 1 || !at->isContainer()) {
            return nullptr;
        } else {
            at = at->isObject() ? &at->members().front().second : &at->elements().front();
        }
        if (!at)
            return nullptr;
    }
    return at;
}

std::optional<std::string> scalarText(const JsonValue &value)
{
    switch (value.kind()) {
    case JsonValue::Kind::String:
    case JsonValue::Kind::Number:
        return value.text();
    case JsonValue::Kind::Bool:
        return value.toBool() ? "true" : "false";
    default:
        return std::nullopt;
    }
}

Result<std::string> unpackDeflate(std::string_view packed)
{
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 32) != Z_OK) // 32: tells gzip from zlib by itself
        return fail(ErrorCode::Internal, "zlib has no memory to unpack with.");
    std::string unpacked;
    int code = Z_OK;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), 0x7fff'ffff));
    std::size_t room = std::clamp<std::size_t>(packed.size() * 4, 1024, kMostUnpacked);
    while (code == Z_OK) {
        if (unpacked.size() >= kMostUnpacked)
            break;
        const std::size_t done = unpacked.size();
        unpacked.resize(std::min(done + room, kMostUnpacked));
        stream.next_out = reinterpret_cast<Bytef *>(unpacked.data() + done);
        stream.avail_out = static_cast<uInt>(unpacked.size() - done);
        code = inflate(&stream, Z_NO_FLUSH);
        unpacked.resize(unpacked.size() - stream.avail_out);
        room = unpacked.size();
        // Members of a gzip file may follow one another.
        if (code == Z_STREAM_END && stream.avail_in > 2
            && isGzip({reinterpret_cast<const char *>(stream.next_in), stream.avail_in}))
            code = inflateReset(&stream);
    }
    inflateEnd(&stream);
    if (code == Z_STREAM_END)
        return unpacked;
    if (unpacked.size() >= kMostUnpacked)
        return fail(tooMuchUnpacked());
    return fail(damagedPacking());
}

Error tooMuchUnpacked()
{
    return Error(ErrorCode::Limit, "The payload unpacks to more than "
                                       + std::to_string(kMostUnpacked >> 20)
                                       + " MiB and is shown packed.");
}

Error damagedPacking()
{
    return Error(ErrorCode::Damaged, "The payload is compressed but damaged, and is shown packed.");
}

LinkName linkNameOf(std::string_view key)
{
    if (key.size() < 11 || key.size() > 20)
        return LinkName::None;
    std::array<char, 20> plain{};
    std::size_t size = 0;
    for (const char c : key) {
        if (c >= 'A' && c <= 'Z')
            plain[size++] = static_cast<char>(c - 'A' + 'a');
        else if (c >= 'a' && c <= 'z')
            plain[size++] = c;
        else if (c != '_' && c != '-' && c != '$' && c != '.')
            return LinkName::None;
    }
    const std::string_view name(plain.data(), size);
    if (name == "correlationid")
        return LinkName::Correlation;
    return name == "causationid" ? LinkName::Causation : LinkName::None;
}

Links linksIn(const JsonValue &metadata)
{
    Links links;
    for (const auto &[key, value] : metadata.members()) {
        const LinkName name = linkNameOf(key);
        if (name == LinkName::None)
            continue;
        if (auto text = scalarText(value))
            (name == LinkName::Correlation ? links.correlation : links.causation) = std::move(
                *text);
    }
    return links;
}

} // namespace eventscope
