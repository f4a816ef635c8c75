// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/jsonwriter.h"

#include "base/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace eventscope {

namespace {

void appendHex(std::string &text, std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (const char c : bytes) {
        text += kDigits[static_cast<unsigned char>(c) >> 4];
        text += kDigits[static_cast<unsigned char>(c) & 15];
    }
}

} // namespace

void JsonWriter::begin(char bracket)
{
    separate();
    m_text += bracket;
    if (++m_depth > kMostDepth)
        m_tooDeep = true;
}

void JsonWriter::end(char bracket)
{
    m_text += bracket;
    --m_depth;
}

void JsonWriter::separate()
{
    if (m_text.empty())
        return;
    const char last = m_text.back();
    if (last != '{' && last != '[' && last != ':')
        m_text += ',';
}

void JsonWriter::key(std::string_view name)
{
    separate();
    appendJsonQuoted(m_text, name);
    m_text += ':';
}

void JsonWriter::string(std::string_view text)
{
    separate();
    appendJsonQuoted(m_text, text);
}

void JsonWriter::token(std::string_view json)
{
    separate();
    m_text += json;
}

void JsonWriter::integer(std::int64_t value)
{
    token(std::to_string(value));
}

void JsonWriter::unsignedInteger(std::uint64_t value)
{
    token(std::to_string(value));
}

template<typename Real>
void JsonWriter::writeReal(Real value)
{
    if (std::isnan(value))
        return string("NaN");
    if (std::isinf(value))
        return string(value < 0 ? "-Infinity" : "Infinity");
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0"; // it was no integer where it comes from
    token(text);
}

void JsonWriter::real(double value)
{
    writeReal(value);
}

void JsonWriter::real(float value)
{
    writeReal(value);
}

void JsonWriter::bytes(std::string_view bytes)
{
    separate();
    m_text += "\"0x";
    appendHex(m_text, bytes);
    m_text += '"';
}

Error JsonWriter::failure(std::string_view format) const
{
    const std::string begin(format);
    if (m_tooDeep) {
        return Error(ErrorCode::Limit, begin + " is nested more than " + std::to_string(kMostDepth)
                                           + " deep and is shown as it is stored.");
    }
    return Error(ErrorCode::Limit, begin + " would grow to more than "
                                       + std::to_string(m_mostBytes >> 20)
                                       + " MiB and is shown as it is stored.");
}

std::string uuidText(std::string_view sixteenBytes)
{
    std::string hex;
    appendHex(hex, sixteenBytes);
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        hex.insert(at, 1, '-');
    return hex;
}

} // namespace eventscope
