// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/fieldpath.h"

#include "query/conditionreader.h"
#include "query/lexer.h"
#include "query/payloadtest.h"

#include <algorithm>

namespace eventscope {

namespace {

Unexpected noPath(std::string_view text)
{
    return fail(ErrorCode::Invalid,
                "\"" + std::string(text)
                    + "\" is no path into payloads; write data.total, data.lines[0].sku, "
                      "data[\"a name\"] or meta.user.");
}

bool isDigits(std::string_view text)
{
    return !text.empty()
           && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether it can stand behind a dot as it is.
bool isPlain(std::string_view key)
{
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return static_cast<unsigned char>(c) > ' '
               && std::string_view("()[]\"'=<>~!.\\").find(c) == std::string_view::npos;
    });
}

} // namespace

Result<FieldPath> parseFieldPath(std::string_view text)
{
    Lexer lexer(text);
    const auto word = lexer.next(Lexer::Place::Condition);
    if (!word || word->kind != Token::Kind::Word)
        return noPath(text);
    const auto end = lexer.next(Lexer::Place::Condition);
    if (!end || end->kind != Token::Kind::End)
        return noPath(text);
    auto condition = ConditionReader(lexer).field(*word);
    if (!condition)
        return fail(std::move(condition).error());
    if (condition->path.empty())
        return noPath(text);
    return FieldPath{condition->field, std::move(condition->path)};
}

std::string textOf(const std::vector<PathStep> &steps)
{
    std::string text;
    for (const PathStep &step : steps) {
        // A number behind a dot may be a member or an element; what can be only one of them is in brackets.
        if (step.index && step.key.empty()) {
            text += '[' + std::to_string(*step.index) + ']';
        } else if (isPlain(step.key) && isDigits(step.key) == step.index.has_value()) {
            text += '.' + step.key;
        } else {
            text += "[\"";
            for (const char c : step.key) {
                if (c == '"' || c == '\\')
                    text += '\\';
                text += c;
            }
            text += "\"]";
        }
    }
    return text;
}

std::string textOf(const FieldPath &path)
{
    return (path.field == Field::Meta ? "meta" : "data") + textOf(path.steps);
}

const JsonValue *valueAt(const JsonValue *value, const std::vector<PathStep> &path)
{
    for (const PathStep &step : path) {
        if (!value)
            return nullptr;
        if (value->isArray())
            value = step.index && *step.index < value->size() ? &value->elements()[*step.index]
                                                              : nullptr;
        else
            value = step.index && step.key.empty() ? nullptr : value->find(step.key);
    }
    return value;
}

FieldText fieldText(const FieldPath &path, PayloadText &data, PayloadText &metadata)
{
    PayloadText &payload = path.field == Field::Meta ? metadata : data;
    const JsonValue *const value = valueAt(payload.json(), path.steps);
    if (!value)
        return {};
    switch (value->kind()) {
    case JsonValue::Kind::Number:
        return {FieldText::Kind::Number, value->text()};
    case JsonValue::Kind::String:
        return {FieldText::Kind::Text, value->text()};
    case JsonValue::Kind::Null:
    case JsonValue::Kind::Bool:
        return {FieldText::Kind::Word, value->dump()};
    case JsonValue::Kind::Array:
    case JsonValue::Kind::Object:
        break;
    }
    return {FieldText::Kind::Json, value->dump()};
}

} // namespace eventscope
