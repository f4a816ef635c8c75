// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/blametree.h"

#include "replay/members.h"
#include "replay/statepath.h"

#include <unordered_map>

namespace eventscope {

BlameTree::Node &BlameTree::own(Link &link)
{
    if (!link)
        link = std::make_shared<Node>();
    else if (link.use_count() > 1)
        link = std::make_shared<Node>(*link);
    return *link;
}

void BlameTree::merged(const JsonValue &patch, const JsonValue &state, std::uint32_t ordinal)
{
    merge(m_root, patch, &state, ordinal);
}

void BlameTree::merge(Link &link, const JsonValue &patch, const JsonValue *state,
                      std::uint32_t ordinal)
{
    if (!patch.isObject()) {
        link = std::make_shared<Node>();
        link->ordinal = ordinal;
        return;
    }
    Node &node = own(link);
    for (const auto *member : lastMembers(patch)) {
        const auto &[name, value] = *member;
        if (value.isNull())
            node.parts.erase(name);
        else
            merge(node.parts[name], value, value.isObject() && state ? state->find(name) : nullptr,
                  ordinal);
    }
    // An object that is empty now, or still, is a leaf of its own.
    if (state && state->size() == 0)
        node.ordinal = ordinal;
}

BlameTree::Link BlameTree::madeBy(std::uint32_t ordinal)
{
    auto node = std::make_shared<Node>();
    node->ordinal = ordinal;
    return node;
}

void BlameTree::stepped(const JsonValue &before, const JsonValue &after, std::uint32_t ordinal)
{
    step(m_root, before, after, ordinal);
}

void BlameTree::step(Link &link, const JsonValue &before, const JsonValue &after,
                     std::uint32_t ordinal)
{
    if (before == after)
        return;
    if (!before.isContainer() || before.kind() != after.kind() || after.size() == 0) {
        link = madeBy(ordinal);
        return;
    }
    Node &node = own(link);
    if (after.isArray())
        return stepElements(node, before.elements(), after.elements(), ordinal);
    const MemberIndex old(before);
    for (const auto *member : lastMembers(after)) {
        if (const JsonValue *known = old.find(member->first)) {
            if (!(*known == member->second))
                step(node.parts[member->first], *known, member->second, ordinal);
        } else {
            node.parts[member->first] = madeBy(ordinal);
        }
    }
    const MemberIndex present(after);
    std::erase_if(node.parts, [&](const auto &part) { return !present.find(part.first); });
}

void BlameTree::stepElements(Node &node, const JsonValue::Elements &before,
                             const JsonValue::Elements &after, std::uint32_t ordinal)
{
    auto idName = idNameOf(after);
    if (idName && idName != idNameOf(before))
        idName.reset();
    const auto nameOf = [&](const JsonValue::Elements &elements, std::size_t i) {
        return idName ? idOf(elements[i], *idName) : std::to_string(i);
    };
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < before.size(); ++i)
        places.emplace(nameOf(before, i), i);
    std::map<std::string, Link, std::less<>> parts;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const auto place = places.find(nameOf(after, i));
        Link link;
        if (place == places.end()) {
            link = madeBy(ordinal);
        } else {
            if (const auto old = node.parts.find(std::to_string(place->second));
                old != node.parts.end())
                link = old->second;
            step(link, before[place->second], after[i], ordinal);
        }
        if (link)
            parts.emplace(std::to_string(i), std::move(link));
    }
    node.parts = std::move(parts);
}

Blame BlameTree::leaves(const JsonValue &state) const
{
    Blame blame;
    std::string pointer;
    collect(m_root.get(), kNobody, state, pointer, blame);
    return blame;
}

void BlameTree::collect(const Node *node, std::uint32_t ordinal, const JsonValue &value,
                        std::string &pointer, Blame &blame)
{
    if (node && node->ordinal != kNobody)
        ordinal = node->ordinal;
    if (value.size() == 0) {
        if (ordinal != kNobody)
            blame.emplace(pointer, ordinal);
        return;
    }
    const auto collectPart = [&](const std::string &name, const JsonValue &part) {
        const Node *inner = nullptr;
        if (node) {
            if (const auto found = node->parts.find(name); found != node->parts.end())
                inner = found->second.get();
        }
        const std::size_t length = pointer.size();
        pointer += '/';
        pointer += escapePointerToken(name);
        collect(inner, ordinal, part, pointer, blame);
        pointer.resize(length);
    };
    if (value.isArray()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            collectPart(std::to_string(i), value.elements()[i]);
        return;
    }
    for (const auto *member : lastMembers(value))
        collectPart(member->first, member->second);
}

} // namespace eventscope
