// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/parser.h"

#include "query/conditionreader.h"
#include "query/fieldnames.h"
#include "query/lexer.h"

#include <string>
#include <utility>

namespace eventscope {

namespace {

bool isKeyword(const Token &token, std::string_view keyword)
{
    return token.kind == Token::Kind::Word && token.text.size() == keyword.size()
           && lowerCase(token.text) == keyword;
}

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_lexer(text)
        , m_reader(m_lexer)
    {}

    Result<ParsedFilter> parse()
    {
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        if (m_token.kind == Token::Kind::End)
            return std::move(m_parsed);
        auto root = parseOr();
        if (!root)
            return fail(std::move(root).error());
        if (m_token.kind == Token::Kind::Close) {
            return m_reader.wrong(m_token, "The \")\" at character " + m_reader.place(m_token)
                                               + " has no \"(\" before it; remove it or add one.");
        }
        if (m_token.kind != Token::Kind::End) {
            return m_reader.wrong(m_token, "Expected \"and\", \"or\" or the end before \""
                                               + std::string(m_token.text) + "\" at character "
                                               + m_reader.place(m_token) + '.');
        }
        m_parsed.root = std::move(*root);
        return std::move(m_parsed);
    }

private:
    Result<void> advance(Lexer::Place place = Lexer::Place::Condition)
    {
        auto token = m_lexer.next(place);
        if (!token)
            return fail(std::move(token).error());
        m_previous = m_token;
        m_token = *token;
        return {};
    }

    Result<Expression> parseOr()
    {
        return parseChain(Expression::Kind::Or, &Parser::parseAnd, [this]() -> Result<bool> {
            if (!isKeyword(m_token, "or"))
                return false;
            auto moved = advance();
            return moved ? Result<bool>(true) : fail(std::move(moved).error());
        });
    }

    Result<Expression> parseAnd()
    {
        return parseChain(Expression::Kind::And, &Parser::parseNot, [this]() -> Result<bool> {
            if (isKeyword(m_token, "and")) {
                auto moved = advance();
                return moved ? Result<bool>(true) : fail(std::move(moved).error());
            }
            // Conditions that stand side by side: an "and" that need not be written.
            return m_token.kind == Token::Kind::Open || m_token.kind == Token::Kind::Quoted
                   || (m_token.kind == Token::Kind::Word && !isKeyword(m_token, "or"));
        });
    }

    template<typename More>
    Result<Expression> parseChain(Expression::Kind kind, Result<Expression> (Parser::*part)(),
                                  More more)
    {
        auto first = (this->*part)();
        if (!first)
            return first;
        Expression chain;
        chain.kind = kind;
        chain.parts.push_back(std::move(*first));
        while (true) {
            const auto goesOn = more();
            if (!goesOn)
                return fail(goesOn.error());
            if (!*goesOn)
                break;
            auto next = (this->*part)();
            if (!next)
                return next;
            chain.parts.push_back(std::move(*next));
        }
        if (chain.parts.size() == 1)
            return std::move(chain.parts.front());
        for (const Expression &each : chain.parts)
            chain.onColumns = chain.onColumns && each.onColumns;
        return chain;
    }

    Result<Expression> parseNot()
    {
        if (!isKeyword(m_token, "not"))
            return parsePrimary();
        if (m_depth >= kDeepestFilter)
            return tooDeep();
        ++m_depth;
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        auto inner = parseNot();
        --m_depth;
        if (!inner)
            return inner;
        Expression negation;
        negation.kind = Expression::Kind::Not;
        negation.onColumns = inner->onColumns;
        negation.parts.push_back(std::move(*inner));
        return negation;
    }

