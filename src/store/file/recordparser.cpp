// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/recordparser.h"

#include "base/json.h"

#include <simdjson.h>

#include <bit>
#include <cstdio>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace eventscope {

namespace {

using namespace simdjson;

// Larger records are the cursor's: simdjson's index takes four times their size.
constexpr std::size_t kMostForSimdjson = std::size_t(4) << 20;
// simdjson's values are walked recursively; deeper ones are the cursor's, which is not.
constexpr int kMostLevels = 200;

std::string_view withoutSpaceBehind(std::string_view token)
{
    while (!token.empty() && isJsonSpace(token.back()))
        token.remove_suffix(1);
    return token;
}

std::size_t firstBadUtf8(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t length = 1;
        while (length <= 4 && !isUtf8(text.substr(at, length)))
            ++length;
        if (length > 4)
            break;
        at += length;
    }
    return at;
}

// The quote or the first backslash of a member's name. At least 64 bytes follow the record, and simdjson has seen the quote.
const char *nameEnd(const char *name)
{
#ifdef __SSE2__
    while (true) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(name));
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                          _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
        const auto mask = static_cast<unsigned>(_mm_movemask_epi8(ends));
        if (mask != 0)
            return name + std::countr_zero(mask);
        name += 16;
    }
#else
    while (*name != '"' && *name != '\\')
        ++name;
    return name;
#endif
}

std::string_view arrayKey(std::size_t index, char (&digits)[24])
{
    return {digits, static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%zu", index))};
}

} // namespace

struct RecordParser::Fast {
    ondemand::parser parser;
    std::unique_ptr<char[]> buffer;
    std::size_t capacity = 0;

    // Of the record under way.
    RecordParser *owner = nullptr;
    const RecordPlan *plan = nullptr;
    RecordBatch *memory = nullptr;
    ondemand::document document;
    std::string_view record;
    bool hasEscapes = false; // a backslash stands somewhere in it

    std::string_view inRecord(const char *begin, std::size_t size) const
    {
        return {record.data() + (begin - buffer.get()), size};
    }

    bool string(ondemand::value &value, std::string_view token, RecordPlan::Node node)
    {
        // A string that is passed over, with a colon behind it, is a member's name to simdjson, whatever stands before it.
        const bool isName = token.data()[token.size()] == ':';
        token = withoutSpaceBehind(token);
        if (token.size() < 2 || token.back() != '"' || isName)
            return false;
        const std::string_view inside = token.substr(1, token.size() - 2);
        const bool wanted = node != RecordPlan::kNowhere;
        const bool escaped = hasEscapes
                             && std::memchr(inside.data(), '\\', inside.size()) != nullptr;
        if (!escaped) {
            if (!wanted)
                return true;
            const std::string_view raw = inRecord(token.data(), token.size());
            owner->store(*plan, node, {Found::Kind::String, raw.substr(1, inside.size()), raw});
            if (plan->hasChildren(node))
                owner->walkText(*plan, raw.substr(1, inside.size()), node, *memory);
            return true;
        }
        if (!wanted) {
            JsonCursor cursor(token);
            std::string_view ignored;
            bool flag = false;
            return cursor.string(ignored, flag) && cursor.atEnd();
        }
        std::string_view text;
        if (value.get_string().get(text))
            return false;
        text = memory->keep(text);
        owner->store(*plan, node,
                     {Found::Kind::String, text, inRecord(token.data(), token.size())});
        if (plan->hasChildren(node))
            owner->walkText(*plan, text, node, *memory);
        return true;
    }

    bool scalar(std::string_view token, Found::Kind kind, RecordPlan::Node node)
    {
        token = withoutSpaceBehind(token);
        const bool valid = kind == Found::Kind::Number ? isJsonNumber(token)
                           : kind == Found::Kind::Bool ? token == "true" || token == "false"
                                                       : token == "null";
        if (valid && node != RecordPlan::kNowhere) {
            const std::string_view raw = inRecord(token.data(), token.size());
            owner->store(*plan, node,
                         kind == Found::Kind::Absent ? Found{} : Found{kind, raw, raw});
        }
        return valid;
    }

    // What a container is, once all of it was walked.
    bool container(const char *begin, RecordPlan::Node node)
    {
        if (node == RecordPlan::kNowhere || plan->slots(node).empty())
            return true;
        const char *end = nullptr;
        if (document.current_location().get(end))
            return false;
        const std::string_view raw = withoutSpaceBehind(
            inRecord(begin, static_cast<std::size_t>(end - begin)));
        for (const std::uint16_t slot : plan->slots(node))
            owner->m_found[slot] = {Found::Kind::Container, raw, raw};
        return true;
    }

