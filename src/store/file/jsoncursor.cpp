// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/jsoncursor.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

bool isDigit(char character)
{
    return character >= '0' && character <= '9';
}

int hexDigit(char character)
{
    if (isDigit(character))
        return character - '0';
    const char lower = static_cast<char>(character | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// First byte in a string that is not plain: a quote, a backslash or a control character.
const char *plainEnd(const char *at, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i lastControl = _mm_set1_epi8(0x1f);
    while (end - at >= 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, lastControl), bytes);
        const __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
                                                          _mm_cmpeq_epi8(bytes, backslash)),
                                             control);
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(special));
        if (mask != 0)
            return at + std::countr_zero(mask);
        at += 16;
    }
#endif
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20)
        ++at;
    return at;
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    const auto add = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0 | (code >> 6));
        add(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        add(0xE0 | (code >> 12));
        add(0x80 | ((code >> 6) & 0x3F));
        add(0x80 | (code & 0x3F));
    } else {
        add(0xF0 | (code >> 18));
        add(0x80 | ((code >> 12) & 0x3F));
        add(0x80 | ((code >> 6) & 0x3F));
        add(0x80 | (code & 0x3F));
    }
}

// The four hexadecimal digits at `at`, or a number past 16 bits.
std::uint32_t hexCode(std::string_view text, std::size_t at)
{
    std::uint32_t code = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const int digit = i < text.size() ? hexDigit(text[i]) : -1;
        if (digit < 0)
            return 0x10000;
        code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    return code;
}

bool isHighSurrogate(std::uint32_t code)
{
    return code >= 0xD800 && code < 0xDC00;
}
bool isLowSurrogate(std::uint32_t code)
{
    return code >= 0xDC00 && code < 0xE000;
}

} // namespace

bool JsonCursor::fail(const char *mistake)
{
    if (!m_mistake) {
        m_mistake = mistake;
        m_ranOut = m_at == m_end;
    }
    return false;
}

bool JsonCursor::string(std::string_view &inside, bool &escaped)
{
    escaped = false;
    if (!take('"'))
        return fail("a string in double quotes should stand here");
    const char *const begin = m_at;
    while (true) {
        m_at = plainEnd(m_at, m_end);
        if (m_at == m_end)
            return fail("the text ends within a string");
        const char character = *m_at;
        if (character == '"') {
            inside = {begin, static_cast<std::size_t>(m_at - begin)};
            ++m_at;
            return true;
        }
        if (character != '\\')
            return fail("a control character stands in a string");
        escaped = true;
        if (++m_at == m_end)
            return fail("the text ends within a string");
        const char kind = *m_at;
        if (kind == 'u') {
            for (int i = 0; i < 4; ++i) {
                if (++m_at == m_end)
                    return fail("the text ends within a string");
                if (hexDigit(*m_at) < 0)
                    return fail("\\u wants four hexadecimal digits");
            }
        } else if (kind == '\0' || !std::strchr("\"\\/bfnrt", kind)) {
            return fail("no such escape in a string");
        }
        ++m_at;
    }
}

bool JsonCursor::number()
{
    take('-');
    const auto digits = [this] {
        if (m_at == m_end || !isDigit(*m_at))
            return fail(m_at == m_end ? "the text ends within a number"
                                      : "a number wants a digit here");
        while (m_at != m_end && isDigit(*m_at))
            ++m_at;
        return true;
    };
    if (take('0')) {
        if (m_at != m_end && isDigit(*m_at))
            return fail("a number has a zero before it");
    } else if (!digits()) {
        return false;
    }
    if (take('.') && !digits())
        return false;
    if (take('e') || take('E')) {
        if (!take('+'))
            take('-');
        return digits();
    }
    return true;
}

bool JsonCursor::literal(std::string_view word)
{
    for (const char character : word) {
        if (!take(character))
            return fail(m_at == m_end ? "the text ends within a word"
                                      : "this word is no JSON value");
    }
    return true;
}

bool JsonCursor::skip()
{
    m_inObject.clear();
    std::string_view ignored;
    bool escaped = false;
    while (true) {
        // A value stands here.
        bool opened = false;
        switch (peek()) {
        case '{':
        case '[': {
            const bool object = *m_at++ == '{';
            m_inObject.push_back(object ? 1 : 0);
            m_deepest = std::max(m_deepest, m_inObject.size());
            skipSpace();
            opened = !take(object ? '}' : ']');
            if (!opened)
                m_inObject.pop_back();
            break;
        }
        case '"':
            if (!string(ignored, escaped))
                return false;
            break;
        case 't':
            if (!literal("true"))
                return false;
            break;
        case 'f':
            if (!literal("false"))
                return false;
            break;
        case 'n':
            if (!literal("null"))
                return false;
            break;
        default:
            if (m_at == m_end)
                return fail("the text ends where a value should stand");
            if (*m_at != '-' && !isDigit(*m_at))
                return fail("no JSON value begins like this");
            if (!number())
                return false;
        }
        // Behind it: close what ends here, then on to the next value.
        while (!opened) {
            if (m_inObject.empty())
                return true;
            skipSpace();
            if (take(','))
                break;
            if (!take(m_inObject.back() ? '}' : ']')) {
                return fail(m_at == m_end       ? "the text ends before everything is closed"
                            : m_inObject.back() ? "a comma or } should stand here"
                                                : "a comma or ] should stand here");
            }
            m_inObject.pop_back();
        }
        skipSpace();
        if (m_inObject.back()) {
            if (!string(ignored, escaped))
                return false;
            skipSpace();
            if (!take(':'))
                return fail("a colon should stand here");
            skipSpace();
        }
    }
}

