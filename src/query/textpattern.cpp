// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/textpattern.h"

namespace eventscope {

TextPattern TextPattern::fromFilter(std::string_view raw, bool quoted)
{
    TextPattern pattern;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
        const bool escapes = next == '*'
                             || (quoted && (next == '"' || next == '\'' || next == '\\'));
        if (raw[i] == '\\' && escapes)
            pattern.m_parts.back() += raw[++i];
        else if (raw[i] == '*')
            pattern.m_parts.emplace_back();
        else
            pattern.m_parts.back() += raw[i];
    }
    return pattern;
}

bool TextPattern::matches(std::string_view text) const
{
    if (!hasWildcard())
        return text == m_parts.front();
    const std::string &front = m_parts.front();
    const std::string &back = m_parts.back();
    if (text.size() < front.size() + back.size() || !text.starts_with(front)
        || !text.ends_with(back))
        return false;
    text = text.substr(front.size(), text.size() - front.size() - back.size());
    // The leftmost place for each part leaves the most room for those behind it.
    for (std::size_t i = 1; i + 1 < m_parts.size(); ++i) {
        const std::size_t at = text.find(m_parts[i]);
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + m_parts[i].size());
    }
    return true;
}

} // namespace eventscope