    bool value(ondemand::value &value, RecordPlan::Node node, int level)
    {
        ondemand::json_type type;
        if (value.type().get(type))
            return false;
        const std::string_view token = value.raw_json_token();
        switch (type) {
        case ondemand::json_type::object: {
            ondemand::object inner;
            if (node != RecordPlan::kNowhere)
                owner->forget(*plan, node);
            return level < kMostLevels && !value.get_object().get(inner)
                   && object(inner, node, level + 1) && container(token.data(), node);
        }
        case ondemand::json_type::array: {
            ondemand::array inner;
            if (node != RecordPlan::kNowhere)
                owner->forget(*plan, node);
            return level < kMostLevels && !value.get_array().get(inner)
                   && array(inner, node, level + 1) && container(token.data(), node);
        }
        case ondemand::json_type::string:
            return string(value, token, node);
        case ondemand::json_type::number:
            return scalar(token, Found::Kind::Number, node);
        case ondemand::json_type::boolean:
            return scalar(token, Found::Kind::Bool, node);
        case ondemand::json_type::null:
            return scalar(token, Found::Kind::Absent, node);
        }
        return false;
    }

    bool object(ondemand::object &object, RecordPlan::Node node, int level)
    {
        for (auto result : object) {
            if (result.error())
                return false;
            // By reference: copies of these small structs stall the processor, which took half the time here.
            ondemand::field &&field = std::move(result).value_unsafe();
            const char *const name = field.key().raw();
            // Names are looked at only where somebody asks for one, or where one of them may be wrong.
            const char *const end = hasEscapes || node != RecordPlan::kNowhere ? nameEnd(name)
                                                                               : name;
            RecordPlan::Node below = RecordPlan::kNowhere;
            if (hasEscapes && *end == '\\') {
                const char *const stop = buffer.get() + record.size();
                JsonCursor cursor(
                    std::string_view(name - 1, static_cast<std::size_t>(stop - (name - 1))));
                std::string_view inside;
                bool escaped = false;
                if (!cursor.string(inside, escaped))
                    return false;
                if (node != RecordPlan::kNowhere)
                    below = plan->child(node, unescapeJson(inside));
            } else if (node != RecordPlan::kNowhere) {
                below = plan->child(node, {name, static_cast<std::size_t>(end - name)});
            }
            if (!value(field.value(), below, level))
                return false;
        }
        return true;
    }

    bool array(ondemand::array &array, RecordPlan::Node node, int level)
    {
        const bool wanted = node != RecordPlan::kNowhere && plan->hasChildren(node);
        std::size_t index = 0;
        char digits[24];
        for (auto result : array) {
            if (result.error())
                return false;
            ondemand::value &&element = std::move(result).value_unsafe();
            const auto below = wanted ? plan->child(node, arrayKey(index, digits))
                                      : RecordPlan::kNowhere;
            ++index;
            if (!value(element, below, level))
                return false;
        }
        return true;
    }
};

RecordParser::RecordParser()
    : m_fast(std::make_unique<Fast>())
{}

RecordParser::~RecordParser() = default;

RecordParser::Verdict RecordParser::parse(const RecordPlan &plan, std::string_view record,
                                          RecordBatch &memory)
{
    if (record.size() <= kMostForSimdjson && parseFast(plan, record, memory))
        return Verdict::Good;
    return parseByCursor(plan, record, memory);
}

bool RecordParser::parseFast(const RecordPlan &plan, std::string_view record, RecordBatch &memory)
{
    m_found.assign(plan.slotCount(), Found{});
    Fast &fast = *m_fast;
    if (fast.capacity < record.size() + SIMDJSON_PADDING) {
        fast.capacity = (record.size() + SIMDJSON_PADDING) * 2;
        fast.buffer = std::make_unique_for_overwrite<char[]>(fast.capacity);
    }
    std::memcpy(fast.buffer.get(), record.data(), record.size());
    std::memset(fast.buffer.get() + record.size(), ' ', SIMDJSON_PADDING);
    fast.owner = this;
    fast.plan = &plan;
    fast.memory = &memory;
    fast.record = record;
    fast.hasEscapes = std::memchr(fast.buffer.get(), '\\', record.size()) != nullptr;
    ondemand::object object;
    if (fast.parser.iterate(fast.buffer.get(), record.size(), fast.capacity).get(fast.document)
        || fast.document.get_object().get(object) || !fast.object(object, RecordPlan::kRoot, 0))
        return false;
    const char *behind = nullptr; // there is a place only while something stands behind the object
    return fast.document.current_location().get(behind) != SUCCESS;
}

