// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace eventscope {

// The members of an object by name, for looking many of them up. Refers to the object, which must stay as it is.
class MemberIndex
{
public:
    explicit MemberIndex(const JsonValue &object);
    // The last member of that name, as JsonValue::find; null pointer if there is none.
    const JsonValue *find(std::string_view name) const;

private:
    const JsonValue *m_object;
    std::unordered_map<std::string_view, const JsonValue *> m_byName; // only of large objects
};

// The members in their order, of those that share a name only the last.
std::vector<const JsonValue::Member *> lastMembers(const JsonValue &object);

} // namespace eventscope
