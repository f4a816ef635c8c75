// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/values.h"

#include "store/file/jsoncursor.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace eventscope {

namespace {

// Beyond this many zeros a decimal is written with an exponent.
constexpr std::int64_t kMostZeros = 60;

template<typename Real>
JsonValue valueOfReal(Real value)
{
    if (std::isnan(value))
        return JsonValue::string("NaN");
    if (std::isinf(value))
        return JsonValue::string(value < 0 ? "-Infinity" : "Infinity");
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0"; // it was no integer where it comes from
    return JsonValue::number(std::move(text));
}

} // namespace

Error tooDeep(std::string_view format)
{
    return Error(ErrorCode::Limit, std::string(format) + " is nested more than "
                                       + std::to_string(kMostDepth)
                                       + " deep and is shown as it is stored.");
}

std::string hexText(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text += kDigits[static_cast<unsigned char>(c) >> 4];
        text += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

JsonValue bytesValue(std::string_view bytes)
{
    return JsonValue::string("0x" + hexText(bytes));
}

JsonValue textValue(std::string_view bytes)
{
    return isUtf8(bytes) ? JsonValue::string(std::string(bytes)) : bytesValue(bytes);
}

JsonValue realValue(double value)
{
    return valueOfReal(value);
}

JsonValue realValue(float value)
{
    return valueOfReal(value);
}

JsonValue unsignedValue(std::uint64_t value)
{
    return JsonValue::number(std::to_string(value));
}

JsonValue timeValue(std::int64_t value, TimeEncoding encoding)
{
    const auto time = decodeTime(value, encoding);
    return time ? JsonValue::string(formatIsoTime(*time)) : JsonValue::number(value);
}

bool beginsWithWord(std::string_view bytes, std::size_t size)
{
    constexpr std::size_t kLongestWord = 64;
    return size > 0 && size <= kLongestWord && size <= bytes.size()
           && std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size),
                          [](unsigned char c) {
                              return std::isalnum(c)
                                     || std::string_view("_$@.:-").find(static_cast<char>(c))
                                            != std::string_view::npos;
                          });
}

std::string nameOf(const JsonValue &key)
{
    return key.isString() ? key.text() : key.dump();
}

std::string uuidText(std::string_view sixteenBytes)
{
    std::string text = hexText(sixteenBytes);
    for (const std::size_t at : {20U, 16U, 12U, 8U})
        text.insert(at, 1, '-');
    return text;
}

std::string asJsonNumber(std::string text)
{
    if (text.starts_with('+'))
        text.erase(0, 1);
    if (text.find_first_of("0123456789") == std::string::npos)
        return {};
    const std::size_t begin = text.starts_with('-') ? 1 : 0;
    if (text[begin] == '.')
        text.insert(begin, 1, '0');
    if (const std::size_t point = text.find('.');
        point != std::string::npos
        && (point + 1 == text.size() || text[point + 1] == 'e' || text[point + 1] == 'E'))
        text.insert(point + 1, 1, '0');
    return isJsonNumber(text) ? text : std::string();
}

std::string decimalText(std::string digits, std::int64_t exponent)
{
    const bool negative = digits.starts_with('-');
    if (negative)
        digits.erase(0, 1);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    if (digits == "0")
        exponent = std::min<std::int64_t>(exponent, 0); // no zeros behind it
    const auto size = static_cast<std::int64_t>(digits.size());
    if (exponent > kMostZeros || exponent < -kMostZeros - size) {
        digits += "e" + std::to_string(exponent);
    } else if (exponent > 0) {
        digits.append(static_cast<std::size_t>(exponent), '0');
    } else if (exponent < 0) {
        if (size <= -exponent)
            digits.insert(0, static_cast<std::size_t>(-exponent - size + 1), '0');
        digits.insert(digits.size() - static_cast<std::size_t>(-exponent), 1, '.');
    }
    return (negative ? "-" : "") + digits;
}

} // namespace eventscope
