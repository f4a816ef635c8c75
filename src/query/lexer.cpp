// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/lexer.h"

#include <algorithm>
#include <string>

namespace eventscope {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

bool isOperator(std::string_view text, std::size_t at)
{
    switch (text[at]) {
    case '=':
    case '<':
    case '>':
    case '~':
        return true;
    case '!': // elsewhere it is a letter of a word
        return at + 1 < text.size() && text[at + 1] == '=';
    default:
        return false;
    }
}

// Place of the quote that closes the one at `open`; npos if none does.
std::size_t closingQuote(std::string_view text, std::size_t open)
{
    for (std::size_t at = open + 1; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == text[open])
            return at;
    }
    return std::string_view::npos;
}

} // namespace

std::int64_t Lexer::column(std::size_t byte) const
{
    const std::string_view before = m_text.substr(0, byte);
    return 1 + std::count_if(before.begin(), before.end(), [](char c) {
               return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
           });
}

Result<Token> Lexer::next(Place place)
{
    while (m_at < m_text.size() && isSpace(m_text[m_at]))
        ++m_at;
    if (m_at == m_text.size())
        return Token{Token::Kind::End, {}, m_at, m_at, m_at};
    const std::size_t begin = m_at;
    const char c = m_text[m_at];
    if (c == '(' && place == Place::Condition) {
        ++m_at;
        return Token{Token::Kind::Open, m_text.substr(begin, 1), begin, begin, m_at};
    }
    if (c == ')') {
        ++m_at;
        return Token{Token::Kind::Close, m_text.substr(begin, 1), begin, begin, m_at};
    }
    if (isQuote(c))
        return quoted();
    if (isOperator(m_text, m_at)) {
        while (m_at < m_text.size()
               && std::string_view("=!<>~").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
        return Token{Token::Kind::Operator, m_text.substr(begin, m_at - begin), begin, begin, m_at};
    }
    return word(place);
}

Result<Token> Lexer::quoted()
{
    const std::size_t begin = m_at;
    const std::size_t close = closingQuote(m_text, begin);
    if (close == std::string_view::npos) {
        const std::string quote(1, m_text[begin]);
        const std::int64_t place = column(begin);
        return fail(Error(ErrorCode::Invalid, "The quote at character " + std::to_string(place)
                                                  + " is never closed; add a " + quote
                                                  + " behind the text.")
                        .at({}, 0, place));
    }
    m_at = close + 1;
    return Token{Token::Kind::Quoted, m_text.substr(begin + 1, close - begin - 1), begin, begin + 1,
                 m_at};
}

Token Lexer::word(Place place)
{
    const std::size_t begin = m_at;
    int open = 0;
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (isSpace(c))
            break;
        if (place == Place::Value) {
            if (c == '(')
                ++open;
            else if (c == ')' && --open < 0)
                break;
            continue;
        }
        if (c == '(' || c == ')' || c == '"' || isOperator(m_text, m_at))
            break;
        // data["a key with spaces"]
        if (c == '[' && m_at > begin && m_at + 1 < m_text.size() && isQuote(m_text[m_at + 1])) {
            const std::size_t close = closingQuote(m_text, m_at + 1);
            if (close == std::string_view::npos)
                break;
            m_at = close;
        }
    }
    return Token{Token::Kind::Word, m_text.substr(begin, m_at - begin), begin, begin, m_at};
}

} // namespace eventscope
