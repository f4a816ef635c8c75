// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/sqlitejsonb.h"

#include "store/decode/bytereader.h"
#include "store/decode/values.h"

#include <charconv>

namespace eventscope {

namespace {

// The kinds of a value, in the lower half of its first byte. The upper half is the size of what follows, or says where that stands.
enum Kind : std::uint8_t {
    Null,
    True,
    False,
    Int,    // as JSON writes it
    Int5,   // as JSON5 does
    Float,  // likewise
    Float5, // likewise
    Text,   // needs no escapes
    TextJ,  // has those of JSON
    Text5,  // has those of JSON5
    TextRaw,
    Array,
    Object,
};

bool header(ByteReader &in, std::uint8_t &kind, std::string_view &content)
{
    std::uint8_t first = 0;
    if (!in.byte(first))
        return false;
    kind = first & 0x0fU;
    std::uint64_t size = first >> 4U;
    if (size >= 12) {
        const std::size_t bytes = std::size_t{1} << (size - 12);
        size = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            std::uint8_t byte = 0;
            if (!in.byte(byte))
                return false;
            size = size << 8 | byte;
        }
    }
    return kind <= Object && size <= in.left() && in.take(static_cast<std::size_t>(size), content);
}

void appendUtf8(std::string &text, unsigned unit)
{
    if (unit < 0x80) {
        text += static_cast<char>(unit);
    } else {
        text += static_cast<char>(0xc0 | unit >> 6);
        text += static_cast<char>(0x80 | (unit & 0x3f));
    }
}

// JSON5's escapes that JSON has not: \' \v \0 \x41 and the end of a line; the others are JSON's.
std::string withoutJson5(std::string_view text)
{
    std::string json;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            if (text[i] == '"')
                json += '\\'; // in single quotes it needed none
            json += text[i];
            continue;
        }
        const char escaped = text[++i];
        unsigned unit = 0;
        if (escaped == '\'') {
            json += '\'';
        } else if (escaped == 'v') {
            json += "\\u000b";
        } else if (escaped == '0') {
            json += "\\u0000";
        } else if (escaped == '\n') {
            continue;
        } else if (escaped == '\r') {
            i += i + 1 < text.size() && text[i + 1] == '\n' ? 1 : 0;
        } else if (text.substr(i).starts_with("\xe2\x80\xa8")
                   || text.substr(i).starts_with("\xe2\x80\xa9")) {
            i += 2;
        } else if (escaped == 'x' && i + 2 < text.size()
                   && std::from_chars(text.data() + i + 1, text.data() + i + 3, unit, 16).ptr
                          == text.data() + i + 3) {
            std::string character;
            appendUtf8(character, unit);
            const std::string quoted = jsonQuote(character);
            json += quoted.substr(1, quoted.size() - 2);
            i += 2;
        } else {
            json += '\\';
            json += escaped;
        }
    }
    return json;
}

class JsonbReader
{
public:
    Result<std::string> toJson(std::string_view bytes)
    {
        ByteReader in(bytes);
        JsonValue root;
        if (value(in, root, 0) && in.atEnd())
            return root.dump();
        if (m_tooDeep)
            return fail(tooDeep("The SQLite JSONB payload"));
        return fail(ErrorCode::Damaged,
                    "The SQLite JSONB payload is damaged and is shown as it is stored.");
    }

private:
    static bool escaped(const std::string &content, JsonValue &out)
    {
        const auto parsed = JsonValue::parse("\"" + content + "\"");
        if (!parsed || !parsed->isString())
            return false;
        out = *parsed;
        return true;
    }

    static bool number(std::string_view content, JsonValue &out)
    {
        const bool negative = content.starts_with('-');
        std::string_view digits = content;
        if (negative || content.starts_with('+'))
            digits.remove_prefix(1);
        if (digits.starts_with("0x") || digits.starts_with("0X")) {
            std::uint64_t hexadecimal = 0;
            const char *const end = digits.data() + digits.size();
            const auto parsed = std::from_chars(digits.data() + 2, end, hexadecimal, 16);
            if (parsed.ptr != end || digits.size() < 3)
                return false;
            out = parsed.ec == std::errc()
                      ? JsonValue::number((negative ? "-" : "") + std::to_string(hexadecimal))
                      : JsonValue::string(std::string(content));
            return true;
        }
        std::string token = asJsonNumber(std::string(content));
        if (token.empty()) {
            if (digits != "Infinity" && digits != "NaN")
                return false;
            out = JsonValue::string(std::string(content));
            return true;
        }
        out = JsonValue::number(std::move(token));
        return true;
    }

    bool value(ByteReader &in, JsonValue &out, std::size_t depth)
    {
        if (depth > kMostDepth) {
            m_tooDeep = true;
            return false;
        }
        std::uint8_t kind = 0;
        std::string_view content;
        if (!header(in, kind, content))
            return false;
        switch (kind) {
        case Null:
            return content.empty();
        case True:
        case False:
            out = JsonValue(kind == True);
            return content.empty();
        case Int:
        case Int5:
        case Float:
        case Float5:
            return number(content, out);
        case Text:
        case TextRaw:
            out = JsonValue::string(std::string(content));
            return isUtf8(content);
        case TextJ:
            return escaped(std::string(content), out);
        case Text5:
            return escaped(withoutJson5(content), out);
        case Array: {
            JsonValue::Elements elements;
            for (ByteReader inside(content); !inside.atEnd();) {
                if (!value(inside, elements.emplace_back(), depth + 1))
                    return false;
            }
            out = JsonValue::array(std::move(elements));
            return true;
        }
        default:
            break;
        }
        JsonValue::Members members;
        for (ByteReader inside(content); !inside.atEnd();) {
            JsonValue key;
            JsonValue member;
            if (!value(inside, key, depth + 1) || !key.isString()
                || !value(inside, member, depth + 1))
                return false;
            members.emplace_back(key.text(), std::move(member));
        }
        out = JsonValue::object(std::move(members));
        return true;
    }

    bool m_tooDeep = false;
};

} // namespace

bool mayBeSqliteJsonb(std::string_view bytes)
{
    ByteReader in(bytes);
    std::uint8_t kind = 0;
    std::string_view content;
    return header(in, kind, content) && in.atEnd() && (kind == Array || kind == Object);
}

Result<std::string> sqliteJsonbToJson(std::string_view bytes)
{
    return JsonbReader().toJson(bytes);
}

} // namespace eventscope
