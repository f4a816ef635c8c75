// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace eventscope {

// Which event types of a log are not to be shown: these, or all but these. A value; the default one hides none. What is true of types that
// come later is settled with it, so a log may grow.
class TypeMask
{
public:
    TypeMask() = default;
    // Hides the types for which `listed` is not 0 (by id); with `hidesOthers`, all for which it is 0.
    TypeMask(std::vector<std::uint8_t> listed, bool hidesOthers)
        : m_listed(std::move(listed))
        , m_hidesOthers(hidesOthers)
    {
        while (!m_listed.empty() && m_listed.back() == 0)
            m_listed.pop_back();
    }

    bool hidesAny() const { return m_hidesOthers || !m_listed.empty(); }
    bool hides(TypeId type) const { return hides(type.value()); }
    bool hides(std::uint32_t type) const
    {
        return (type < m_listed.size() && m_listed[type] != 0) != m_hidesOthers;
    }
    bool operator==(const TypeMask &) const = default;

private:
    std::vector<std::uint8_t> m_listed; // no 0 at the end, so that equal masks are equal
    bool m_hidesOthers = false;
};

} // namespace eventscope
