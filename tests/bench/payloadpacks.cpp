// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "payloadpacks.h"

#include "measure.h"
#include "store/decode/php.h"
#include "store/decode/sqlitejsonb.h"

#include <QByteArray>
#include <QXmlStreamReader>

#include <nlohmann/json.hpp>
#include <simdjson.h>
#include <yaml.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <utility>

namespace eventscope::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<Pack, const char *>, 14> kNames{{
    {Pack::Raw, "raw"},
    {Pack::Json, "json"},
    {Pack::JsonWithMark, "json with BOM"},
    {Pack::DoubleJson, "double json"},
    {Pack::Gzip, "gzip"},
    {Pack::Zlib, "zlib"},
    {Pack::Zstd, "zstd"},
    {Pack::Yaml, "yaml"},
    {Pack::Xml, "xml"},
    {Pack::Php, "php"},
    {Pack::MessagePack, "msgpack"},
    {Pack::Bson, "bson"},
    {Pack::Cbor, "cbor"},
    {Pack::Jsonb, "jsonb"},
}};

// Results go here, so that the compiler cannot leave out the work for them.
volatile std::size_t g_seen = 0;

std::string deflated(const std::string &text, bool gzip)
{
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip ? 31 : 15, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

// As Ruby writes a hash with symbols for keys.
void toYaml(const Json &json, const std::string &indent, std::string &out)
{
    if (json.is_object()) {
        for (const auto &[key, value] : json.items()) {
            out += indent + ":" + key + ":";
            if (value.is_structured())
                out += '\n';
            toYaml(value, indent + "  ", out);
        }
    } else if (json.is_array()) {
        for (const Json &value : json) {
            out += indent + "-\n";
            toYaml(value, indent + "  ", out);
        }
    } else {
        out += ' ' + json.dump() + '\n';
    }
}

// As XStream writes an object with fields.
void toXml(const Json &json, const std::string &name, std::string &out)
{
    out += '<' + name + '>';
    if (json.is_object()) {
        for (const auto &[key, value] : json.items())
            toXml(value, key, out);
    } else if (json.is_array()) {
        for (const Json &value : json)
            toXml(value, "line", out);
    } else {
        out += json.is_string() ? json.get<std::string>() : json.dump();
    }
    out += "</" + name + '>';
}

void toPhp(const Json &json, std::string &out)
{
    const auto text = [&](const std::string &value) {
        out += "s:" + std::to_string(value.size()) + ":\"" + value + "\";";
    };
    if (json.is_structured()) {
        out += "a:" + std::to_string(json.size()) + ":{";
        std::size_t index = 0;
        for (const auto &[key, value] : json.items()) {
            if (json.is_array())
                out += "i:" + std::to_string(index++) + ";";
            else
                text(key);
            toPhp(value, out);
        }
        out += '}';
    } else if (json.is_string()) {
        text(json.get<std::string>());
    } else if (json.is_boolean()) {
        out += json.get<bool>() ? "b:1;" : "b:0;";
    } else if (json.is_number_float()) {
        out += "d:" + json.dump() + ";";
    } else if (json.is_null()) {
        out += "N;";
    } else {
        out += "i:" + json.dump() + ";";
    }
}

// The format of SQLite 3.45: a byte of type and size, which of longer ones stands behind it.
std::string toJsonb(const Json &json)
{
    std::string content;
    int type = 0;
    if (json.is_object() || json.is_array()) {
        type = json.is_object() ? 12 : 11;
        for (const auto &[key, value] : json.items()) {
            if (json.is_object())
                content += toJsonb(key);
            content += toJsonb(value);
        }
    } else if (json.is_string()) {
        type = 7;
        content = json.get<std::string>();
    } else if (json.is_boolean()) {
        type = json.get<bool>() ? 1 : 2;
    } else if (!json.is_null()) {
        type = json.is_number_float() ? 5 : 3;
        content = json.dump();
    }
    std::string out;
    if (content.size() <= 11) {
        out += static_cast<char>(content.size() << 4 | static_cast<unsigned>(type));
    } else if (content.size() <= 0xff) {
        out += static_cast<char>(12 << 4 | type);
        out += static_cast<char>(content.size());
    } else {
        out += static_cast<char>(13 << 4 | type);
        out += static_cast<char>(content.size() >> 8);
        out += static_cast<char>(content.size() & 0xff);
    }
    return out + content;
}

template<typename Bytes>
std::string asString(const Bytes &bytes)
{
    return {bytes.begin(), bytes.end()};
}

std::size_t parsed(simdjson::dom::parser &parser, const std::string &json)
{
    // Strings have no padding of their own; simdjson copies where it has to.
    simdjson::dom::element element;
    return parser.parse(json).get(element) == simdjson::SUCCESS ? 1 : 0;
}

std::size_t readYaml(const std::string &text)
{
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char *>(text.data()),
                                 text.size());
    std::size_t events = 0;
    for (bool end = false; !end; ++events) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event))
            break;
        end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return events;
}

