// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/payloadshape.h"

#include <simdjson.h>

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

constexpr std::uint32_t kNoField = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view kElement = "[]";
constexpr std::size_t kKeepBytes = 1 << 20;

bool isPlainName(std::string_view name)
{
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '_' || c == '$' || c == '-' || (static_cast<unsigned char>(c) & 0x80) != 0;
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), isPlain);
}

} // namespace

std::string_view nameOf(ShapeKind kind)
{
    switch (kind) {
    case ShapeKind::Absent:
        return "absent";
    case ShapeKind::Null:
        return "null";
    case ShapeKind::Bool:
        return "a truth value";
    case ShapeKind::Number:
        return "a number";
    case ShapeKind::String:
        return "a string";
    case ShapeKind::Array:
        return "an array";
    case ShapeKind::Object:
        return "an object";
    case ShapeKind::Text:
        return "no JSON";
    case ShapeKind::Broken:
        return "broken JSON";
    }
    return {};
}

PayloadShape::PayloadShape(bool withValues)
    : m_withValues(withValues)
{
    m_fields.emplace_back();
    m_now.emplace_back();
}

std::string PayloadShape::pathOf(std::uint32_t field) const
{
    std::vector<std::uint32_t> chain;
    for (std::uint32_t at = field; at != 0; at = m_fields[at].parent)
        chain.push_back(at);
    std::string path;
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
        const std::string &name = m_fields[*at].name;
        if (name == kElement) {
            path += name;
            continue;
        }
        if (!path.empty())
            path += '.';
        path += isPlainName(name) ? name : '"' + name + '"';
    }
    return path;
}

std::uint32_t PayloadShape::addField(std::uint32_t parent, std::string_view name)
{
    const auto field = static_cast<std::uint32_t>(m_fields.size());
    m_fields.emplace_back();
    m_fields.back().name = name;
    m_fields.back().parent = parent;
    m_now.emplace_back();
    m_fields[parent].children.push_back(field);
    return field;
}

// kNoField if there is no room for it. `guess` is an index among the children.
std::uint32_t PayloadShape::childOf(std::uint32_t parent, std::string_view name,
                                    std::uint32_t guess)
{
    Field &field = m_fields[parent];
    if (guess < field.children.size() && m_fields[field.children[guess]].name == name)
        return field.children[guess];
    for (const std::uint32_t child : field.children) {
        if (m_fields[child].name == name)
            return child;
    }
    if (field.isMap)
        return kNoField;
    if (field.children.size() >= kMostKeys || m_fields.size() >= kMostFields) {
        field.isMap = true;
        return kNoField;
    }
    const std::uint32_t child = addField(parent, name);
    // Until now it was in none of the events that could have had it.
    const Field &from = m_fields[parent];
    if (from.asObject > 0)
        addRun(m_fields[child], {from.firstAsObject, from.asObject, false});
    return child;
}

FieldValues &PayloadShape::valuesOf(std::uint32_t field)
{
    std::unique_ptr<FieldValues> &values = m_fields[field].values;
    if (!values)
        values = std::make_unique<FieldValues>();
    return *values;
}

PayloadShape::Now &PayloadShape::now(std::uint32_t field)
{
    Now &now = m_now[field];
    if (now.event != m_event)
        now = {m_event, 0, 0};
    return now;
}

void PayloadShape::take(std::uint32_t index, ShapeKind kind, Row row)
{
    Now &at = now(index);
    Field &field = m_fields[index];
    if (at.times++ == 0) {
        if (field.events++ == 0)
            field.first = row;
        field.last = row;
    }
    Kind &of = field.kinds[static_cast<std::size_t>(kind)];
    if (of.values++ == 0)
        of.first = row;
    of.last = row;
    if (kind == ShapeKind::Object && at.objects++ == 0)
        m_objects.push_back(index);
}

void PayloadShape::addRun(Field &field, const Run &run)
{
    if (field.comesAndGoes || run.events == 0)
        return;
    if (!field.runs.empty() && field.runs.back().present == run.present) {
        field.runs.back().events += run.events;
    } else if (field.runs.size() < kMostRuns) {
        field.runs.push_back(run);
    } else {
        field.comesAndGoes = true;
        field.runs.clear();
    }
}

