// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/messagepack.h"

#include "store/decode/bytereader.h"
#include "store/decode/values.h"

#include <bit>

namespace eventscope {

namespace {

class MessagePackReader
{
public:
    explicit MessagePackReader(std::string_view bytes)
        : m_size(bytes.size())
        , m_in(bytes)
    {}

    Result<std::string> toJson()
    {
        JsonValue root;
        if (value(root, 0) && m_in.atEnd())
            return root.dump();
        if (m_tooDeep)
            return fail(tooDeep("The MessagePack payload"));
        return fail(ErrorCode::Damaged, "The MessagePack payload is damaged at byte "
                                            + std::to_string(m_size - m_in.left() + 1)
                                            + " and is shown as it is stored.");
    }

private:
    template<typename Integer>
    bool size(std::size_t &count)
    {
        Integer number = 0;
        const bool there = m_in.big(number);
        count = number;
        return there;
    }
    template<typename Unsigned, typename Signed>
    bool integer(JsonValue &out)
    {
        Unsigned number = 0;
        if (!m_in.big(number))
            return false;
        out = JsonValue::number(std::int64_t(static_cast<Signed>(number)));
        return true;
    }
    bool unsignedInteger(std::size_t bytes, JsonValue &out)
    {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < bytes; ++i) {
            std::uint8_t byte = 0;
            if (!m_in.byte(byte))
                return false;
            number = number << 8 | byte;
        }
        out = unsignedValue(number);
        return true;
    }
    bool text(std::size_t count, JsonValue &out)
    {
        std::string_view bytes;
        if (!m_in.take(count, bytes))
            return false;
        out = textValue(bytes);
        return true;
    }
    bool binary(std::size_t count, JsonValue &out)
    {
        std::string_view bytes;
        if (!m_in.take(count, bytes))
            return false;
        out = bytesValue(bytes);
        return true;
    }

    // Type -1 is a time: seconds in 4 bytes, nanoseconds and seconds in 8, or in 12.
    bool extension(std::size_t count, JsonValue &out)
    {
        std::uint8_t type = 0;
        std::string_view bytes;
        if (!m_in.byte(type) || !m_in.take(count, bytes))
            return false;
        if (type == 0xff && (count == 4 || count == 8 || count == 12)) {
            ByteReader in(bytes);
            std::uint32_t small = 0;
            std::uint64_t large = 0;
            std::uint64_t nanoseconds = 0;
            std::int64_t seconds = 0;
            if (count == 4) {
                in.big(small);
                seconds = small;
            } else if (count == 8) {
                in.big(large);
                seconds = static_cast<std::int64_t>(large & 0x3'ffff'ffff);
                nanoseconds = large >> 34;
            } else {
                in.big(small);
                in.big(large);
                nanoseconds = small;
                seconds = static_cast<std::int64_t>(large);
            }
            constexpr std::int64_t kMostSeconds = 9'000'000'000'000;
            if (nanoseconds < 1'000'000'000 && seconds < kMostSeconds && seconds > -kMostSeconds) {
                out = timeValue(seconds * 1'000'000 + static_cast<std::int64_t>(nanoseconds / 1000),
                                TimeEncoding::EpochMicros);
                return true;
            }
        }
        out = JsonValue::object(
            {{"@type", JsonValue::number(std::int64_t(static_cast<std::int8_t>(type)))},
             {"@data", bytesValue(bytes)}});
        return true;
    }

    bool list(std::size_t count, JsonValue &out, std::size_t depth)
    {
        if (count > m_in.left())
            return false;
        JsonValue::Elements elements;
        for (std::size_t i = 0; i < count; ++i) {
            if (!value(elements.emplace_back(), depth + 1))
                return false;
        }
        out = JsonValue::array(std::move(elements));
        return true;
    }

    bool map(std::size_t count, JsonValue &out, std::size_t depth)
    {
        if (count > m_in.left() / 2)
            return false;
        JsonValue::Members members;
        for (std::size_t i = 0; i < count; ++i) {
            JsonValue key;
            JsonValue member;
            if (!value(key, depth + 1))
                return false;
            std::string name = nameOf(key);
            if ((key.isContainer() && name.size() > kLongestName) || !value(member, depth + 1))
                return false;
            members.emplace_back(std::move(name), std::move(member));
        }
        out = JsonValue::object(std::move(members));
        return true;
    }

