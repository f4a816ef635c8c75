// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/jsonpicker.h"

#include "base/json.h"
#include "store/file/jsoncursor.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isIndex(const std::string &token)
{
    return !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

std::size_t JsonPicker::childOf(std::size_t node, const std::string &token)
{
    if (token == "*") {
        if (m_nodes[node].any == 0) {
            m_nodes.emplace_back();
            m_nodes[node].any = m_nodes.size() - 1;
        }
        return m_nodes[node].any;
    }
    for (const auto &[name, child] : m_nodes[node].children) {
        if (name == token)
            return child;
    }
    m_nodes.emplace_back();
    m_nodes[node].children.emplace_back(token, m_nodes.size() - 1);
    return m_nodes.size() - 1;
}

std::size_t JsonPicker::add(std::string_view pointer)
{
    std::size_t node = 0;
    for (const std::string &token : pointerTokens(pointer))
        node = childOf(node, token);
    if (m_nodes[node].slot == kNoSlot)
        m_nodes[node].slot = m_count++;
    return m_nodes[node].slot;
}

void JsonPicker::forget(const Node &node, std::string_view *found) const
{
    if (node.slot != kNoSlot)
        found[node.slot] = {};
    for (const auto &[name, child] : node.children)
        forget(m_nodes[child], found);
    if (node.any != 0)
        forget(m_nodes[node.any], found);
}

// 0 if no pointer leads there.
std::size_t JsonPicker::childFor(const Node &node, std::string_view name, bool escaped) const
{
    const std::string plain = escaped ? unescapeJson(name) : std::string();
    for (const auto &[token, child] : node.children) {
        if (token == (escaped ? std::string_view(plain) : name))
            return child;
    }
    return 0;
}

// Passes a value that pointers lead to.
bool JsonPicker::visit(JsonCursor &cursor, std::size_t index, std::string_view *found,
                       const Inner *inner) const
{
    const Node &node = m_nodes[index];
    const char *const begin = cursor.here();
    // Pointers to single elements of the array come first.
    const bool isList = inner && node.slot != kNoSlot && node.any == 0 && cursor.peek() == '['
                        && std::none_of(node.children.begin(), node.children.end(),
                                        [](const auto &child) { return isIndex(child.first); });
    if (!(isList ? walkElements(cursor, inner->picker, inner->elements[node.slot])
                 : walk(cursor, node, found, inner)))
        return false;
    if (node.slot != kNoSlot)
        found[node.slot] = {begin, static_cast<std::size_t>(cursor.here() - begin)};
    return true;
}

bool JsonPicker::walkElements(JsonCursor &cursor, const JsonPicker &picker, Elements &elements)
{
    elements.count = 0;
    cursor.take('[');
    for (bool first = true; cursor.element(first); ++elements.count) {
        elements.picks.resize((elements.count + 1) * picker.size());
        if (!picker.pick(cursor, elements.picks.data() + elements.count * picker.size()))
            return false;
    }
    return !cursor.mistake();
}

bool JsonPicker::walk(JsonCursor &cursor, const Node &node, std::string_view *found,
                      const Inner *inner) const
{
    const bool deeper = !node.children.empty() || node.any != 0;
    if (!deeper || (cursor.peek() != '{' && cursor.peek() != '['))
        return cursor.skip();
    std::size_t count = 0;
    bool first = true;
    // What "*" may lead to is looked for in the first one, and forgotten if there are more.
    const auto pass = [&](std::size_t child) {
        if (node.any != 0 && count == 0) {
            const JsonCursor here = cursor;
            if (!visit(cursor, node.any, found, inner))
                return false;
            if (child == 0)
                return true;
            cursor = here;
        }
        return child == 0 ? cursor.skip() : visit(cursor, child, found, inner);
    };
    if (cursor.take('{')) {
        std::string_view name;
        bool escaped = false;
        for (; cursor.member(name, escaped, first); ++count) {
            const std::size_t child = childFor(node, name, escaped);
            if (child != 0)
                forget(m_nodes[child], found); // of one with the same name before it
            if (!pass(child))
                return false;
        }
    } else {
        cursor.take('[');
        for (; cursor.element(first); ++count) {
            if (!pass(node.children.empty() ? 0 : childFor(node, std::to_string(count), false)))
                return false;
        }
    }
    if (node.any != 0 && count != 1)
        forget(m_nodes[node.any], found);
    return !cursor.mistake();
}

bool JsonPicker::pick(JsonCursor &cursor, std::string_view *found) const
{
    std::fill_n(found, m_count, std::string_view());
    return visit(cursor, 0, found, nullptr);
}

bool JsonPicker::pick(std::string_view json, std::vector<std::string_view> &found,
                      const Inner *inner) const
{
    found.assign(m_count, {});
    JsonCursor cursor(json);
    cursor.skipSpace();
    if (visit(cursor, 0, found.data(), inner)) {
        cursor.skipSpace();
        if (cursor.atEnd())
            return true;
    }
    found.assign(m_count, {});
    return false;
}

bool JsonPicker::pick(std::string_view json, std::vector<std::string_view> &found) const
{
    return pick(json, found, nullptr);
}

bool JsonPicker::pickElements(std::string_view json, const JsonPicker &picker,
                              std::vector<std::string_view> &found,
                              std::vector<Elements> &elements) const
{
    elements.resize(m_count);
    const Inner inner{picker, elements};
    return pick(json, found, &inner);
}

bool scalarIn(std::string_view json, std::string &held, std::string_view &text)
{
    held.clear();
    if (json.empty() || json.front() == '{' || json.front() == '[' || json.front() == 'n')
        return false;
    text = json;
    if (json.front() == '"') {
        text = json.substr(1, json.size() - 2);
        if (text.find('\\') != std::string_view::npos) {
            held = unescapeJson(text);
            text = held;
        }
    }
    return true;
}

} // namespace eventscope
