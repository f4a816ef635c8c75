// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/needles.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace eventscope {

namespace {

constexpr std::size_t kShortest = 3; // shorter ones stand everywhere
constexpr std::size_t kMostNeedles = 4;
constexpr std::size_t kValueScore = 1000; // the text of a value is rarer than the name of a member

struct Needles {
    std::vector<std::string> texts;
    std::size_t score = 0; // the higher, the rarer
};
using Found = std::optional<Needles>;

bool isPlain(char c, std::string_view others)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
           || others.find(c) != std::string_view::npos;
}

// The longest run of letters, digits and those others. JSON writers for the web escape < > & ' = +, some escape /, and all of them
// what is not ASCII.
std::string_view longestRun(std::string_view text, std::string_view others)
{
    std::string_view best;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && isPlain(text[i], others))
            continue;
        if (i - start > best.size())
            best = text.substr(start, i - start);
        start = i + 1;
    }
    return best;
}

void consider(std::string_view candidate, std::string_view others, std::string_view &best)
{
    if (const std::string_view run = longestRun(candidate, others); run.size() > best.size())
        best = run;
}

Found ofCondition(const Condition &condition)
{
    constexpr std::string_view kInText = " _-.,:;@#$%()[]{}?!*^|~";
    // White space and punctuation between the elements of an array need not stand in the text as they do in our own writing.
    constexpr std::string_view kInValue = "_-.@#$%()?!*^|~";
    if (condition.field != Field::Data || condition.op == Operator::NotEqual)
        return std::nullopt;
    const bool whole = condition.path.empty();
    const std::string_view others = whole ? kInText : kInValue;
    std::string_view best;
    if (condition.op == Operator::Contains) {
        consider(condition.text, others, best);
    } else if (condition.op == Operator::Equal && (whole || !condition.isNumber)) {
        for (const std::string &part : condition.pattern.parts())
            consider(part, others, best);
    }
    if (best.size() >= kShortest)
        return Needles{{std::string(best)}, kValueScore + best.size()};
    best = {};
    for (const PathStep &step : condition.path) {
        if (!step.index)
            consider(step.key, kInValue, best);
    }
    if (best.size() >= kShortest)
        return Needles{{std::string(best)}, best.size()};
    return std::nullopt;
}

Found better(Found a, Found b)
{
    if (!a || !b)
        return a ? std::move(a) : std::move(b);
    return a->score >= b->score ? std::move(a) : std::move(b);
}

// Those of one or the other; nothing if one of them has none, or together they are too many.
Found either(Found a, Found b)
{
    if (!a || !b)
        return std::nullopt;
    for (std::string &text : b->texts) {
        if (std::find(a->texts.begin(), a->texts.end(), text) == a->texts.end())
            a->texts.push_back(std::move(text));
    }
    if (a->texts.size() > kMostNeedles)
        return std::nullopt;
    a->score = std::min(a->score, b->score);
    return a;
}

// Where the expression is true, whatever the columns know of it.
Found whereTrue(const Expression &expression)
{
    switch (expression.kind) {
    case Expression::Kind::Condition:
        return ofCondition(*expression.condition);
    case Expression::Kind::Not:
        return std::nullopt;
    case Expression::Kind::And: {
        Found best;
        for (const Expression &part : expression.parts)
            best = better(std::move(best), whereTrue(part));
        return best;
    }
    case Expression::Kind::Or:
        break;
    }
    Found all = whereTrue(expression.parts.front());
    for (std::size_t i = 1; i < expression.parts.size(); ++i)
        all = either(std::move(all), whereTrue(expression.parts[i]));
    return all;
}

// Where the expression is true though the columns leave it undecided.
Found whereUndecided(const Expression &expression)
{
    std::vector<const Expression *> mixed; // parts that need more than the columns
    for (const Expression &part : expression.parts) {
        if (!part.onColumns)
            mixed.push_back(&part);
    }
    switch (expression.kind) {
    case Expression::Kind::Condition:
        return ofCondition(*expression.condition);
    case Expression::Kind::Not:
        return std::nullopt;
    case Expression::Kind::And:
        // The parts on columns are true, so a single other one is what is undecided.
        return mixed.size() == 1 ? whereUndecided(*mixed.front()) : whereTrue(expression);
    case Expression::Kind::Or:
        break;
    }
    // No part is true by the columns, so one of the others is both undecided and true.
    if (mixed.empty())
        return std::nullopt;
    Found all = whereUndecided(*mixed.front());
    for (std::size_t i = 1; i < mixed.size(); ++i)
        all = either(std::move(all), whereUndecided(*mixed[i]));
    return all;
}

} // namespace

std::vector<std::string> needlesOf(const Expression &root)
{
    Found found = whereUndecided(root);
    return found ? std::move(found->texts) : std::vector<std::string>();
}

} // namespace eventscope
