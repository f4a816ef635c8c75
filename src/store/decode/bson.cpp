// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/bson.h"

#include "store/decode/bytereader.h"
#include "store/decode/values.h"

#include <algorithm>
#include <bit>

namespace eventscope {

namespace {

// Not ISO C++, but each compiler of 64-bit machines has it.
__extension__ typedef unsigned __int128 Wide;

// IEEE 754-2008 decimal128 in its binary form: a coefficient of up to 34 digits, and an exponent.
JsonValue decimalValue(std::uint64_t low, std::uint64_t high)
{
    constexpr std::int64_t kBias = 6176;
    const bool negative = (high >> 63) != 0;
    const auto combination = static_cast<unsigned>(high >> 58) & 0x1fU;
    if (combination == 0x1f)
        return JsonValue::string("NaN");
    if (combination == 0x1e)
        return JsonValue::string(negative ? "-Infinity" : "Infinity");
    std::int64_t exponent = 0;
    std::string digits;
    if (combination >= 0x18) {
        exponent = static_cast<std::int64_t>(high >> 47
                                             & 0x3fff); // a coefficient out of range is 0
    } else {
        exponent = static_cast<std::int64_t>(high >> 49 & 0x3fff);
        for (Wide rest = Wide(high & 0x1'ffff'ffff'ffff) << 64 | low; rest != 0; rest /= 10)
            digits += static_cast<char>('0' + static_cast<int>(rest % 10));
        std::reverse(digits.begin(), digits.end());
    }
    if (digits.empty())
        digits = "0";
    return JsonValue::number(decimalText((negative ? "-" : "") + digits, exponent - kBias));
}

class BsonReader
{
public:
    explicit BsonReader(std::string_view bytes)
        : m_bytes(bytes)
    {}

    Result<std::string> toJson()
    {
        ByteReader in(m_bytes);
        std::uint32_t size = 0;
        in.little(size);
        if (size != m_bytes.size()) {
            return fail(ErrorCode::Damaged, "The BSON payload says it has " + std::to_string(size)
                                                + " bytes, but there are "
                                                + std::to_string(m_bytes.size())
                                                + "; it is shown as it is stored.");
        }
        in = ByteReader(m_bytes);
        JsonValue root;
        if (document(in, Shape::Unknown, root, 0) && in.atEnd())
            return root.dump();
        if (m_tooDeep)
            return fail(tooDeep("The BSON payload"));
        return fail(ErrorCode::Damaged, "The BSON payload is damaged at its member " + m_member
                                            + " and is shown as it is stored.");
    }

private:
    enum class Shape : std::uint8_t { Object, List, Unknown };

    static bool cString(ByteReader &in, std::string_view &text)
    {
        const auto end = in.rest().find('\0');
        std::string_view nul;
        return end != std::string_view::npos && in.take(end, text) && in.take(1, nul);
    }

    // A length that counts the NUL at the end.
    static bool string(ByteReader &in, JsonValue &out)
    {
        std::uint32_t size = 0;
        std::string_view text;
        if (!in.little(size) || size == 0 || !in.take(size, text) || text.back() != '\0')
            return false;
        text.remove_suffix(1);
        out = textValue(text);
        return true;
    }

    static bool binary(ByteReader &in, JsonValue &out)
    {
        std::uint32_t size = 0;
        std::uint8_t sort = 0;
        std::string_view bytes;
        if (!in.little(size) || !in.byte(sort) || !in.take(size, bytes))
            return false;
        if (sort == 2 && size >= 4)
            bytes.remove_prefix(4); // its length once more
        if (sort == 4 && size == 16) {
            out = JsonValue::string(uuidText(bytes));
        } else if (sort == 3 && size == 16) {
            // The old form, as .NET writes it: the first three parts end first.
            std::string uuid(bytes);
            std::reverse(uuid.begin(), uuid.begin() + 4);
            std::reverse(uuid.begin() + 4, uuid.begin() + 6);
            std::reverse(uuid.begin() + 6, uuid.begin() + 8);
            out = JsonValue::string(uuidText(uuid));
        } else {
            out = bytesValue(bytes);
        }
        return true;
    }

    bool document(ByteReader &in, Shape shape, JsonValue &out, std::size_t depth)
    {
        if (depth > kMostDepth) {
            m_tooDeep = true;
            return false;
        }
        std::uint32_t size = 0;
        std::string_view bytes;
        if (!in.little(size) || size < 5 || !in.take(size - 4, bytes) || bytes.back() != '\0')
            return false;
        ByteReader inside(bytes.substr(0, bytes.size() - 1));
        JsonValue::Members members;
        bool counted = true;
        while (!inside.atEnd()) {
            std::uint8_t type = 0;
            std::string_view name;
            JsonValue value;
            if (!inside.byte(type) || !cString(inside, name))
                return false;
            if (!m_tooDeep)
                m_member = jsonQuote(name.substr(0, 80));
            if (!element(inside, type, value, depth))
                return false;
            counted = counted && name == std::to_string(members.size());
            members.emplace_back(name, std::move(value));
        }
        if (shape == Shape::List || (shape == Shape::Unknown && counted && !members.empty())) {
            JsonValue::Elements elements;
            for (auto &member : members)
                elements.push_back(std::move(member.second));
            out = JsonValue::array(std::move(elements));
        } else {
            out = JsonValue::object(std::move(members));
        }
        return true;
    }

    bool element(ByteReader &in, std::uint8_t type, JsonValue &out, std::size_t depth)
    {
        std::uint8_t byte = 0;
        std::uint32_t half = 0;
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        std::string_view text;
        std::string_view more;
        switch (type) {
        case 0x01:
            if (!in.little(low))
                return false;
            out = realValue(std::bit_cast<double>(low));
            return true;
        case 0x02: // string
        case 0x0d: // JavaScript
        case 0x0e: // symbol
            return string(in, out);
        case 0x03:
            return document(in, Shape::Object, out, depth + 1);
        case 0x04:
            return document(in, Shape::List, out, depth + 1);
        case 0x05:
            return binary(in, out);
        case 0x06: // undefined
        case 0x0a:
            return true;
        case 0x07: // object id
            if (!in.take(12, text))
                return false;
            out = JsonValue::string(hexText(text));
            return true;
        case 0x08:
            if (!in.byte(byte) || byte > 1)
                return false;
            out = JsonValue(byte == 1);
            return true;
        case 0x09: // milliseconds
            if (!in.little(low))
                return false;
            out = timeValue(static_cast<std::int64_t>(low), TimeEncoding::EpochMillis);
            return true;
        case 0x0b:
            if (!cString(in, text) || !cString(in, more))
                return false;
            out = JsonValue::string("/" + std::string(text) + "/" + std::string(more));
            return true;
        case 0x0c: // a pointer of old: collection, object id
            if (!string(in, out) || !in.take(12, text))
                return false;
            out = JsonValue::string(out.text() + "/" + hexText(text));
            return true;
        case 0x0f: { // JavaScript with the variables it sees
            JsonValue code;
            JsonValue scope;
            if (!in.little(half) || !string(in, code)
                || !document(in, Shape::Object, scope, depth + 1))
                return false;
            out = JsonValue::object({{"@code", std::move(code)}, {"@scope", std::move(scope)}});
            return true;
        }
        case 0x10:
            if (!in.little(half))
                return false;
            out = JsonValue::number(std::int64_t(static_cast<std::int32_t>(half)));
            return true;
        case 0x11:
            if (!in.little(low))
                return false;
            out = unsignedValue(low);
            return true;
        case 0x12:
            if (!in.little(low))
                return false;
            out = JsonValue::number(static_cast<std::int64_t>(low));
            return true;
        case 0x13:
            if (!in.little(low) || !in.little(high))
                return false;
            out = decimalValue(low, high);
            return true;
        case 0x7f:
        case 0xff:
            out = JsonValue::string(type == 0xff ? "MinKey" : "MaxKey");
            return true;
        default:
            return false;
        }
    }

    std::string_view m_bytes;
    std::string m_member; // the last that was begun, for messages
    bool m_tooDeep = false;
};

} // namespace

bool isSurelyBson(std::string_view bytes)
{
    if (bytes.size() < 5 || bytes.back() != '\0')
        return false;
    ByteReader in(bytes);
    std::uint32_t size = 0;
    std::uint8_t type = 0;
    in.little(size);
    in.byte(type);
    if (size == bytes.size() && size == 5)
        return true; // the empty document
    if (type == 0 || type > 0x13 || in.rest().empty())
        return false;
    const auto end = in.rest().find('\0');
    return end != std::string_view::npos
           && (beginsWithWord(in.rest(), end)
               || (size == bytes.size() && in.rest().starts_with("0")));
}

Result<std::string> bsonToJson(std::string_view bytes)
{
    return BsonReader(bytes).toJson();
}

} // namespace eventscope
