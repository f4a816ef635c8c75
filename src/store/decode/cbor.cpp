// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/cbor.h"

#include "store/decode/values.h"

#include <QByteArray>
#include <QCborStreamReader>

#include <algorithm>
#include <optional>
#include <vector>

namespace eventscope {

namespace {

constexpr std::size_t kMostBigBytes = 1024; // of an integer that is written out in decimal digits

// The decimal digits of a big-endian integer.
std::string decimalDigits(std::string_view bytes)
{
    std::vector<std::uint8_t> digits{0}; // least first
    for (const char c : bytes) {
        unsigned carry = static_cast<unsigned char>(c);
        for (std::uint8_t &digit : digits) {
            carry += digit * 256U;
            digit = static_cast<std::uint8_t>(carry % 10);
            carry /= 10;
        }
        for (; carry > 0; carry /= 10)
            digits.push_back(static_cast<std::uint8_t>(carry % 10));
    }
    std::string text;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
        text += static_cast<char>('0' + *digit);
    return text;
}

// -1 - n, of n's digits.
std::string negative(std::string digits)
{
    std::size_t at = digits.size();
    while (at > 0 && digits[at - 1] == '9')
        digits[--at] = '0';
    if (at > 0)
        ++digits[at - 1];
    else
        digits.insert(0, 1, '1');
    return "-" + digits;
}

class CborReader
{
public:
    explicit CborReader(std::string_view bytes)
        : m_size(static_cast<qint64>(bytes.size()))
        , m_in(QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())))
    {}

    Result<std::string> toJson()
    {
        JsonValue root;
        if (value(root, 0) && m_in.lastError() == QCborError::NoError
            && m_in.currentOffset() == m_size)
            return root.dump();
        if (m_tooDeep)
            return fail(tooDeep("The CBOR payload"));
        return fail(ErrorCode::Damaged, "The CBOR payload is damaged at byte "
                                            + std::to_string(m_in.currentOffset() + 1)
                                            + " and is shown as it is stored.");
    }

private:
    bool chunks(std::string &bytes)
    {
        for (;;) {
            const qsizetype size = m_in.currentStringChunkSize();
            if (size < 0 || size > m_size - m_in.currentOffset())
                return false;
            const std::size_t done = bytes.size();
            bytes.resize(done + static_cast<std::size_t>(size));
            const auto chunk = m_in.readStringChunk(bytes.data() + done, size);
            if (chunk.status == QCborStreamReader::Error)
                return false;
            if (chunk.status == QCborStreamReader::EndOfString) {
                bytes.resize(done);
                return true;
            }
            if (chunk.data != size)
                return false;
        }
    }

    bool container(JsonValue &out, std::size_t depth)
    {
        const bool map = m_in.isMap();
        if (!m_in.enterContainer())
            return false;
        JsonValue::Elements elements;
        JsonValue::Members members;
        while (m_in.lastError() == QCborError::NoError && m_in.hasNext()) {
            JsonValue element;
            if (!value(element, depth + 1))
                return false;
            if (map) {
                JsonValue member;
                std::string name = nameOf(element);
                if ((element.isContainer() && name.size() > kLongestName)
                    || !value(member, depth + 1))
                    return false;
                members.emplace_back(std::move(name), std::move(member));
            } else {
                elements.push_back(std::move(element));
            }
        }
        if (m_in.lastError() != QCborError::NoError || !m_in.leaveContainer())
            return false;
        out = map ? JsonValue::object(std::move(members)) : JsonValue::array(std::move(elements));
        return true;
    }

