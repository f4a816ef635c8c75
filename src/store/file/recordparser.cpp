// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file/recordparser.h"

#include "base/json.h"

#include <simdjson.h>

#include <cstdio>
#include <cstring>

namespace eventscope {

namespace {

using namespace simdjson;

// Larger records are the cursor's: simdjson's index takes four times their size.
constexpr std::size_t kMostForSimdjson = std::size_t(4) << 20;
// The tokens are walked recursively; deeper records are the cursor's, which is not.
constexpr int kMostLevels = 200;

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

std::string_view arrayKey(std::size_t index, char (&digits)[24])
{
    return {digits, static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%zu", index))};
}

} // namespace

// The walk over the tokens of a record. simdjson's first stage says where each begins, and has checked that strings end and are UTF-8;
// all else of the grammar is checked here, on the way to what the plan wants. (Its own second stage, on demand, takes three times
// as long, and passes over what nobody asks for unchecked.)
struct RecordParser::Fast {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> indexer;
    std::unique_ptr<char[]> buffer;
    std::size_t capacity = 0;

    // Of the record under way.
    RecordParser *owner = nullptr;
    const RecordPlan *plan = nullptr;
    RecordBatch *memory = nullptr;
    std::string_view record;
    bool hasEscapes = false;               // a backslash stands somewhere in it
    const std::uint32_t *token = nullptr;  // offset of the next one
    const std::uint32_t *behind = nullptr; // the last

    // Copies the record into the buffer and finds its tokens.
    bool index()
    {
        if (capacity < record.size() + SIMDJSON_PADDING) {
            capacity = (record.size() + SIMDJSON_PADDING) * 2;
            buffer = std::make_unique_for_overwrite<char[]>(capacity);
            indexer.reset();
            if (get_active_implementation()->create_dom_parser_implementation(capacity, 1, indexer)
                != SUCCESS)
                return false;
        }
        std::memcpy(buffer.get(), record.data(), record.size());
        std::memset(buffer.get() + record.size(), ' ', SIMDJSON_PADDING);
        const auto *const bytes = reinterpret_cast<const std::uint8_t *>(buffer.get());
        if (indexer->stage1(bytes, record.size(), stage1_mode::regular) != SUCCESS)
            return false;
        token = indexer->structural_indexes.get();
        behind = token + indexer->n_structural_indexes;
        hasEscapes = std::memchr(buffer.get(), '\\', record.size()) != nullptr;
        return true;
    }

    // The first character of the next token; a space, which none begins with, at the end.
    char peek() const { return token == behind ? ' ' : buffer[*token]; }

    // The next string, number or literal: it ends with what stands before the token behind it.
    std::string_view take()
    {
        const std::size_t begin = *token++;
        std::size_t end = token == behind ? record.size() : *token;
        while (isJsonSpace(buffer[end - 1]))
            --end;
        return {buffer.get() + begin, end - begin};
    }

    std::string_view inRecord(std::string_view text) const
    {
        return record.substr(static_cast<std::size_t>(text.data() - buffer.get()), text.size());
    }

    // A string's token in `text`, which becomes what stands between the quotes.
    bool takeString(std::string_view &text, bool &escaped)
    {
        text = take();
        if (text.size() < 2 || text.back() != '"')
            return false;
        escaped = hasEscapes && std::memchr(text.data(), '\\', text.size()) != nullptr;
        if (escaped) {
            JsonCursor cursor(text);
            std::string_view ignored;
            bool flag = false;
            if (!cursor.string(ignored, flag) || !cursor.atEnd())
                return false;
        }
        text = text.substr(1, text.size() - 2);
        return true;
    }

    bool string(RecordPlan::Node node)
    {
        std::string_view text;
        bool escaped = false;
        if (!takeString(text, escaped))
            return false;
        if (node == RecordPlan::kNowhere)
            return true;
        const std::string_view inside = inRecord(text);
        const std::string_view raw(inside.data() - 1, inside.size() + 2);
        text = escaped ? memory->keep(unescapeJson(text)) : inside;
        owner->store(*plan, node, Found::Kind::String, text, raw);
        if (plan->hasChildren(node))
            owner->walkText(*plan, text, node, *memory);
        return true;
    }

    bool scalar(Found::Kind kind, RecordPlan::Node node)
    {
        const std::string_view text = take();
        const bool valid = kind == Found::Kind::Number ? isJsonNumber(text)
                           : kind == Found::Kind::Bool ? text == "true" || text == "false"
                                                       : text == "null";
        if (valid && node != RecordPlan::kNowhere) {
            const std::string_view raw = kind == Found::Kind::Absent ? std::string_view()
                                                                     : inRecord(text);
            owner->store(*plan, node, kind, raw, raw);
        }
        return valid;
    }