bool JsonCursor::value(std::string_view &raw)
{
    const char *const begin = m_at;
    if (!skip())
        return false;
    raw = {begin, static_cast<std::size_t>(m_at - begin)};
    return true;
}

bool JsonCursor::member(std::string_view &name, bool &escaped, bool &first)
{
    skipSpace();
    if (take('}'))
        return false;
    if (!first) {
        if (!take(','))
            return fail(m_at == m_end ? "the text ends before everything is closed"
                                      : "a comma or } should stand here");
        skipSpace();
    }
    first = false;
    if (!string(name, escaped))
        return false;
    skipSpace();
    if (!take(':'))
        return fail("a colon should stand here");
    skipSpace();
    return true;
}

bool JsonCursor::element(bool &first)
{
    skipSpace();
    if (take(']'))
        return false;
    if (!first) {
        if (!take(','))
            return fail(m_at == m_end ? "the text ends before everything is closed"
                                      : "a comma or ] should stand here");
        skipSpace();
    }
    first = false;
    return true;
}

std::string unescapeJson(std::string_view inside)
{
    std::string out;
    out.reserve(inside.size());
    for (std::size_t at = 0; at < inside.size();) {
        const char *const backslash = static_cast<const char *>(
            std::memchr(inside.data() + at, '\\', inside.size() - at));
        const std::size_t plain = backslash ? static_cast<std::size_t>(backslash - inside.data())
                                            : inside.size();
        out.append(inside, at, plain - at);
        at = plain;
        if (at + 1 >= inside.size())
            break;
        const char kind = inside[at + 1];
        at += 2;
        switch (kind) {
        case 'b':
            out += '\b';
            break;
        case 'f':
            out += '\f';
            break;
        case 'n':
            out += '\n';
            break;
        case 'r':
            out += '\r';
            break;
        case 't':
            out += '\t';
            break;
        case 'u': {
            std::uint32_t code = hexCode(inside, at);
            at += 4;
            if (isHighSurrogate(code) && inside.substr(std::min(at, inside.size()), 2) == "\\u") {
                const std::uint32_t low = hexCode(inside, at + 2);
                if (isLowSurrogate(low)) {
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    at += 6;
                }
            }
            const bool lone = (code >= 0xD800 && code < 0xE000);
            appendUtf8(out, lone ? 0xFFFD : code);
            break;
        }
        default:
            out += kind;
        }
    }
    return out;
}

std::string withoutLoneSurrogates(std::string out)
{
    for (std::size_t at = out.find('\\'); at != std::string::npos; at = out.find('\\', at)) {
        if (at + 1 >= out.size() || out[at + 1] != 'u') {
            at += 2;
            continue;
        }
        const std::uint32_t code = hexCode(out, at + 2);
        const bool pair = isHighSurrogate(code)
                          && out.compare(at + 6 < out.size() ? at + 6 : out.size(), 2, "\\u") == 0
                          && isLowSurrogate(hexCode(out, at + 8));
        if (pair) {
            at += 12;
            continue;
        }
        if (code >= 0xD800 && code < 0xE000)
            out.replace(at, 6, "\\ufffd");
        at += 6;
    }
    return out;
}

std::optional<std::string_view> jsonAt(std::string_view json,
                                       const std::vector<std::string> &tokens)
{
    for (const std::string &token : tokens) {
        JsonCursor cursor(json);
        cursor.skipSpace();
        std::optional<std::string_view> found;
        std::string_view value;
        std::size_t members = 0;
        bool first = true;
        if (cursor.take('{')) {
            std::string_view name;
            bool escaped = false;
            while (cursor.member(name, escaped, first)) {
                if (!cursor.value(value))
                    return std::nullopt;
                ++members;
                if (token == "*" || (escaped ? unescapeJson(name) == token : name == token))
                    found = value;
            }
            if (token == "*" && members != 1)
                return std::nullopt;
        } else if (cursor.take('[')) {
            for (; cursor.element(first); ++members) {
                if (!cursor.value(value))
                    return std::nullopt;
                if (token == "*" || std::to_string(members) == token)
                    found = value;
            }
            if (token == "*" && members != 1)
                return std::nullopt;
        }
        if (!found)
            return std::nullopt;
        json = *found;
    }
    return json;
}

bool isJsonNumber(std::string_view token)
{
    const char *at = token.data();
    const char *const end = at + token.size();
    const auto digits = [&] {
        const char *const from = at;
        while (at != end && isDigit(*at))
            ++at;
        return at != from;
    };
    if (at != end && *at == '-')
        ++at;
    if (at == end || (*at == '0' && end - at > 1 && isDigit(at[1])) || !digits())
        return false;
    if (at != end && *at == '.') {
        ++at;
        if (!digits())
            return false;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != end && (*at == '+' || *at == '-'))
            ++at;
        if (!digits())
            return false;
    }
    return at == end;
}

} // namespace eventscope