void PayloadShape::endEvent(Row row)
{
    for (const auto &[field, kind] : m_met)
        take(field, kind, row);
    m_met.clear();
    for (const std::uint32_t index : m_objects) {
        const std::uint32_t objects = m_now[index].objects;
        for (const std::uint32_t child : m_fields[index].children) {
            const std::uint32_t times = m_now[child].event == m_event ? m_now[child].times : 0;
            Field &field = m_fields[child];
            if (times > 0 && times < objects) {
                field.comesAndGoes = true;
                field.runs.clear();
            } else {
                addRun(field, {row, 1, times > 0});
            }
        }
        if (m_fields[index].asObject++ == 0)
            m_fields[index].firstAsObject = row;
    }
    m_objects.clear();
}

// What came before the fault does not count.
void PayloadShape::breakEvent(Row row)
{
    m_met.clear();
    count(0, ShapeKind::Broken);
    endEvent(row);
}

void PayloadShape::append(const PayloadShape &later)
{
    join(0, later, 0);
}

void PayloadShape::join(std::uint32_t mine, const PayloadShape &later, std::uint32_t theirs)
{
    const Field &from = later.m_fields[theirs];
    // Children first: what is missing on one side was absent in all events of that side.
    std::vector<char> isShared(m_fields[mine].children.size(), 0);
    for (std::uint32_t i = 0; i < from.children.size(); ++i) {
        const std::uint32_t theirChild = from.children[i];
        const std::uint32_t child = childOf(mine, later.m_fields[theirChild].name, i);
        if (child == kNoField)
            continue;
        const auto &children = m_fields[mine].children;
        const auto index = static_cast<std::size_t>(
            std::find(children.begin(), children.end(), child) - children.begin());
        if (index < isShared.size())
            isShared[index] = 1;
        join(child, later, theirChild);
        const Field &added = later.m_fields[theirChild];
        Field &field = m_fields[child];
        if (added.comesAndGoes) {
            field.comesAndGoes = true;
            field.runs.clear();
        }
        for (const Run &run : added.runs)
            addRun(field, run);
    }
    for (std::size_t i = 0; i < isShared.size(); ++i) {
        if (!isShared[i])
            addRun(m_fields[m_fields[mine].children[i]],
                   {from.firstAsObject, from.asObject, false});
    }
    if (from.values)
        valuesOf(mine).append(*from.values);
    Field &field = m_fields[mine];
    field.isMap = field.isMap || from.isMap;
    if (from.events > 0) {
        if (field.events == 0)
            field.first = from.first;
        field.last = from.last;
        field.events += from.events;
    }
    if (from.asObject > 0) {
        if (field.asObject == 0)
            field.firstAsObject = from.firstAsObject;
        field.asObject += from.asObject;
    }
    for (std::size_t i = 0; i < kShapeKinds; ++i) {
        if (field.kinds[i].values == 0)
            field.kinds[i].first = from.kinds[i].first;
        if (from.kinds[i].values > 0)
            field.kinds[i].last = from.kinds[i].last;
        field.kinds[i].values += from.kinds[i].values;
    }
}

struct PayloadShaper::Parser {
    simdjson::ondemand::parser parser;
    std::string buffer; // simdjson reads past the end by its padding

    template<typename Value>
    simdjson::error_code walk(PayloadShape &shape, std::uint32_t field, Value &value,
                              std::size_t depth)
    {
        simdjson::ondemand::json_type type;
        if (const auto error = value.type().get(type))
            return error;
        switch (type) {
        case simdjson::ondemand::json_type::null:
            shape.count(field, ShapeKind::Null);
            return checkNull(value);
        case simdjson::ondemand::json_type::boolean:
            shape.count(field, ShapeKind::Bool);
            return addBool(shape.m_withValues ? &shape.valuesOf(field) : nullptr, value);
        case simdjson::ondemand::json_type::number:
            shape.count(field, ShapeKind::Number);
            return shape.m_withValues ? addNumber(shape.valuesOf(field), value) : simdjson::SUCCESS;
        case simdjson::ondemand::json_type::string:
            shape.count(field, ShapeKind::String);
            return shape.m_withValues ? addString(shape.valuesOf(field), value) : simdjson::SUCCESS;
        case simdjson::ondemand::json_type::array:
            shape.count(field, ShapeKind::Array);
            return depth < PayloadShape::kMostDepth ? walkArray(shape, field, value, depth)
                                                    : simdjson::SUCCESS;
        case simdjson::ondemand::json_type::object:
            shape.count(field, ShapeKind::Object);
            return depth < PayloadShape::kMostDepth ? walkObject(shape, field, value, depth)
                                                    : simdjson::SUCCESS;
        }
        return simdjson::TAPE_ERROR;
    }

