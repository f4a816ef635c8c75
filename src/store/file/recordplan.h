// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/record.h"
#include "store/dialect.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

enum class Part : std::uint8_t {
    PositionLabel,
    Id,
    Stream,
    StreamType,
    StreamVersion,
    Type,
    SchemaVersion,
    Instant,
    Data,
    DataBase64,
    IsJson,
    Metadata,
    Correlation,
    Causation,
};
inline constexpr std::size_t kParts = 14;

// One value that a record was found to have. A string's text is unescaped; all others stand as in the file.
struct Found {
    enum class Kind : std::uint8_t { Absent, String, Number, Bool, Container };
    Kind kind = Kind::Absent; // JSON's null counts as absent
    std::string_view text;
    // Its bytes in the record (a string with its quotes); empty within JSON that stands in a string.
    std::string_view raw;
};

// What a dialect wants of a record, as a tree of member names, so that one pass over a record finds all of it. Immutable; any thread.
class RecordPlan
{
public:
    using Node = std::uint16_t;
    static constexpr Node kNowhere = 0xFFFF;
    static constexpr Node kRoot = 0;

    explicit RecordPlan(const EventsSpec &spec);

    const EventsSpec &spec() const { return m_spec; }
    std::size_t slotCount() const { return m_slotCount; }

    // The node of a member below `parent`; kNowhere if nobody asks for it.
    Node child(Node parent, std::string_view name) const
    {
        const NodeData &node = m_nodes[parent];
        std::uint16_t at = node.first[hashOf(name)];
        for (; at != kNoChild; at = node.children[at].next) {
            if (isSame(node.children[at].name, name))
                return node.children[at].node;
        }
        return kNowhere;
    }
    bool hasChildren(Node node) const { return !m_nodes[node].children.empty(); }
    const std::vector<std::uint16_t> &slots(Node node) const { return m_nodes[node].slots; }
    const std::vector<std::uint16_t> &slotsBelow(Node node) const { return m_nodes[node].below; }
    // Whether a list here is names and values in turn.
    bool isPairs(Node node) const { return m_nodes[node].pairs; }

    // Puts together what consists of several members, once all of them are found.
    bool hasJoins() const { return !m_joins.empty(); }
    void join(std::vector<Found> &found, RecordBatch &memory) const;

    // The first of the part's sources that the record has; null pointer if it has none.
    const Found *find(Part part, const std::vector<Found> &found) const;
    bool wants(Part part) const { return !m_ways[static_cast<std::size_t>(part)].empty(); }

    // The part's text, cut and defaulted as the dialect says; none if the record has nothing for it. `encoding` (of times) is set to
    // what the dialect says of the source that gave the text.
    std::optional<std::string_view> text(Part part, const std::vector<Found> &found,
                                         std::optional<TimeEncoding> *encoding = nullptr) const
    {
        const std::uint16_t slot = m_onlySlots[static_cast<std::size_t>(part)];
        if (slot == kNoSlot)
            return textOfWays(part, found, encoding);
        if (encoding)
            *encoding = m_ways[static_cast<std::size_t>(part)].front().encoding;
        const Found &value = found[slot];
        if (value.kind == Found::Kind::Absent || value.kind == Found::Kind::Container)
            return std::nullopt;
        return value.text;
    }

    // With restAsMetadata or recordAsMetadata: whether this member of the record belongs to the metadata.
    bool isMetadata(std::string_view member) const;
    bool membersAreMetadata() const { return m_spec.restAsMetadata || m_spec.recordAsMetadata; }

private:
    static constexpr std::uint16_t kNoChild = 0xFFFF;
    struct Child {
        std::string name;
        Node node = kNowhere;
        std::uint16_t next = kNoChild; // child of the same hash
    };
    struct NodeData {
        NodeData() { first.fill(kNoChild); }
        std::vector<Child> children;
        std::array<std::uint16_t, 64> first; // child by the hash of its name
        std::vector<std::uint16_t> slots;
        std::vector<std::uint16_t> below; // slots of all nodes under this one
        bool pairs = false;
    };
    // Names are short: comparing them here is quicker than a call.
    static bool isSame(std::string_view a, std::string_view b)
    {
        if (a.size() != b.size() || a.size() > 16)
            return a == b;
        const auto word = [](const char *from, std::size_t bytes) {
            std::uint64_t value = 0;
            std::memcpy(&value, from, bytes);
            return value;
        };
        const std::size_t size = a.size();
        if (size >= 8)
            return word(a.data(), 8) == word(b.data(), 8)
                   && word(a.data() + size - 8, 8) == word(b.data() + size - 8, 8);
        if (size >= 4)
            return word(a.data(), 4) == word(b.data(), 4)
                   && word(a.data() + size - 4, 4) == word(b.data() + size - 4, 4);
        return a == b;
    }
    static unsigned hashOf(std::string_view name)
    {
        if (name.empty())
            return 0;
        const auto first = static_cast<unsigned char>(name.front());
        const auto last = static_cast<unsigned char>(name.back());
        return (static_cast<unsigned>(name.size()) * 5U + first * 3U + last) & 63U;
    }
    // One alternative of a field: where it may stand, and what to cut out of it.
    struct Way {
        std::vector<std::uint16_t> slots;
        std::string before;
        std::string after;
        std::string beforeLast;
        std::string split;
        int part = 0;
        std::optional<TimeEncoding> encoding;
        std::optional<std::string> fixed; // instead of slots
        std::vector<std::pair<std::string, std::string>> names;
        bool whole() const
        {
            return before.empty() && after.empty() && beforeLast.empty() && split.empty()
                   && names.empty();
        }
    };
    struct Join {
        std::vector<std::vector<Way>> parts;
        std::string with;
        std::uint16_t slot = 0; // of what they make
    };
    std::optional<std::string_view> textOfWays(Part part, const std::vector<Found> &found,
                                               std::optional<TimeEncoding> *encoding) const;
    static std::optional<std::string_view> textOf(const std::vector<Way> &ways,
                                                  const std::vector<Found> &found,
                                                  std::optional<TimeEncoding> *encoding);
    static std::optional<std::string_view> cut(const Way &way, std::string_view text);
    std::uint16_t addSlot(const std::vector<std::string> &tokens);
    void addSource(const std::vector<std::string> &tokens, std::uint16_t slot);
    Node nodeAt(const std::vector<std::string> &tokens, std::vector<Node> &above);
    void addField(Part part, const FieldSpec &field)
    {
        addWays(part, field, m_ways[static_cast<std::size_t>(part)]);
    }
    void addWays(Part part, const FieldSpec &field, std::vector<Way> &ways);
    void addUsualNames(Part part, const std::vector<std::string_view> &names);

    EventsSpec m_spec;
    std::vector<NodeData> m_nodes;
    std::array<std::vector<Way>, kParts> m_ways;
    std::vector<Join> m_joins;
    // By part: the only slot that it can come from, as it stands there, as in most dialects; kNoSlot if it is not that simple.
    static constexpr std::uint16_t kNoSlot = 0xFFFF;
    std::array<std::uint16_t, kParts> m_onlySlots{};
    // Members of the record that are no metadata where its members are.
    std::vector<std::string> m_taken;
    std::size_t m_slotCount = 0;
};

} // namespace eventscope
