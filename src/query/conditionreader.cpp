// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/conditionreader.h"

#include "base/json.h"
#include "query/fieldnames.h"
#include "query/timespan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

// The text of a quote without the backslashes before quotes and backslashes.
std::string unescaped(const Token &token)
{
    std::string text;
    for (std::size_t i = 0; i < token.text.size(); ++i) {
        const char next = i + 1 < token.text.size() ? token.text[i + 1] : '\0';
        if (token.kind == Token::Kind::Quoted && token.text[i] == '\\'
            && (next == '"' || next == '\'' || next == '\\'))
            ++i;
        text += token.text[i];
    }
    return text;
}

std::string quotedForUser(std::string_view text)
{
    constexpr std::size_t kLongest = 60;
    std::string shown = "\"";
    if (text.size() <= kLongest) {
        shown += text;
    } else {
        std::size_t cut = kLongest;
        while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
            --cut;
        shown += text.substr(0, cut);
        shown += "\xe2\x80\xa6"; // an ellipsis
    }
    return shown += '"';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

// Of digits; a number that no array reaches if there are too many of them.
std::size_t indexOf(std::string_view digits)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    return error == std::errc() ? index : std::numeric_limits<std::size_t>::max();
}

// Without white space, which would be fine for JSON.
bool isNumber(std::string_view text)
{
    if (text.empty() || !(isDigit(text.front()) || text.front() == '-') || !isDigit(text.back()))
        return false;
    const auto value = JsonValue::parse(text);
    return value && value->isNumber();
}

std::string_view exampleOf(Field field)
{
    switch (field) {
    case Field::Stream:
        return "stream = order-*";
    case Field::StreamType:
        return "streamType = order";
    case Field::StreamVersion:
        return "version >= 3";
    case Field::LogPosition:
        return "position > 1000";
    case Field::Time:
        return "time >= 2025-11-03";
    case Field::Correlation:
        return "correlation = 7f3a*";
    case Field::Causation:
        return "causation = 7f3a*";
    case Field::Id:
        return "id = 7f3a*";
    case Field::Data:
        return "data.total > 100";
    case Field::Meta:
        return "meta.userId = anna";
    case Field::Type:
        break;
    }
    return "type = Order*";
}

} // namespace

std::string ConditionReader::place(const Token &token) const
{
    return std::to_string(m_lexer.column(token.begin));
}

Unexpected ConditionReader::wrong(const Token &token, std::string sentence) const
{
    return fail(
        Error(ErrorCode::Invalid, std::move(sentence)).at({}, 0, m_lexer.column(token.begin)));
}

Result<Condition> ConditionReader::field(const Token &word) const
{
    if (word.kind == Token::Kind::Quoted) {
        return wrong(word, "Expected a field at character " + place(word)
                               + ", not a text in quotes; write for example "
                               + std::string(exampleOf(Field::Type)) + '.');
    }
    const std::string_view head = word.text.substr(0, word.text.find_first_of(".["));
    const bool hasPath = head.size() < word.text.size();
    const auto known = fieldNamed(head);
    if (known && (!hasPath || *known == Field::Data || *known == Field::Meta)) {
        Condition condition;
        condition.field = *known;
        auto steps = path(word, head.size());
        if (!steps)
            return fail(std::move(steps).error());
        condition.path = std::move(*steps);
        return condition;
    }
    std::string sentence = "There is no field " + quotedForUser(word.text) + " (character "
                           + place(word) + "); ";
    const std::string nearest = known ? "data." + std::string(word.text) : nearestField(word.text);
    if (!nearest.empty())
        sentence += "did you mean " + quotedForUser(nearest) + "?";
    else
        sentence += "use type, stream, streamType, version, position, time, correlation, "
                    "causation, id, data.name or meta.name.";
    return wrong(word, std::move(sentence));
}

