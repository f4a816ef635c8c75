// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/expression.h"
#include "query/lexer.h"

#include <string>

namespace eventscope {

// Makes a Condition of the tokens of one, and sentences of what is wrong with them.
class ConditionReader
{
public:
    explicit ConditionReader(const Lexer &lexer)
        : m_lexer(lexer)
    {}

    // A condition on the field, with its path.
    Result<Condition> field(const Token &word) const;
    // Error if the field has no such operator.
    Result<void> setOperator(Condition &condition, const Token &sign) const;
    Result<void> setValue(Condition &condition, const Token &sign, const Token &value) const;

    // A word that stands for itself is searched in the payload, unless it looks like the start of a condition.
    Result<void> checkSearch(const Token &word) const;
    Condition search(const Token &word) const;

    std::string place(const Token &token) const;
    Unexpected wrong(const Token &token, std::string sentence) const;

private:
    Result<std::vector<PathStep>> path(const Token &word, std::size_t from) const;
    Result<void> setTime(Condition &condition, const Token &value) const;
    Result<void> setVersion(Condition &condition, const Token &value) const;
    Result<void> setRegex(Condition &condition, const Token &value) const;

    const Lexer &m_lexer;
};

} // namespace eventscope