    bool value(JsonValue &out, std::size_t depth)
    {
        if (depth > kMostDepth) {
            m_tooDeep = true;
            return false;
        }
        std::uint8_t head = 0;
        if (!m_in.byte(head))
            return false;
        if (head <= 0x7f) {
            out = JsonValue::number(std::int64_t(head));
            return true;
        }
        if (head <= 0x8f)
            return map(head & 0x0fU, out, depth);
        if (head <= 0x9f)
            return list(head & 0x0fU, out, depth);
        if (head <= 0xbf)
            return text(head & 0x1fU, out);
        if (head >= 0xe0) {
            out = JsonValue::number(std::int64_t(static_cast<std::int8_t>(head)));
            return true;
        }
        std::size_t count = 0;
        std::uint32_t single = 0;
        std::uint64_t twice = 0;
        switch (head) {
        case 0xc0:
            return true;
        case 0xc2:
        case 0xc3:
            out = JsonValue(head == 0xc3);
            return true;
        case 0xc4:
            return size<std::uint8_t>(count) && binary(count, out);
        case 0xc5:
            return size<std::uint16_t>(count) && binary(count, out);
        case 0xc6:
            return size<std::uint32_t>(count) && binary(count, out);
        case 0xc7:
            return size<std::uint8_t>(count) && extension(count, out);
        case 0xc8:
            return size<std::uint16_t>(count) && extension(count, out);
        case 0xc9:
            return size<std::uint32_t>(count) && extension(count, out);
        case 0xca:
            if (!m_in.big(single))
                return false;
            out = realValue(std::bit_cast<float>(single));
            return true;
        case 0xcb:
            if (!m_in.big(twice))
                return false;
            out = realValue(std::bit_cast<double>(twice));
            return true;
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            return unsignedInteger(std::size_t{1} << (head - 0xcc), out);
        case 0xd0:
            return integer<std::uint8_t, std::int8_t>(out);
        case 0xd1:
            return integer<std::uint16_t, std::int16_t>(out);
        case 0xd2:
            return integer<std::uint32_t, std::int32_t>(out);
        case 0xd3:
            return integer<std::uint64_t, std::int64_t>(out);
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
            return extension(std::size_t{1} << (head - 0xd4), out);
        case 0xd9:
            return size<std::uint8_t>(count) && text(count, out);
        case 0xda:
            return size<std::uint16_t>(count) && text(count, out);
        case 0xdb:
            return size<std::uint32_t>(count) && text(count, out);
        case 0xdc:
            return size<std::uint16_t>(count) && list(count, out, depth);
        case 0xdd:
            return size<std::uint32_t>(count) && list(count, out, depth);
        case 0xde:
            return size<std::uint16_t>(count) && map(count, out, depth);
        case 0xdf:
            return size<std::uint32_t>(count) && map(count, out, depth);
        default:
            return false; // 0xc1 is never used
        }
    }

    std::size_t m_size;
    ByteReader m_in;
    bool m_tooDeep = false;
};

} // namespace

bool mayBeMessagePack(std::string_view bytes)
{
    if (bytes.empty())
        return false;
    const auto head = static_cast<std::uint8_t>(bytes.front());
    return (head >= 0x80 && head <= 0x9f) || (head >= 0xdc && head <= 0xdf);
}

bool isSurelyMessagePack(std::string_view bytes)
{
    if (!mayBeMessagePack(bytes))
        return false;
    const auto head = static_cast<std::uint8_t>(bytes.front());
    const std::size_t key = head == 0xde ? 3 : head == 0xdf ? 5 : 1;
    if (head == 0x80 || (head > 0x8f && head < 0xde) || bytes.size() <= key)
        return false;
    const auto keyHead = static_cast<std::uint8_t>(bytes[key]);
    return keyHead >= 0xa0 && keyHead <= 0xbf
           && beginsWithWord(bytes.substr(key + 1), keyHead & 0x1fU);
}

Result<std::string> messagePackToJson(std::string_view bytes)
{
    return MessagePackReader(bytes).toJson();
}

} // namespace eventscope
