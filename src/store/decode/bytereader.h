// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace eventscope {

// Takes bytes from the front of a view. Every function is false, and takes nothing, if there are too few.
class ByteReader
{
public:
    explicit ByteReader(std::string_view bytes)
        : m_bytes(bytes)
    {}

    std::size_t left() const { return m_bytes.size(); }
    bool atEnd() const { return m_bytes.empty(); }
    std::string_view rest() const { return m_bytes; }

    bool take(std::size_t count, std::string_view &bytes)
    {
        if (count > m_bytes.size())
            return false;
        bytes = m_bytes.substr(0, count);
        m_bytes.remove_prefix(count);
        return true;
    }
    bool byte(std::uint8_t &value) { return little(value); }
    // Unsigned integers.
    template<typename Integer>
    bool little(Integer &value)
    {
        std::string_view bytes;
        if (!take(sizeof(Integer), bytes))
            return false;
        value = 0;
        for (std::size_t i = 0; i < sizeof(Integer); ++i)
            value = static_cast<Integer>(
                value | (Integer(static_cast<std::uint8_t>(bytes[i])) << (8 * i)));
        return true;
    }
    template<typename Integer>
    bool big(Integer &value)
    {
        std::string_view bytes;
        if (!take(sizeof(Integer), bytes))
            return false;
        value = 0;
        for (std::size_t i = 0; i < sizeof(Integer); ++i)
            value = static_cast<Integer>(value
                                         | (Integer(static_cast<std::uint8_t>(bytes[i]))
                                            << (8 * (sizeof(Integer) - 1 - i))));
        return true;
    }

private:
    std::string_view m_bytes;
};

} // namespace eventscope
