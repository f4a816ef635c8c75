// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/diff.h"

#include "replay/members.h"
#include "replay/statepath.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

std::string below(const std::string &pointer, std::string_view token)
{
    return pointer + '/' + escapePointerToken(token);
}

std::string below(const std::string &pointer, std::size_t index)
{
    return pointer + '/' + std::to_string(index);
}

// Calls visit(pointer, leaf) for every leaf.
template<typename Visit>
void visitLeaves(const JsonValue &value, const std::string &pointer, const Visit &visit)
{
    if (value.size() == 0) {
        visit(pointer, value);
    } else if (value.isArray()) {
        for (std::size_t i = 0; i < value.size(); ++i)
            visitLeaves(value.elements()[i], below(pointer, i), visit);
    } else {
        for (const auto *member : lastMembers(value))
            visitLeaves(member->second, below(pointer, member->first), visit);
    }
}

// Where a value stands in both states: `before` only where an element moved, so that it is elsewhere.
struct Place {
    std::string after;
    std::optional<std::string> before = std::nullopt;

    const std::string &there() const { return before ? *before : after; }
    template<typename Token>
    Place below(const Token &token) const
    {
        Place place{eventscope::below(after, token)};
        if (before)
            place.before = eventscope::below(*before, token);
        return place;
    }
};

class LeafDiff
{
public:
    explicit LeafDiff(ArrayMatch match)
        : m_match(match)
    {}

    std::vector<LeafChange> take() { return std::move(m_changes); }

    void compare(const Place &place, const JsonValue &before, const JsonValue &after)
    {
        if (before.isContainer() && before.kind() == after.kind()) {
            if (before == after) // quick where they share their nodes
                return;
            if (before.isObject())
                compareObjects(place, before, after);
            else
                compareArrays(place, before, after);
        } else if (before.size() == 0 && after.size() == 0) {
            if (before != after)
                m_changes.push_back({place.after, LeafChange::Kind::Changed, before, after});
        } else {
            added(place.after, after);
            removed(place.there(), before);
        }
    }

private:
    void compareObjects(const Place &place, const JsonValue &before, const JsonValue &after)
    {
        const MemberIndex old(before);
        for (const auto *member : lastMembers(after)) {
            if (const JsonValue *known = old.find(member->first))
                compare(place.below(member->first), *known, member->second);
            else
                added(below(place.after, member->first), member->second);
        }
        const MemberIndex present(after);
        for (const auto *member : lastMembers(before)) {
            if (!present.find(member->first))
                removed(below(place.there(), member->first), member->second);
        }
    }

    void compareArrays(const Place &place, const JsonValue &before, const JsonValue &after)
    {
        if (m_match == ArrayMatch::ById) {
            const auto idName = idNameOf(after.elements());
            if (idName && idName == idNameOf(before.elements()))
                return compareById(place, before.elements(), after.elements(), *idName);
        }
        const std::size_t common = std::min(before.size(), after.size());
        for (std::size_t i = 0; i < common; ++i)
            compare(place.below(i), before.elements()[i], after.elements()[i]);
        for (std::size_t i = common; i < after.size(); ++i)
            added(below(place.after, i), after.elements()[i]);
        for (std::size_t i = common; i < before.size(); ++i)
            removed(below(place.there(), i), before.elements()[i]);
    }

    void compareById(const Place &place, const JsonValue::Elements &before,
                     const JsonValue::Elements &after, const std::string &idName)
    {
        std::unordered_map<std::string, std::size_t> places;
        for (std::size_t i = 0; i < before.size(); ++i)
            places.emplace(idOf(before[i], idName), i);
        std::vector<bool> kept(before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (const auto old = places.find(idOf(after[i], idName)); old != places.end()) {
                kept[old->second] = true;
                Place moved{below(place.after, i)};
                if (place.before || old->second != i)
                    moved.before = below(place.there(), old->second);
                compare(moved, before[old->second], after[i]);
            } else {
                added(below(place.after, i), after[i]);
            }
        }
        for (std::size_t i = 0; i < before.size(); ++i) {
            if (!kept[i])
                removed(below(place.there(), i), before[i]);
        }
    }

    void added(const std::string &pointer, const JsonValue &value)
    {
        visitLeaves(value, pointer, [this](const std::string &place, const JsonValue &leaf) {
            m_changes.push_back({place, LeafChange::Kind::Added, JsonValue(), leaf});
        });
    }

    void removed(const std::string &pointer, const JsonValue &value)
    {
        visitLeaves(value, pointer, [this](const std::string &place, const JsonValue &leaf) {
            m_changes.push_back({place, LeafChange::Kind::Removed, leaf, JsonValue()});
        });
    }

    ArrayMatch m_match;
    std::vector<LeafChange> m_changes;
};

class PatchMaker
{
public:
    JsonValue take() { return JsonValue::array(std::move(m_operations)); }

    void compare(const std::string &pointer, const JsonValue &before, const JsonValue &after)
    {
        if (before == after)
            return;
        if (before.isObject() && after.isObject())
            compareObjects(pointer, before, after);
        else if (before.isArray() && after.isArray())
            compareArrays(pointer, before.elements(), after.elements());
        else
            operation("replace", pointer, &after);
    }

private:
    void compareObjects(const std::string &pointer, const JsonValue &before, const JsonValue &after)
    {
        const MemberIndex present(after);
        for (const auto *member : lastMembers(before)) {
            if (!present.find(member->first))
                operation("remove", below(pointer, member->first), nullptr);
        }
        const MemberIndex old(before);
        for (const auto *member : lastMembers(after)) {
            if (const JsonValue *known = old.find(member->first))
                compare(below(pointer, member->first), *known, member->second);
            else
                operation("add", below(pointer, member->first), &member->second);
        }
    }

    // What stands before and behind the change is left alone, so that an inserted element is one operation.
    void compareArrays(const std::string &pointer, const JsonValue::Elements &before,
                       const JsonValue::Elements &after)
    {
        const std::size_t shorter = std::min(before.size(), after.size());
        std::size_t front = 0;
        while (front < shorter && before[front] == after[front])
            ++front;
        std::size_t back = 0;
        while (back < shorter - front
               && before[before.size() - 1 - back] == after[after.size() - 1 - back])
            ++back;
        const std::size_t beforeEnd = before.size() - back;
        const std::size_t afterEnd = after.size() - back;
        const std::size_t common = std::min(beforeEnd, afterEnd);
        for (std::size_t i = front; i < common; ++i)
            compare(below(pointer, i), before[i], after[i]);
        for (std::size_t i = beforeEnd; i > common; --i)
            operation("remove", below(pointer, i - 1), nullptr);
        for (std::size_t i = common; i < afterEnd; ++i)
            operation("add", below(pointer, i), &after[i]);
    }

    void operation(std::string_view name, const std::string &pointer, const JsonValue *value)
    {
        JsonValue::Members members;
        members.emplace_back("op", JsonValue::string(std::string(name)));
        members.emplace_back("path", JsonValue::string(pointer));
        if (value)
            members.emplace_back("value", *value);
        m_operations.push_back(JsonValue::object(std::move(members)));
    }

    JsonValue::Elements m_operations;
};

} // namespace

std::vector<LeafChange> changedLeaves(const JsonValue &before, const JsonValue &after,
                                      ArrayMatch match)
{
    LeafDiff diff(match);
    diff.compare(Place{}, before, after);
    return diff.take();
}

JsonValue jsonPatch(const JsonValue &before, const JsonValue &after)
{
    PatchMaker maker;
    maker.compare({}, before, after);
    return maker.take();
}

} // namespace eventscope