std::size_t readXml(const std::string &text)
{
    QXmlStreamReader reader(
        QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
    std::size_t tokens = 0;
    for (; !reader.atEnd(); ++tokens)
        reader.readNext();
    return tokens;
}

} // namespace

const char *packName(Pack pack)
{
    for (const auto &[known, name] : kNames) {
        if (known == pack)
            return name;
    }
    giveUp("a form of payloads has no name.");
}

Pack packOf(std::string_view name)
{
    for (const auto &[known, text] : kNames) {
        if (text == name)
            return known;
    }
    giveUp("there is no form of payloads called " + std::string(name) + ".");
}

std::string packed(Pack pack, const std::string &json)
{
    const auto document = [&] { return Json::parse(json); };
    std::string out;
    switch (pack) {
    case Pack::Raw:
        return "\x0a\x80\x02" + json + '\0'; // a message of Protocol Buffers
    case Pack::Json:
        return json;
    case Pack::JsonWithMark:
        return "\xef\xbb\xbf" + json;
    case Pack::DoubleJson:
        return Json(json).dump();
    case Pack::Gzip:
        return deflated(json, true);
    case Pack::Zlib:
        return deflated(json, false);
    case Pack::Zstd:
        out.resize(ZSTD_compressBound(json.size()));
        out.resize(ZSTD_compress(out.data(), out.size(), json.data(), json.size(), 3));
        return out;
    case Pack::Yaml:
        out = "---\n";
        toYaml(document(), {}, out);
        return out;
    case Pack::Xml:
        toXml(document(), "shop.OrderPlaced", out);
        return out;
    case Pack::Php:
        toPhp(document(), out);
        return out;
    case Pack::MessagePack:
        return asString(Json::to_msgpack(document()));
    case Pack::Bson:
        return asString(Json::to_bson(document()));
    case Pack::Cbor:
        return asString(Json::to_cbor(document()));
    case Pack::Jsonb:
        return toJsonb(document());
    }
    return out;
}

double libraryDecoding(Pack pack, const std::vector<std::string> &payloads)
{
    simdjson::dom::parser parser;
    ZSTD_DCtx *const zstd = ZSTD_createDCtx();
    std::string room(1 << 16, '\0');
    std::size_t seen = 0;
    const Stopwatch watch;
    for (const std::string &payload : payloads) {
        if (payload.empty())
            continue;
        switch (pack) {
        case Pack::Raw:
            break;
        case Pack::Json:
            seen += parsed(parser, payload);
            break;
        case Pack::JsonWithMark:
            seen += parsed(parser, payload.substr(3));
            break;
        case Pack::DoubleJson: {
            simdjson::dom::element element;
            std::string_view inner;
            if (!parser.parse(payload).get(element) && !element.get_string().get(inner))
                seen += parsed(parser, std::string(inner));
            break;
        }
        case Pack::Gzip:
        case Pack::Zlib: {
            z_stream stream{};
            inflateInit2(&stream, 15 + 32);
            stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(payload.data()));
            stream.avail_in = static_cast<uInt>(payload.size());
            stream.next_out = reinterpret_cast<Bytef *>(room.data());
            stream.avail_out = static_cast<uInt>(room.size());
            inflate(&stream, Z_FINISH);
            inflateEnd(&stream);
            seen += parsed(parser, room.substr(0, stream.total_out));
            break;
        }
        case Pack::Zstd: {
            const std::size_t size = ZSTD_decompressDCtx(zstd, room.data(), room.size(),
                                                         payload.data(), payload.size());
            seen += parsed(parser, room.substr(0, ZSTD_isError(size) ? 0 : size));
            break;
        }
        case Pack::Yaml:
            seen += readYaml(payload);
            break;
        case Pack::Xml:
            seen += readXml(payload);
            break;
        case Pack::Php:
            seen += phpToJson(payload)->size();
            break;
        case Pack::MessagePack:
            seen += nlohmann::json::from_msgpack(payload).size();
            break;
        case Pack::Bson:
            seen += nlohmann::json::from_bson(payload).size();
            break;
        case Pack::Cbor:
            seen += nlohmann::json::from_cbor(payload).size();
            break;
        case Pack::Jsonb:
            seen += sqliteJsonbToJson(payload)->size();
            break;
        }
    }
    const double seconds = watch.seconds();
    g_seen = seen;
    ZSTD_freeDCtx(zstd);
    return seconds;
}

} // namespace eventscope::bench
