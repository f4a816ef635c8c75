// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/statepath.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>

namespace eventscope {

namespace {

constexpr std::array<std::string_view, 5> kIdNames{"id", "key", "uuid", "sku", "code"};

bool tellsApart(const JsonValue::Elements &elements, std::string_view name)
{
    std::unordered_set<std::string> met;
    for (const JsonValue &element : elements) {
        const JsonValue *const id = element.find(name);
        if (!id || (!id->isString() && !id->isNumber()) || !met.insert(idOf(element, name)).second)
            return false;
    }
    return true;
}

std::optional<std::size_t> indexOf(std::string_view token)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc() || end != token.data() + token.size()
        || (token.size() > 1 && token.front() == '0'))
        return std::nullopt;
    return index;
}

} // namespace

std::optional<std::string> idNameOf(const JsonValue::Elements &elements)
{
    if (elements.empty() || !elements.front().isObject())
        return std::nullopt;
    for (const std::string_view name : kIdNames) {
        if (tellsApart(elements, name))
            return std::string(name);
    }
    for (const auto &[name, value] : elements.front().members()) {
        if (name.size() > 2 && name.ends_with("Id") && tellsApart(elements, name))
            return name;
    }
    return std::nullopt;
}

std::string idOf(const JsonValue &element, std::string_view idName)
{
    const JsonValue *const id = element.find(idName);
    if (!id)
        return {};
    return (id->isNumber() ? '#' : '"') + id->text();
}

std::vector<ScriptFieldStep> plainSteps(std::string_view pointer)
{
    std::vector<ScriptFieldStep> steps;
    for (std::string &token : pointerTokens(pointer))
        steps.push_back({std::move(token), {}, {}});
    return steps;
}

std::vector<ScriptFieldStep> stepsTo(const JsonValue &state, std::string_view pointer)
{
    std::vector<ScriptFieldStep> steps = plainSteps(pointer);
    const JsonValue *value = &state;
    for (ScriptFieldStep &step : steps) {
        if (value->isArray()) {
            const auto index = indexOf(step.token);
            if (!index || *index >= value->size())
                break;
            const JsonValue &element = value->elements()[*index];
            if (const auto name = idNameOf(value->elements())) {
                step.keyName = *name;
                step.keyValue = element.find(*name)->dump();
            }
            value = &element;
        } else if (const JsonValue *member = value->find(step.token)) {
            value = member;
        } else {
            break;
        }
    }
    return steps;
}

const JsonValue *valueAt(const JsonValue &state, const std::vector<ScriptFieldStep> &steps)
{
    const JsonValue *value = &state;
    for (const ScriptFieldStep &step : steps) {
        if (!value->isArray()) {
            value = value->find(step.token);
        } else if (!step.keyName.empty()) {
            const auto found = std::find_if(value->elements().begin(), value->elements().end(),
                                            [&](const JsonValue &element) {
                                                const JsonValue *const id = element.find(
                                                    step.keyName);
                                                return id && id->dump() == step.keyValue;
                                            });
            value = found == value->elements().end() ? nullptr : &*found;
        } else {
            const auto index = indexOf(step.token);
            value = index && *index < value->size() ? &value->elements()[*index] : nullptr;
        }
        if (!value)
            return nullptr;
    }
    return value;
}

} // namespace eventscope