    static bool isAtEnd(simdjson::ondemand::document &document)
    {
        return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    }
    template<typename Value>
    static simdjson::error_code checkNull(Value &value)
    {
        bool isNull = false;
        if (const auto error = value.is_null().get(isNull))
            return error;
        return isNull ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
    template<typename Value>
    static simdjson::error_code addBool(FieldValues *values, Value &value)
    {
        bool flag = false;
        if (const auto error = value.get_bool().get(flag))
            return error;
        if (values)
            values->addBool(flag);
        return simdjson::SUCCESS;
    }
    template<typename Value>
    static simdjson::error_code addString(FieldValues &values, Value &value)
    {
        std::string_view text;
        if (const auto error = value.get_string().get(text))
            return error;
        values.addString(text);
        return simdjson::SUCCESS;
    }
    template<typename Value>
    static simdjson::error_code addNumber(FieldValues &values, Value &value)
    {
        std::string_view token;
        if constexpr (requires { value.raw_json_token().get(token); }) {
            if (const auto error = value.raw_json_token().get(token))
                return error;
        } else {
            token = value.raw_json_token();
        }
        values.addNumber(token.substr(0, token.find_last_not_of(" \t\r\n") + 1));
        return simdjson::SUCCESS;
    }

    template<typename Value>
    simdjson::error_code walkObject(PayloadShape &shape, std::uint32_t field, Value &value,
                                    std::size_t depth)
    {
        simdjson::ondemand::object object;
        if (const auto error = value.get_object().get(object))
            return error;
        std::uint32_t expected = 0;
        for (auto member : object) {
            std::string_view key;
            if (const auto error = member.unescaped_key().get(key))
                return error;
            const std::uint32_t child = shape.childOf(field, key, expected++);
            if (child == kNoField)
                continue;
            simdjson::ondemand::value inner;
            if (const auto error = member.value().get(inner))
                return error;
            if (const auto error = walk(shape, child, inner, depth + 1))
                return error;
        }
        return simdjson::SUCCESS;
    }

    template<typename Value>
    simdjson::error_code walkArray(PayloadShape &shape, std::uint32_t field, Value &value,
                                   std::size_t depth)
    {
        simdjson::ondemand::array array;
        if (const auto error = value.get_array().get(array))
            return error;
        for (auto element : array) {
            const std::uint32_t child = shape.childOf(field, kElement, 0);
            if (child == kNoField)
                continue;
            simdjson::ondemand::value inner;
            if (const auto error = element.get(inner))
                return error;
            if (const auto error = walk(shape, child, inner, depth + 1))
                return error;
        }
        return simdjson::SUCCESS;
    }
};

PayloadShaper::PayloadShaper()
    : m_parser(std::make_unique<Parser>())
{}

PayloadShaper::~PayloadShaper() = default;

bool PayloadShaper::add(PayloadShape &shape, Row row, std::string_view payload)
{
    ++shape.m_event;
    const auto first = payload.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        shape.count(0, ShapeKind::Absent);
        shape.endEvent(row);
        return true;
    }
    const char start = payload[first];
    // A scalar alone has no fields; simdjson does not move past such a number if no machine number holds it.
    if (start != '{' && start != '[') {
        const ShapeKind kind = start == '"'                                     ? ShapeKind::String
                               : start == '-' || (start >= '0' && start <= '9') ? ShapeKind::Number
                               : payload.substr(first).starts_with("true")
                                       || payload.substr(first).starts_with("false")
                                   ? ShapeKind::Bool
                               : payload.substr(first).starts_with("null") ? ShapeKind::Null
                                                                           : ShapeKind::Text;
        shape.count(0, kind);
        shape.endEvent(row);
        return true;
    }
    // Cut off, as most that is broken is; nothing of it is counted.
    if (payload[payload.find_last_not_of(" \t\r\n")] != (start == '{' ? '}' : ']')) {
        shape.breakEvent(row);
        return false;
    }
    std::string &buffer = m_parser->buffer;
    buffer.reserve(payload.size() + simdjson::SIMDJSON_PADDING);
    buffer.assign(payload);
    simdjson::ondemand::document document;
    const auto error = m_parser->parser
                           .iterate(buffer.data(), buffer.size(),
                                    buffer.size() + simdjson::SIMDJSON_PADDING)
                           .get(document);
    const bool isBroken = error || m_parser->walk(shape, 0, document, 0)
                          || !Parser::isAtEnd(document);
    if (isBroken)
        shape.breakEvent(row);
    else
        shape.endEvent(row);
    if (buffer.capacity() > kKeepBytes)
        *m_parser = Parser();
    return !isBroken;
}

} // namespace eventscope
