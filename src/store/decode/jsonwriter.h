// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// Puts JSON together as a decoder comes across its parts. What is nested too deep or grows too large is not written, and
// failure() says so: whoever writes containers stops once ok() is false.
class JsonWriter
{
public:
    // Deepest nesting, below what JsonValue reads; bytes of a text, an alias or reference in which may stand for a lot.
    static constexpr std::size_t kMostDepth = 512;
    static constexpr std::size_t kMostBytes = 64 * 1024 * 1024;

    explicit JsonWriter(std::size_t mostBytes = kMostBytes)
        : m_mostBytes(mostBytes)
    {}

    void beginObject() { begin('{'); }
    void endObject() { end('}'); }
    void beginArray() { begin('['); }
    void endArray() { end(']'); }
    void key(std::string_view name);
    void string(std::string_view text); // invalid UTF-8 becomes U+FFFD
    void token(std::string_view json);  // a number, literal or any JSON text, as it is
    void integer(std::int64_t value);
    void unsignedInteger(std::uint64_t value);
    void real(
        double value); // the shortest digits that mean this value; NaN and infinities as strings
    void real(float value);
    void bytes(std::string_view bytes); // "0x" and hexadecimal digits

    bool ok() const { return !m_tooDeep && m_text.size() <= m_mostBytes; }
    // `format` begins the sentence: "The YAML". Only if not ok().
    Error failure(std::string_view format) const;

    const std::string &text() const { return m_text; }
    std::string take() { return std::move(m_text); }

private:
    void begin(char bracket);
    void end(char bracket);
    void separate();
    template<typename Real>
    void writeReal(Real value);

    std::size_t m_mostBytes;
    std::string m_text;
    std::size_t m_depth = 0;
    bool m_tooDeep = false;
};

// The lower-case hexadecimal form of 16 bytes, with hyphens.
std::string uuidText(std::string_view sixteenBytes);

} // namespace eventscope