// `.name`, `[0]` and `["a name"]`, as often as they come.
Result<std::vector<PathStep>> ConditionReader::path(const Token &word, std::size_t from) const
{
    std::vector<PathStep> steps;
    const std::string_view text = word.text;
    const auto wrongAt = [&](std::size_t at, std::string_view expected) {
        Token here = word;
        here.begin = word.textBegin + at;
        return wrong(here, "Expected " + std::string(expected) + " at character " + place(here)
                               + ", such as data.lines[0].sku.");
    };
    std::size_t at = from;
    while (at < text.size()) {
        PathStep step;
        if (text[at] == '.') {
            const std::size_t end = std::min(text.find_first_of(".[", at + 1), text.size());
            step.key = text.substr(at + 1, end - at - 1);
            if (step.key.empty())
                return wrongAt(at + 1, "a name behind the \".\"");
            if (isDigits(step.key))
                step.index = indexOf(step.key);
            at = end;
        } else if (text[at] == '[' && at + 1 < text.size()
                   && (text[at + 1] == '"' || text[at + 1] == '\'')) {
            std::size_t end = at + 2;
            while (end < text.size() && text[end] != text[at + 1])
                end += text[end] == '\\' ? 2 : 1;
            if (end + 1 >= text.size() || text[end + 1] != ']')
                return wrongAt(std::min(end + 1, text.size()), "a \"]\"");
            step.key = unescaped(
                Token{Token::Kind::Quoted, text.substr(at + 2, end - at - 2), 0, 0, 0});
            at = end + 2;
        } else if (text[at] == '[') {
            const std::size_t end = text.find(']', at);
            if (end == std::string_view::npos)
                return wrongAt(text.size(), "a \"]\"");
            const std::string_view digits = text.substr(at + 1, end - at - 1);
            if (!isDigits(digits))
                return wrongAt(at + 1, "the number of an element");
            step.index = indexOf(digits);
            at = end + 1;
        } else {
            return wrongAt(at, "a \".\" or \"[\"");
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

Result<void> ConditionReader::setOperator(Condition &condition, const Token &sign) const
{
    const auto known = operatorNamed(sign.text);
    if (!known) {
        return wrong(sign, quotedForUser(sign.text) + " at character " + place(sign)
                               + " is no operator; use = != < <= > >= ~ or =~.");
    }
    condition.op = *known;
    if (!hasOperator(condition.field, *known)) {
        return wrong(sign, std::string(nameOf(condition.field)) + " has no text for "
                               + quotedForUser(sign.text) + " at character " + place(sign)
                               + "; write " + std::string(exampleOf(condition.field)) + '.');
    }
    return {};
}

Result<void> ConditionReader::setValue(Condition &condition, const Token &sign,
                                       const Token &value) const
{
    if (value.kind != Token::Kind::Word && value.kind != Token::Kind::Quoted) {
        std::string sentence = "Expected a value after " + quotedForUser(sign.text)
                               + " at character " + place(value) + ", such as "
                               + std::string(exampleOf(condition.field));
        if (value.kind == Token::Kind::Operator)
            sentence += "; put a value that starts with " + quotedForUser(value.text)
                        + " in quotes";
        return wrong(value, sentence + '.');
    }
    condition.text = unescaped(value);
    if (condition.op == Operator::Matches) {
        condition.text = value.text; // whose backslashes are its own
        return setRegex(condition, value);
    }
    if (condition.field == Field::Time)
        return setTime(condition, value);
    if (condition.field == Field::StreamVersion)
        return setVersion(condition, value);
    condition.isNumber = isNumber(condition.text);
    if (condition.op == Operator::Equal || condition.op == Operator::NotEqual)
        condition.pattern = TextPattern::fromFilter(value.text, value.kind == Token::Kind::Quoted);
    return {};
}

Result<void> ConditionReader::setTime(Condition &condition, const Token &value) const
{
    const auto span = timeSpan(condition.text);
    if (!span) {
        return wrong(value, quotedForUser(condition.text) + " at character " + place(value)
                                + " is no time; write it like 2025-11-03 or 2025-11-03T08:33:30Z.");
    }
    condition.timeBegin = span->begin;
    condition.timeEnd = span->end;
    return {};
}

Result<void> ConditionReader::setVersion(Condition &condition, const Token &value) const
{
    const char *const end = condition.text.data() + condition.text.size();
    const auto [at, error] = std::from_chars(condition.text.data(), end, condition.integer);
    if (error != std::errc() || at != end) {
        return wrong(value, quotedForUser(condition.text) + " at character " + place(value)
                                + " is no whole number; write "
                                + std::string(exampleOf(Field::StreamVersion)) + '.');
    }
    return {};
}

Result<void> ConditionReader::setRegex(Condition &condition, const Token &value) const
{
    auto regex = Regex::compile(value.text);
    if (!regex) {
        Token here = value;
        here.begin = value.textBegin + static_cast<std::size_t>(regex.error().column - 1);
        return fail(Error(ErrorCode::Invalid, "The regular expression is wrong at character "
                                                  + place(here) + ": " + regex.error().detail + '.')
                        .at({}, 0, m_lexer.column(here.begin))
                        .with(regex.error().detail));
    }
    condition.regex = std::move(*regex);
    return {};
}

Result<void> ConditionReader::checkSearch(const Token &word) const
{
    if (word.kind == Token::Kind::Quoted) {
        if (word.text.empty()) {
            return wrong(word, "There is no text in the quotes at character " + place(word)
                                   + "; write what the payload should contain.");
        }
        return {};
    }
    const std::string_view head = word.text.substr(0, word.text.find_first_of(".["));
    const auto known = fieldNamed(head);
    if (!known
        || (head.size() < word.text.size() && *known != Field::Data && *known != Field::Meta))
        return {};
    Token behind = word;
    behind.begin = word.end;
    std::string sentence = "Expected an operator after " + quotedForUser(word.text)
                           + " at character " + place(behind) + ", such as "
                           + std::string(exampleOf(*known));
    if (head.size() < word.text.size())
        sentence += " or exists(" + std::string(word.text) + ")";
    return wrong(behind, sentence + "; to search payloads for the word, put it in quotes.");
}

Condition ConditionReader::search(const Token &word) const
{
    Condition condition;
    condition.field = Field::Data;
    condition.op = Operator::Contains;
    condition.text = unescaped(word);
    return condition;
}

} // namespace eventscope