    bool container(bool isObject, RecordPlan::Node node, int level)
    {
        if (level > kMostLevels)
            return false;
        if (node != RecordPlan::kNowhere)
            owner->forget(*plan, node);
        const std::size_t begin = *token;
        if (!(isObject ? object(node, level) : array(node, level)))
            return false;
        if (node == RecordPlan::kNowhere)
            return true;
        const std::string_view raw = record.substr(begin, token[-1] + 1 - begin);
        for (const std::uint16_t slot : plan->slots(node))
            owner->m_found[slot] = {Found::Kind::Container, raw, raw};
        return true;
    }

    bool value(RecordPlan::Node node, int level)
    {
        switch (peek()) {
        case '{':
            return container(true, node, level + 1);
        case '[':
            return container(false, node, level + 1);
        case '"':
            return string(node);
        case 't':
        case 'f':
            return scalar(Found::Kind::Bool, node);
        case 'n':
            return scalar(Found::Kind::Absent, node);
        case ' ': // the end
            return false;
        default: // also what no value begins with
            return scalar(Found::Kind::Number, node);
        }
    }

    // The child that the string at this offset names.
    RecordPlan::Node namedChild(RecordPlan::Node node, std::size_t offset) const
    {
        JsonCursor cursor({buffer.get(), record.size()}, offset);
        std::string_view name;
        bool escaped = false;
        if (!cursor.string(name, escaped))
            return RecordPlan::kNowhere;
        return escaped ? plan->child(node, unescapeJson(name)) : plan->child(node, name);
    }

    bool object(RecordPlan::Node node, int level)
    {
        ++token;
        if (peek() == '}') {
            ++token;
            return true;
        }
        while (true) {
            std::string_view name;
            bool escaped = false;
            if (peek() != '"' || !takeString(name, escaped) || peek() != ':')
                return false;
            ++token;
            RecordPlan::Node below = RecordPlan::kNowhere;
            if (node != RecordPlan::kNowhere)
                below = escaped ? plan->child(node, unescapeJson(name)) : plan->child(node, name);
            if (!value(below, level))
                return false;
            const char next = peek();
            if (next != ',' && next != '}')
                return false;
            ++token;
            if (next == '}')
                return true;
        }
    }

    bool array(RecordPlan::Node node, int level)
    {
        ++token;
        if (peek() == ']') {
            ++token;
            return true;
        }
        const bool wanted = node != RecordPlan::kNowhere && plan->hasChildren(node);
        const bool pairs = wanted && plan->isPairs(node);
        char digits[24];
        RecordPlan::Node named = RecordPlan::kNowhere; // the child that the name before said
        for (std::size_t i = 0;; ++i) {
            RecordPlan::Node below = RecordPlan::kNowhere;
            if (pairs && i % 2 == 0) {
                named = peek() == '"' ? namedChild(node, *token) : RecordPlan::kNowhere;
            } else if (wanted) {
                below = pairs ? named : plan->child(node, arrayKey(i, digits));
            }
            if (!value(below, level))
                return false;
            const char next = peek();
            if (next != ',' && next != ']')
                return false;
            ++token;
            if (next == ']')
                return true;
        }
    }
};

RecordParser::RecordParser()
    : m_fast(std::make_unique<Fast>())
{}

RecordParser::~RecordParser() = default;

RecordParser::Verdict RecordParser::parse(const RecordPlan &plan, std::string_view record,
                                          RecordBatch &memory)
{
    Verdict verdict = Verdict::Good;
    if (record.size() > kMostForSimdjson || !parseFast(plan, record, memory))
        verdict = parseByCursor(plan, record, memory);
    else if (plan.hasJoins())
        plan.join(m_found, memory);
    return verdict;
}

bool RecordParser::parseFast(const RecordPlan &plan, std::string_view record, RecordBatch &memory)
{
    m_found.assign(plan.slotCount(), Found{});
    Fast &fast = *m_fast;
    fast.owner = this;
    fast.plan = &plan;
    fast.memory = &memory;
    fast.record = record;
    return fast.index() && fast.peek() == '{' && fast.object(RecordPlan::kRoot, 0)
           && fast.token == fast.behind;
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
    if (plan.hasJoins())
        plan.join(m_found, memory);
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
        store(plan, node, Found::Kind::String, plain, rawCounts ? raw() : std::string_view());
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
        const bool pairs = first == '[' && plan.isPairs(node);
        RecordPlan::Node named = RecordPlan::kNowhere; // the child that the name before said
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
                if (!pairs) {
                    below = plan.child(node, arrayKey(index, digits));
                } else if (index % 2 == 1) {
                    below = named;
                } else {
                    JsonCursor name = cursor;
                    std::string_view inside;
                    bool escaped = false;
                    const bool isName = cursor.peek() == '"' && name.string(inside, escaped);
                    named = isName ? plan.child(node, escaped ? unescapeJson(inside)
                                                              : std::string(inside))
                                   : RecordPlan::kNowhere;
                }
                ++index;
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

} // namespace eventscope