RecordParser::Verdict RecordParser::parseByCursor(const RecordPlan &plan, std::string_view record,
                                                  RecordBatch &memory)
{
    m_found.assign(plan.slotCount(), Found{});
    JsonCursor cursor(record);
    cursor.skipSpace();
    const std::size_t begin = cursor.offset();
    const bool isObject = cursor.peek() == '{';
    const bool walked = isObject ? walk(plan, cursor, RecordPlan::kRoot, true, memory)
                                 : cursor.skip();
    if (walked)
        cursor.skipSpace();
    if (!walked || !cursor.atEnd()) {
        m_mistakeOffset = cursor.offset();
        m_mistake = walked ? "something stands behind the end of the JSON" : cursor.mistake();
        m_found.assign(plan.slotCount(), Found{});
        return Verdict::NotJson;
    }
    if (!isObject) {
        m_mistakeOffset = begin;
        m_mistake = "this is no JSON object";
        return Verdict::NotObject;
    }
    if (!isUtf8(record)) {
        m_mistakeOffset = firstBadUtf8(record);
        m_mistake = "the text is no valid UTF-8";
        return Verdict::BadUtf8;
    }
    return cursor.deepest() > JsonValue::kMaxDepth ? Verdict::TooDeep : Verdict::Good;
}

// One value, looked into where the plan has children. The recursion is as deep as the plan.
bool RecordParser::walk(const RecordPlan &plan, JsonCursor &cursor, RecordPlan::Node node,
                        bool rawCounts, RecordBatch &memory)
{
    const std::size_t begin = cursor.offset();
    const char *const text = cursor.here();
    const auto raw = [&] { return std::string_view(text, cursor.offset() - begin); };
    Found value;
    const char first = cursor.peek();
    if (first == '"') {
        std::string_view inside;
        bool escaped = false;
        if (!cursor.string(inside, escaped))
            return false;
        const std::string_view plain = escaped ? memory.keep(unescapeJson(inside)) : inside;
        store(plan, node, {Found::Kind::String, plain, rawCounts ? raw() : std::string_view()});
        if (plan.hasChildren(node))
            walkText(plan, plain, node, memory);
        return true;
    }
    if ((first == '{' || first == '[') && plan.hasChildren(node)) {
        forget(plan, node);
        cursor.take(first);
        bool atFirst = true;
        std::size_t index = 0;
        char digits[24];
        while (true) {
            RecordPlan::Node below = RecordPlan::kNowhere;
            if (first == '{') {
                std::string_view name;
                bool escaped = false;
                if (!cursor.member(name, escaped, atFirst))
                    break;
                below = escaped ? plan.child(node, unescapeJson(name)) : plan.child(node, name);
            } else {
                if (!cursor.element(atFirst))
                    break;
                below = plan.child(node, arrayKey(index++, digits));
            }
            if (below == RecordPlan::kNowhere ? !cursor.skip()
                                              : !walk(plan, cursor, below, rawCounts, memory))
                return false;
        }
        if (cursor.mistake())
            return false;
        value.kind = Found::Kind::Container;
    } else {
        if (!cursor.skip())
            return false;
        forget(plan, node);
        value.kind = first == '{' || first == '['   ? Found::Kind::Container
                     : first == 't' || first == 'f' ? Found::Kind::Bool
                     : first == 'n'                 ? Found::Kind::Absent
                                                    : Found::Kind::Number;
    }
    value.text = raw();
    if (rawCounts)
        value.raw = value.text;
    if (value.kind == Found::Kind::Absent)
        value = {};
    for (const std::uint16_t slot : plan.slots(node))
        m_found[slot] = value;
    return true;
}

// JSON that stands in a string: what is below the node is looked for in there. No JSON, nothing found.
void RecordParser::walkText(const RecordPlan &plan, std::string_view text, RecordPlan::Node node,
                            RecordBatch &memory)
{
    JsonCursor cursor(text);
    cursor.skipSpace();
    if (cursor.peek() != '{' && cursor.peek() != '[')
        return;
    std::vector<Found> own;
    for (const std::uint16_t slot : plan.slots(node))
        own.push_back(m_found[slot]);
    if (!walk(plan, cursor, node, false, memory))
        forget(plan, node);
    std::size_t i = 0;
    for (const std::uint16_t slot : plan.slots(node))
        m_found[slot] = own[i++];
}

void RecordParser::forget(const RecordPlan &plan, RecordPlan::Node node)
{
    for (const std::uint16_t slot : plan.slotsBelow(node))
        m_found[slot] = {};
}

void RecordParser::store(const RecordPlan &plan, RecordPlan::Node node, const Found &value)
{
    forget(plan, node);
    for (const std::uint16_t slot : plan.slots(node))
        m_found[slot] = value;
}

} // namespace eventscope
