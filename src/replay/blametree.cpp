// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/blametree.h"

#include "replay/diff.h"
#include "replay/members.h"

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

void BlameTree::changed(const std::vector<LeafChange> &changes, std::uint32_t ordinal)
{
    const auto nodeAt = [this](const std::vector<std::string> &tokens, std::size_t steps) {
        Node *node = &own(m_root);
        for (std::size_t i = 0; i < steps; ++i)
            node = &own(node->parts[tokens[i]]);
        return node;
    };
    // What is gone comes first: an object may have taken the place of a leaf.
    for (const LeafChange &change : changes) {
        const std::vector<std::string> tokens = pointerTokens(change.pointer);
        if (change.kind != LeafChange::Kind::Removed || tokens.empty())
            continue;
        Node *const parent = nodeAt(tokens, tokens.size() - 1);
        parent->parts.erase(tokens.back());
        parent->ordinal = ordinal; // in case it is empty now
    }
    for (const LeafChange &change : changes) {
        if (change.kind == LeafChange::Kind::Removed)
            continue;
        const std::vector<std::string> tokens = pointerTokens(change.pointer);
        Node *const node = nodeAt(tokens, tokens.size());
        node->ordinal = ordinal;
        node->parts.clear();
    }
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
