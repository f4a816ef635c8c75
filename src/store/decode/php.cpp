// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/php.h"

#include "store/decode/values.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace eventscope {

namespace {

// Each step is false, and has read no further than to what is wrong, if the bytes are none of PHP's.
class PhpReader
{
public:
    explicit PhpReader(std::string_view serialized)
        : m_all(serialized)
        , m_left(serialized)
    {}

    Result<std::string> toJson()
    {
        JsonValue root;
        if (value(root) && m_left.empty())
            return root.dump();
        if (m_tooDeep)
            return fail(tooDeep("The PHP payload"));
        return fail(ErrorCode::Damaged, "The PHP payload is damaged at byte "
                                            + std::to_string(m_all.size() - m_left.size() + 1)
                                            + " and is shown as it is stored.");
    }

private:
    bool skip(std::string_view expected)
    {
        if (!m_left.starts_with(expected))
            return false;
        m_left.remove_prefix(expected.size());
        return true;
    }
    bool until(char end, std::string_view &text)
    {
        const auto at = m_left.find(end);
        if (at == std::string_view::npos || at > 400) // numbers are shorter
            return false;
        text = m_left.substr(0, at);
        m_left.remove_prefix(at + 1);
        return true;
    }
    template<typename Integer>
    bool number(char end, Integer &value)
    {
        const std::string_view before = m_left;
        std::string_view digits;
        if (until(end, digits)) {
            const char *const last = digits.data() + digits.size();
            const auto parsed = std::from_chars(digits.data(), last, value);
            if (parsed.ec == std::errc() && parsed.ptr == last)
                return true;
        }
        m_left = before;
        return false;
    }
    // 5:"bytes"
    bool quoted(std::string_view &text, char open = '"', char close = '"')
    {
        const std::string_view before = m_left;
        std::size_t size = 0;
        if (number(':', size) && m_left.size() >= 2 && size <= m_left.size() - 2
            && m_left.front() == open && m_left[size + 1] == close) {
            text = m_left.substr(1, size);
            m_left.remove_prefix(size + 2);
            return true;
        }
        m_left = before;
        return false;
    }

    bool real(JsonValue &out)
    {
        std::string_view token;
        if (!until(';', token))
            return false;
        if (token == "INF" || token == "-INF" || token == "NAN") {
            out = JsonValue::string(std::string(token));
            return true;
        }
        std::string text = asJsonNumber(std::string(token));
        if (text.empty())
            return false;
        out = JsonValue::number(std::move(text));
        return true;
    }

    // Up to the closing brace. The keys of an array say whether it is a list.
    bool members(std::size_t count, bool ofObject, JsonValue::Members &members, bool &isList)
    {
        if (count > m_left.size() / 4) // i:0;N; is the shortest
            return false;
        for (std::size_t i = 0; i < count; ++i) {
            std::string name;
            if (skip("i:")) {
                std::int64_t key = 0;
                if (!number(';', key))
                    return false;
                isList = isList && key == static_cast<std::int64_t>(i);
                name = std::to_string(key);
            } else {
                std::string_view key;
                if (!skip("s:") || !quoted(key) || !skip(";"))
                    return false;
                isList = false;
                // NUL Class NUL member is private, NUL * NUL member protected.
                if (ofObject && key.starts_with('\0'))
                    key.remove_prefix(std::min(key.find('\0', 1), key.size() - 1) + 1);
                name = key;
            }
            JsonValue member;
            if (!value(member))
                return false;
            members.emplace_back(std::move(name), std::move(member));
        }
        return skip("}");
    }

    bool array(JsonValue &out)
    {
        std::size_t count = 0;
        JsonValue::Members all;
        bool isList = true;
        if (!number(':', count) || !skip("{") || !members(count, false, all, isList))
            return false;
        if (isList) {
            JsonValue::Elements elements;
            for (auto &member : all)
                elements.push_back(std::move(member.second));
            out = JsonValue::array(std::move(elements));
        } else {
            out = JsonValue::object(std::move(all));
        }
        return true;
    }

    bool object(JsonValue &out)
    {
        std::string_view name;
        std::size_t count = 0;
        bool isList = false;
        if (!quoted(name) || !skip(":") || !number(':', count) || !skip("{"))
            return false;
        JsonValue::Members all{{"@class", textValue(name)}};
        if (!members(count, true, all, isList))
            return false;
        out = JsonValue::object(std::move(all));
        return true;
    }

    // An object that wrote its own bytes: nobody but its class knows what they mean.
    bool custom(JsonValue &out)
    {
        std::string_view name;
        std::string_view bytes;
        if (!quoted(name) || !skip(":") || !quoted(bytes, '{', '}'))
            return false;
        out = JsonValue::object({{"@class", textValue(name)}, {"@data", textValue(bytes)}});
        return true;
    }

    bool value(JsonValue &out)
    {
        if (m_depth >= kMostDepth) {
            m_tooDeep = true;
            return false;
        }
        ++m_depth;
        const bool read = readValue(out);
        --m_depth;
        return read;
    }

    bool readValue(JsonValue &out)
    {
        if (skip("N;"))
            return true;
        if (m_left.size() < 4 || m_left[1] != ':')
            return false;
        const char kind = m_left.front();
        m_left.remove_prefix(2);
        std::int64_t integer = 0;
        std::string_view text;
        switch (kind) {
        case 'b':
            if (!number(';', integer) || integer < 0 || integer > 1)
                return false;
            out = JsonValue(integer == 1);
            return true;
        case 'i':
            if (!number(';', integer))
                return false;
            out = JsonValue::number(integer);
            return true;
        case 'd':
            return real(out);
        case 's':
            if (!quoted(text) || !skip(";"))
                return false;
            out = textValue(text);
            return true;
        case 'E': // Class:Case
            if (!quoted(text) || !skip(";"))
                return false;
            out = textValue(text);
            return true;
        case 'a':
            return array(out);
        case 'O':
            return object(out);
        case 'C':
            return custom(out);
        case 'r':
        case 'R': // the n-th value of the whole, which is not written out again
            if (!number(';', integer))
                return false;
            out = JsonValue::object({{"@reference", JsonValue::number(integer)}});
            return true;
        default:
            return false;
        }
    }

    std::string_view m_all;
    std::string_view m_left;
    std::size_t m_depth = 0;
    bool m_tooDeep = false;
};

} // namespace

bool mayBePhp(std::string_view bytes)
{
    if (bytes.size() < 6 || bytes[1] != ':'
        || std::string_view("aOsCE").find(bytes[0]) == std::string_view::npos)
        return false;
    std::size_t at = 2;
    while (at < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at])))
        ++at;
    return at > 2 && at + 1 < bytes.size() && bytes[at] == ':'
           && bytes[at + 1] == (bytes[0] == 'a' ? '{' : '"');
}

Result<std::string> phpToJson(std::string_view serialized)
{
    return PhpReader(serialized).toJson();
}

} // namespace eventscope
