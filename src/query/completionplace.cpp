// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/completionplace.h"

#include "query/fieldnames.h"
#include "query/lexer.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

using Kind = CompletionPlace::Kind;

bool isFieldWord(std::string_view word)
{
    return fieldNamed(word.substr(0, word.find_first_of(".["))).has_value();
}

// What stands in quotes before the cursor, without them and their backslashes.
std::string unquoted(std::string_view text)
{
    std::string out;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()
            && std::string_view("\"'\\*").find(text[i + 1]) != std::string_view::npos)
            ++i;
        out += text[i];
    }
    return out;
}

// Walks the tokens up to the cursor and keeps what is expected next.
class Walk
{
public:
    Walk(std::string_view filter, std::size_t cursor)
        : m_filter(filter)
        , m_cursor(std::min(cursor, filter.size()))
        , m_lexer(filter)
    {}

    CompletionPlace run()
    {
        std::size_t before = 0; // end of the token before
        while (true) {
            const auto token = m_lexer.next(m_expected == Kind::Value ? Lexer::Place::Value
                                                                      : Lexer::Place::Condition);
            // A quote that is not closed yet takes in all that follows.
            if (!token)
                return openQuote(m_filter.find_first_of("\"'", before));
            if (token->kind == Token::Kind::End || token->begin > m_cursor)
                return at(m_expected, m_cursor, m_cursor, {});
            if (m_cursor <= token->end && token->kind == Token::Kind::Word
                && m_cursor > token->begin)
                return inWord(*token);
            if (m_cursor < token->end && token->kind == Token::Kind::Quoted
                && m_cursor > token->begin)
                return inQuotes(*token);
            if (m_cursor <= token->begin)
                return at(m_expected, m_cursor, m_cursor, {});
            if (m_cursor < token->end)
                return {}; // in the middle of an operator
            pass(*token);
            before = token->end;
        }
    }

private:
    CompletionPlace at(Kind kind, std::size_t begin, std::size_t end, std::string typed) const
    {
        CompletionPlace place;
        place.kind = kind;
        place.begin = begin;
        place.end = end;
        place.typed = std::move(typed);
        if (kind == Kind::Operator || kind == Kind::Value)
            place.field = m_field;
        if (kind == Kind::Value)
            place.op = m_op;
        return place;
    }

    CompletionPlace openQuote(std::size_t begin) const
    {
        if (m_expected != Kind::Value || begin == std::string_view::npos || m_cursor <= begin)
            return m_cursor <= begin ? at(m_expected, m_cursor, m_cursor, {}) : CompletionPlace();
        return at(Kind::Value, begin, m_cursor, unquoted(m_filter.substr(begin, m_cursor - begin)));
    }

    CompletionPlace inWord(const Token &word) const
    {
        // Behind a field without an operator, a word begins the next condition.
        const Kind kind = m_expected == Kind::Operator ? Kind::Joiner : m_expected;
        return at(kind, word.begin, word.end,
                  std::string(m_filter.substr(word.begin, m_cursor - word.begin)));
    }

    CompletionPlace inQuotes(const Token &quote) const
    {
        if (m_expected != Kind::Value)
            return {}; // a text to search for
        return at(Kind::Value, quote.begin, quote.end,
                  unquoted(m_filter.substr(quote.begin, m_cursor - quote.begin)));
    }

    void pass(const Token &token)
    {
        switch (token.kind) {
        case Token::Kind::Open:
            m_expected = m_afterExists ? Kind::Existing : Kind::Field;
            m_afterExists = false;
            return;
        case Token::Kind::Operator:
            m_expected = Kind::Value;
            m_op = token.text;
            return;
        case Token::Kind::Word:
            return passWord(token.text);
        case Token::Kind::Close:
        case Token::Kind::Quoted:
        case Token::Kind::End:
            break;
        }
        m_expected = Kind::Joiner;
    }

    void passWord(std::string_view word)
    {
        const std::string lower = lowerCase(word);
        m_afterExists = false;
        if (m_expected == Kind::Value || m_expected == Kind::Existing) {
            m_expected = Kind::Joiner;
        } else if (lower == "and" || lower == "or" || lower == "not") {
            m_expected = Kind::Field;
        } else if (lower == "exists") {
            m_afterExists = true;
            m_expected = Kind::Joiner;
        } else {
            m_field = word;
            m_expected = isFieldWord(word) ? Kind::Operator : Kind::Joiner;
        }
    }

    std::string_view m_filter;
    std::size_t m_cursor;
    Lexer m_lexer;
    Kind m_expected = Kind::Field;
    bool m_afterExists = false;
    std::string m_field;
    std::string m_op;
};

} // namespace

CompletionPlace completionPlace(std::string_view filter, std::size_t cursor)
{
    return Walk(filter, cursor).run();
}

} // namespace eventscope
