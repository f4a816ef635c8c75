// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace eventscope {

// The last event that set each leaf: JSON pointer -> ordinal in the Sequence.
using Blame = std::map<std::string, std::uint32_t>;

// Which event set which part of a state. A part that was set as a whole is one node; a leaf belongs to the deepest node on its way, so an
// event costs what it sets, not what the state holds. Copies share their nodes until one of them is changed.
class BlameTree
{
public:
    // `patch` was merged into the state (RFC 7396), which is `state` now.
    void merged(const JsonValue &patch, const JsonValue &state, std::uint32_t ordinal);
    // The state became another one in some other way: what differs was set, and elements of arrays with an id-like key are followed by it.
    void stepped(const JsonValue &before, const JsonValue &after, std::uint32_t ordinal);

    // Every leaf of the state that an event has set.
    Blame leaves(const JsonValue &state) const;

private:
    static constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();
    struct Node {
        std::uint32_t ordinal = kNobody;
        std::map<std::string, std::shared_ptr<Node>, std::less<>> parts;
    };
    using Link = std::shared_ptr<Node>;
    static Node &own(Link &link);
    static void merge(Link &link, const JsonValue &patch, const JsonValue *state,
                      std::uint32_t ordinal);
    static void step(Link &link, const JsonValue &before, const JsonValue &after,
                     std::uint32_t ordinal);
    static void stepElements(Node &node, const JsonValue::Elements &before,
                             const JsonValue::Elements &after, std::uint32_t ordinal);
    static Link madeBy(std::uint32_t ordinal);
    static void collect(const Node *node, std::uint32_t ordinal, const JsonValue &value,
                        std::string &pointer, Blame &blame);

    Link m_root;
};

} // namespace eventscope
