// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/conditionlist.h"

#include "query/fieldnames.h"
#include "query/fieldpath.h"
#include "query/parser.h"

#include <utility>

namespace eventscope {

namespace {

bool isEquality(Operator op)
{
    return op == Operator::Equal || op == Operator::NotEqual;
}

// Fields whose values are read as something else than text, stars and all.
bool isPlainValue(Field field)
{
    return field == Field::Time || field == Field::StreamVersion;
}

// Whether the lexer reads it as one word behind an operator, and nothing in it could be taken for more.
bool isWord(std::string_view text)
{
    if (text.empty() || std::string_view("\"'=<>~").find(text.front()) != std::string_view::npos
        || text.starts_with("!="))
        return false;
    int open = 0;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) <= ' ')
            return false;
        if (c == '(')
            ++open;
        else if (c == ')' && --open < 0)
            return false;
    }
    return open == 0;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

// The pieces of a value with stars: what a \ makes literal, and wildcards.
template<typename Literal, typename Wildcard>
void readPattern(std::string_view value, Literal literal, Wildcard wildcard)
{
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (value[i] == '\\' && (next == '*' || next == '\\'))
            literal(value[++i]);
        else if (value[i] == '*')
            wildcard();
        else
            literal(value[i]);
    }
}

std::string writtenPattern(std::string_view value)
{
    bool plain = true;
    std::string word;
    std::string quote = "\"";
    readPattern(
        value,
        [&](char c) {
            plain = plain && c != '\\';
            if (c == '*') {
                word += "\\*";
                quote += "\\*";
                return;
            }
            word += c;
            if (c == '"' || c == '\\')
                quote += '\\';
            quote += c;
        },
        [&] {
            word += '*';
            quote += '*';
        });
    return plain && isWord(word) ? word : quote + '"';
}

// The text of an expression stands in quotes as it is; only what would end the quotes gets a backslash.
std::string writtenExpression(std::string_view value)
{
    if (isWord(value))
        return std::string(value);
    std::string out = "\"";
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\') {
            out += '\\';
            out += i + 1 < value.size() ? value[++i] : '\\';
            continue;
        }
        if (value[i] == '"')
            out += '\\';
        out += value[i];
    }
    return out + '"';
}

// A backslash needs another one only where it would escape what follows.
void appendEscaped(std::string &out, std::string_view literal, bool beforeStar)
{
    for (std::size_t i = 0; i < literal.size(); ++i) {
        const bool last = i + 1 == literal.size();
        const bool escapes = last ? beforeStar : literal[i + 1] == '\\' || literal[i + 1] == '*';
        if (literal[i] == '*' || (literal[i] == '\\' && escapes))
            out += '\\';
        out += literal[i];
    }
}

std::string valueOf(const Condition &condition)
{
    if (condition.op == Operator::Exists)
        return {};
    if (!isEquality(condition.op) || isPlainValue(condition.field))
        return condition.text;
    std::string value;
    const std::vector<std::string> &parts = condition.pattern.parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        appendEscaped(value, parts[i], !last);
        if (!last)
            value += '*';
    }
    return value;
}

Unexpected tooMuch()
{
    return fail(
        ErrorCode::Unsupported,
        "This filter joins its conditions in more than one way; it can be changed as text.");
}

// Appends the conditions of what is below; false if they are no rows.
bool append(const Expression &expression, Expression::Kind kind, ConditionList &list)
{
    if (expression.kind == kind) {
        for (const Expression &part : expression.parts) {
            if (!append(part, kind, list))
                return false;
        }
        return true;
    }
    const Expression *inner = &expression;
    bool negated = false;
    while (inner->kind == Expression::Kind::Not) {
        negated = !negated;
        inner = &inner->parts.front();
    }
    if (inner->kind != Expression::Kind::Condition)
        return false;
    const Condition &condition = *inner->condition;
    list.conditions.push_back(
        {condition.field, condition.path, condition.op, valueOf(condition), negated});
    return true;
}

} // namespace

std::string writtenValue(Operator op, std::string_view value)
{
    if (isEquality(op))
        return writtenPattern(value);
    if (op == Operator::Matches)
        return writtenExpression(value);
    return isWord(value) ? std::string(value) : quoted(value);
}

std::string valueOfText(Operator op, std::string_view text)
{
    std::string value;
    if (isEquality(op)) {
        appendEscaped(value, text, false);
        return value;
    }
    if (op != Operator::Matches)
        return std::string(text);
    for (const char c : text) {
        if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos)
            value += '\\';
        value += c;
    }
    return value;
}

std::string filterText(const ListedCondition &condition)
{
    const std::string field = std::string(nameOf(condition.field)) + textOf(condition.path);
    const std::string before = condition.isNegated ? "not " : "";
    if (condition.op == Operator::Exists)
        return before + "exists(" + field + ')';
    return before + field + ' ' + std::string(nameOf(condition.op)) + ' '
           + writtenValue(condition.op, condition.value);
}

std::string filterText(const ConditionList &list)
{
    std::string text;
    for (const ListedCondition &condition : list.conditions) {
        if (!text.empty())
            text += list.isAny ? " or " : " and ";
        text += filterText(condition);
    }
    return text;
}

Result<ConditionList> conditionsOf(std::string_view filter)
{
    const auto parsed = parseFilter(filter);
    if (!parsed)
        return fail(parsed.error());
    ConditionList list;
    if (parsed->conditions.empty())
        return list;
    list.isAny = parsed->root.kind == Expression::Kind::Or;
    if (!append(parsed->root, list.isAny ? Expression::Kind::Or : Expression::Kind::And, list))
        return tooMuch();
    return list;
}

} // namespace eventscope
