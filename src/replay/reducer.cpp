// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/reducer.h"

#include "replay/members.h"

#include <string_view>
#include <unordered_map>
#include <utility>

namespace eventscope {

namespace {

// From this many members on, looking each one up in the target would cost more than an index of it.
constexpr std::size_t kManyMembers = 32;

void mergeMany(JsonValue &target, const std::vector<const JsonValue::Member *> &changes)
{
    const JsonValue::Members &old = target.members();
    std::unordered_map<std::string_view, const JsonValue *> changed;
    changed.reserve(changes.size());
    for (const auto *change : changes)
        changed.emplace(change->first, &change->second);

    JsonValue::Members members;
    members.reserve(old.size() + changes.size());
    const MemberIndex kept(target);
    for (const auto &member : old) {
        const auto change = changed.find(member.first);
        if (change == changed.end()) {
            members.push_back(member);
        } else if (!change->second->isNull() && kept.find(member.first) == &member.second) {
            members.push_back(member);
            applyMergePatch(members.back().second, *change->second);
        }
    }
    for (const auto *change : changes) {
        if (change->second.isNull() || kept.find(change->first))
            continue;
        members.emplace_back(change->first, JsonValue());
        applyMergePatch(members.back().second, change->second);
    }
    target = JsonValue::object(std::move(members));
}

} // namespace

void applyMergePatch(JsonValue &target, const JsonValue &patch)
{
    if (!patch.isObject()) {
        target = patch;
        return;
    }
    if (!target.isObject())
        target = JsonValue::object();
    const std::vector<const JsonValue::Member *> changes = lastMembers(patch);
    if (changes.size() > kManyMembers)
        return mergeMany(target, changes);
    for (const auto *change : changes) {
        if (change->second.isNull())
            target.remove(change->first);
        else
            applyMergePatch(target.member(change->first), change->second);
    }
}

Result<void> MergeReducer::apply(JsonValue &state, const JsonValue &data)
{
    applyMergePatch(state, data);
    return {};
}

} // namespace eventscope
