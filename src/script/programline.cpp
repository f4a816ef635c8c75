// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/programline.h"

#include "base/json.h"

#include <algorithm>
#include <utility>

namespace eventscope {

void appendPayloadInLine(std::string &out, std::string_view text)
{
    if (text.empty()) {
        out += "null";
    } else if (isJson(text)) {
        const std::size_t from = out.size();
        out += text;
        // Only between tokens: in a string they would be escaped.
        std::replace_if(
            out.begin() + std::ptrdiff_t(from), out.end(),
            [](char byte) { return byte == '\n' || byte == '\r'; }, ' ');
    } else {
        appendJsonQuoted(out, text);
    }
}

void ProgramLine::name(std::string_view name)
{
    m_line += m_line.empty() ? "{\"" : ",\"";
    m_line += name;
    m_line += "\":";
}

void ProgramLine::text(std::string_view name, std::string_view value)
{
    this->name(name);
    if (value.empty())
        m_line += "null";
    else
        appendJsonQuoted(m_line, value);
}

void ProgramLine::version(Version version)
{
    name("version");
    m_line += version == kNoVersion ? std::string("null") : std::to_string(version.value());
}

void ProgramLine::timestamp(Time time)
{
    text("timestamp", time == kNoTime ? std::string() : formatIsoTime(time));
}

void ProgramLine::payload(std::string_view name, std::string_view text)
{
    this->name(name);
    appendPayloadInLine(m_line, text);
}

std::string ProgramLine::end() &&
{
    return std::move(m_line) + "}\n";
}

std::string_view startOf(std::string_view text, std::size_t most)
{
    std::size_t size = std::min(text.size(), most);
    while (size < text.size() && size > 0
           && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    return text.substr(0, size);
}

std::string shortened(std::string_view text)
{
    constexpr std::size_t kMost = 80;
    const std::string_view start = startOf(text, kMost);
    return jsonQuote(start) + (start.size() < text.size() ? "…" : "");
}

} // namespace eventscope
