// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/members.h"

namespace eventscope {

namespace {

constexpr std::size_t kLarge = 16; // members; below, a look at each of them is quicker than a hash

} // namespace

MemberIndex::MemberIndex(const JsonValue &object)
    : m_object(&object)
{
    if (object.members().size() <= kLarge)
        return;
    m_byName.reserve(object.members().size());
    for (const auto &[name, value] : object.members())
        m_byName.insert_or_assign(name, &value);
}

const JsonValue *MemberIndex::find(std::string_view name) const
{
    if (m_byName.empty())
        return m_object->find(name);
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : found->second;
}

std::vector<const JsonValue::Member *> lastMembers(const JsonValue &object)
{
    const MemberIndex index(object);
    std::vector<const JsonValue::Member *> members;
    members.reserve(object.members().size());
    for (const auto &member : object.members()) {
        if (index.find(member.first) == &member.second)
            members.push_back(&member);
    }
    return members;
}

} // namespace eventscope
