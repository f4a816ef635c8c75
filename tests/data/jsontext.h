// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace eventscope {

// A JSON value as the text it is written as. Amounts keep both their digits (40.50), which a
// library that goes through double would print as 40.5.
struct Json {
    std::string text;
};

inline Json string(std::string_view value)
{
    constexpr char kHex[] = "0123456789abcdef";
    Json json{"\""};
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            json.text += '\\';
            json.text += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json.text += "\\u00";
            json.text += kHex[static_cast<unsigned char>(c) >> 4];
            json.text += kHex[static_cast<unsigned char>(c) & 15];
        } else {
            json.text += c;
        }
    }
    json.text += '"';
    return json;
}

inline Json number(std::int64_t value)
{
    return {std::to_string(value)};
}
inline Json boolean(bool value)
{
    return {value ? "true" : "false"};
}
inline Json null()
{
    return {"null"};
}

inline Json money(std::int64_t cents)
{
    const std::int64_t size = cents < 0 ? -cents : cents;
    std::string text = (cents < 0 ? "-" : "") + std::to_string(size / 100) + ".";
    const std::int64_t rest = size % 100;
    text += static_cast<char>('0' + rest / 10);
    text += static_cast<char>('0' + rest % 10);
    return {text};
}

// An object in the order of its keys' addition.
class JsonObject
{
public:
    JsonObject() = default;
    JsonObject(std::initializer_list<std::pair<std::string_view, Json>> members)
    {
        for (const auto &[key, value] : members)
            add(key, value);
    }

    JsonObject &add(std::string_view key, const Json &value)
    {
        m_text += m_text.empty() ? "{" : ",";
        m_text += string(key).text;
        m_text += ':';
        m_text += value.text;
        return *this;
    }

    operator Json() const { return {m_text.empty() ? "{}" : m_text + "}"}; }

private:
    std::string m_text;
};

} // namespace eventscope
