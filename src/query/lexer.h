// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace eventscope {

struct Token {
    enum class Kind : std::uint8_t { End, Open, Close, Operator, Word, Quoted };
    Kind kind = Kind::End;
    std::string_view text;     // as written; of Quoted without its quotes
    std::size_t begin = 0;     // byte in the filter
    std::size_t textBegin = 0; // byte at which `text` starts
    std::size_t end = 0;       // byte behind it
};

// Cuts a filter's text into tokens. What a word is depends on its place: as the value behind an operator it may hold operators and
// balanced parentheses (`data.url = a?b=c`, `type =~ Order(Paid|Sent)`).
class Lexer
{
public:
    explicit Lexer(std::string_view text)
        : m_text(text)
    {}

    enum class Place : std::uint8_t { Condition, Value };
    // Error: Invalid, for a quote that is never closed.
    Result<Token> next(Place place);

    std::string_view text() const { return m_text; }
    // 1-based character (not byte) at which the byte stands.
    std::int64_t column(std::size_t byte) const;

private:
    Result<Token> quoted();
    Token word(Place place);

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace eventscope
