// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A text with `*` for "any text, even none". Bytes are compared as they are.
class TextPattern
{
public:
    TextPattern() = default;
    // `\*` is a star that stands for itself. With `quoted`, `\"`, `\'` and `\\` also lose their backslash.
    static TextPattern fromFilter(std::string_view raw, bool quoted);

    bool hasWildcard() const { return m_parts.size() > 1; }
    // The text between the stars; exactly one part where there is none.
    const std::vector<std::string> &parts() const { return m_parts; }
    bool matches(std::string_view text) const;

private:
    std::vector<std::string> m_parts{std::string()};
};

} // namespace eventscope