    Result<Expression> parsePrimary()
    {
        switch (m_token.kind) {
        case Token::Kind::Open:
            return parseParentheses();
        case Token::Kind::Quoted:
        case Token::Kind::Word:
            break;
        case Token::Kind::Operator:
            return m_reader.wrong(m_token, "Expected a field before \"" + std::string(m_token.text)
                                               + "\" at character " + m_reader.place(m_token)
                                               + ", such as type = Order*.");
        case Token::Kind::End:
        case Token::Kind::Close:
            return expectedCondition();
        }
        if (isKeyword(m_token, "and") || isKeyword(m_token, "or"))
            return expectedCondition();
        const Token word = m_token;
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        if (m_token.kind == Token::Kind::Operator)
            return parseComparison(word);
        if (isKeyword(word, "exists") && m_token.kind == Token::Kind::Open)
            return parseExists();
        if (auto problem = m_reader.checkSearch(word); !problem)
            return fail(std::move(problem).error());
        return leaf(m_reader.search(word));
    }

    Result<Expression> parseParentheses()
    {
        if (m_depth >= kDeepestFilter)
            return tooDeep();
        const Token open = m_token;
        ++m_depth;
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        auto inner = parseOr();
        --m_depth;
        if (!inner)
            return inner;
        if (m_token.kind != Token::Kind::Close)
            return neverClosed(open);
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        return inner;
    }

    Result<Expression> parseComparison(const Token &field)
    {
        const Token sign = m_token;
        auto condition = m_reader.field(field);
        if (!condition)
            return fail(std::move(condition).error());
        if (auto known = m_reader.setOperator(*condition, sign); !known)
            return fail(std::move(known).error());
        if (auto moved = advance(Lexer::Place::Value); !moved)
            return fail(std::move(moved).error());
        if (auto taken = m_reader.setValue(*condition, sign, m_token); !taken)
            return fail(std::move(taken).error());
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        return leaf(std::move(*condition));
    }

    Result<Expression> parseExists()
    {
        const Token open = m_token;
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        if (m_token.kind != Token::Kind::Word) {
            return m_reader.wrong(m_token, "Expected a field at character "
                                               + m_reader.place(m_token)
                                               + ", such as exists(data.total).");
        }
        auto condition = m_reader.field(m_token);
        if (!condition)
            return fail(std::move(condition).error());
        condition->op = Operator::Exists;
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        if (m_token.kind != Token::Kind::Close)
            return neverClosed(open);
        if (auto moved = advance(); !moved)
            return fail(std::move(moved).error());
        return leaf(std::move(*condition));
    }

    Expression leaf(Condition condition)
    {
        condition.index = m_parsed.conditions.size();
        Expression expression;
        expression.kind = Expression::Kind::Condition;
        expression.onColumns = condition.onColumns();
        expression.condition = std::make_shared<const Condition>(std::move(condition));
        m_parsed.conditions.push_back(expression.condition);
        return expression;
    }

    Unexpected expectedCondition() const
    {
        std::string before;
        if (m_previous.end > m_previous.begin) {
            const std::string_view written = m_lexer.text().substr(m_previous.begin,
                                                                   m_previous.end
                                                                       - m_previous.begin);
            before = " after \"" + std::string(written) + '"';
        }
        return m_reader.wrong(m_token, "Expected a condition" + before + " at character "
                                           + m_reader.place(m_token) + ", such as type = Order*.");
    }

    Unexpected neverClosed(const Token &open) const
    {
        return m_reader.wrong(open,
                              "The \"(\" at character " + m_reader.place(open)
                                  + " is never closed; add a \")\" behind what belongs together.");
    }

    Unexpected tooDeep() const
    {
        return m_reader.wrong(m_token, "Parentheses and \"not\" are nested more than "
                                           + std::to_string(kDeepestFilter) + " deep at character "
                                           + m_reader.place(m_token)
                                           + "; write the filter flatter.");
    }

    Lexer m_lexer;
    ConditionReader m_reader;
    Token m_token;
    Token m_previous;
    int m_depth = 0;
    ParsedFilter m_parsed;
};

} // namespace

Result<ParsedFilter> parseFilter(std::string_view text)
{
    return Parser(text).parse();
}

} // namespace eventscope
