// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

class JsonCursor;

// Finds what several RFC 6901 pointers lead to in one walk over a JSON text, without a tree of it. The token "*" is the only member or element;
// of members with the same name the last one counts. Compiled once; const functions may be called from any thread.
class JsonPicker
{
public:
    // Returns the number of the pointer, which is the same for the same one.
    std::size_t add(std::string_view pointer);

    // For each pointer the text of the value that it leads to, which points into `json`; null where nothing is there. False if the text is no
    // JSON (UTF-8 is not looked at), and then nothing is.
    bool pick(std::string_view json, std::vector<std::string_view> &found) const;
    // The same for the value that the cursor stands at and is then behind. `found` has size() places.
    bool pick(JsonCursor &cursor, std::string_view *found) const;
    std::size_t size() const { return m_count; }

    // What a picker found in the elements of an array, one after the other: its size() places for each.
    struct Elements {
        std::vector<std::string_view> picks;
        std::size_t count = 0;
    };
    // The first pick(), which finds on its way what `picker` picks of the elements of the arrays that pointers lead to: `elements` has a place
    // for each pointer, to be looked at where the pointer leads to an array.
    bool pickElements(std::string_view json, const JsonPicker &picker,
                      std::vector<std::string_view> &found, std::vector<Elements> &elements) const;

private:
    struct Inner {
        const JsonPicker &picker;
        std::vector<Elements> &elements;
    };
    struct Node {
        std::vector<std::pair<std::string, std::size_t>>
            children;               // tokens, and where in m_nodes they are
        std::size_t any = 0;        // the child for "*"; 0: none
        std::size_t slot = kNoSlot; // of what stands here
    };
    static constexpr std::size_t kNoSlot = static_cast<std::size_t>(-1);

    std::size_t childOf(std::size_t node, const std::string &token);
    bool pick(std::string_view json, std::vector<std::string_view> &found,
              const Inner *inner) const;
    bool walk(JsonCursor &cursor, const Node &node, std::string_view *found,
              const Inner *inner) const;
    bool visit(JsonCursor &cursor, std::size_t node, std::string_view *found,
               const Inner *inner) const;
    static bool walkElements(JsonCursor &cursor, const JsonPicker &picker, Elements &elements);
    void forget(const Node &node, std::string_view *found) const;
    std::size_t childFor(const Node &node, std::string_view name, bool escaped) const;

    std::vector<Node> m_nodes{Node()}; // the first is the whole document
    std::size_t m_count = 0;
};

// The scalar of which this is the text: a string's characters, a number's or literal's token. Points into `json` or into `held`. False for null,
// objects, arrays and nothing.
bool scalarIn(std::string_view json, std::string &held, std::string_view &text);

} // namespace eventscope