    // Of the value behind a tag: an integer of any size, a decimal, an id.
    static JsonValue tagged(std::uint64_t tag, JsonValue inner,
                            const std::optional<std::string> &bytes)
    {
        if ((tag == 2 || tag == 3) && bytes && bytes->size() <= kMostBigBytes) {
            std::string digits = decimalDigits(*bytes);
            return JsonValue::number(tag == 3 ? negative(std::move(digits)) : std::move(digits));
        }
        if (tag == 37 && bytes && bytes->size() == 16)
            return JsonValue::string(uuidText(*bytes));
        if (tag == 4 && inner.isArray() && inner.size() == 2 && inner.elements()[0].isNumber()
            && inner.elements()[1].isNumber()) {
            const std::string &exponent = inner.elements()[0].text();
            const std::string &digits = inner.elements()[1].text();
            if (exponent.size() <= 10
                && exponent.find_first_not_of("-0123456789") == std::string::npos
                && digits.find_first_not_of("-0123456789") == std::string::npos)
                return JsonValue::number(decimalText(digits, std::stoll(exponent)));
        }
        return inner;
    }

    bool value(JsonValue &out, std::size_t depth)
    {
        if (depth > kMostDepth) {
            m_tooDeep = true;
            return false;
        }
        if (m_in.isTag()) {
            const auto tag = static_cast<std::uint64_t>(m_in.toTag());
            if (!m_in.next(1))
                return false;
            std::optional<std::string> bytes;
            JsonValue inner;
            if (m_in.isByteArray()) {
                bytes.emplace();
                if (!chunks(*bytes))
                    return false;
                inner = bytesValue(*bytes);
            } else if (!value(inner, depth + 1)) {
                return false;
            }
            out = tagged(tag, std::move(inner), bytes);
            return true;
        }
        std::string text;
        switch (m_in.type()) {
        case QCborStreamReader::UnsignedInteger:
            out = unsignedValue(m_in.toUnsignedInteger());
            break;
        case QCborStreamReader::NegativeInteger: {
            const auto magnitude = static_cast<std::uint64_t>(m_in.toNegativeInteger());
            out = JsonValue::number(magnitude == 0 ? "-18446744073709551616"
                                                   : "-" + std::to_string(magnitude));
            break;
        }
        case QCborStreamReader::ByteArray:
            if (!chunks(text))
                return false;
            out = bytesValue(text);
            return true;
        case QCborStreamReader::String:
            if (!chunks(text))
                return false;
            out = textValue(text);
            return true;
        case QCborStreamReader::Array:
        case QCborStreamReader::Map:
            return container(out, depth);
        case QCborStreamReader::SimpleType:
            if (m_in.isBool())
                out = JsonValue(m_in.toBool());
            else if (!m_in.isNull() && !m_in.isUndefined())
                out = unsignedValue(static_cast<std::uint64_t>(m_in.toSimpleType()));
            break;
        case QCborStreamReader::Float16:
            out = realValue(static_cast<float>(m_in.toFloat16()));
            break;
        case QCborStreamReader::Float:
            out = realValue(m_in.toFloat());
            break;
        case QCborStreamReader::Double:
            out = realValue(m_in.toDouble());
            break;
        default:
            return false;
        }
        return m_in.next(1);
    }

    qint64 m_size;
    QCborStreamReader m_in;
    bool m_tooDeep = false;
};

} // namespace

bool mayBeCbor(std::string_view bytes)
{
    if (bytes.empty())
        return false;
    const auto head = static_cast<std::uint8_t>(bytes.front());
    return (head >= 0x80 && head <= 0xbf) || bytes.starts_with("\xd9\xd9\xf7");
}

bool isSurelyCbor(std::string_view bytes)
{
    if (bytes.starts_with("\xd9\xd9\xf7"))
        return true;
    if (bytes.size() < 3)
        return false;
    const auto head = static_cast<std::uint8_t>(bytes.front());
    const bool map = (head >= 0xa1 && head <= 0xb7) || head == 0xbf;
    const auto keyHead = static_cast<std::uint8_t>(bytes[1]);
    return map && keyHead >= 0x60 && keyHead <= 0x77
           && beginsWithWord(bytes.substr(2), keyHead & 0x1fU);
}

Result<std::string> cborToJson(std::string_view bytes)
{
    return CborReader(bytes).toJson();
}

} // namespace eventscope
