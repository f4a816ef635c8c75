// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/filter.h"

#include "query/parser.h"
#include "query/search.h"

#include <algorithm>
#include <utility>

namespace eventscope {

struct Filter::Program {
    std::string text;
    ParsedFilter parsed;
};

Result<Filter> Filter::compile(std::string_view text)
{
    auto parsed = parseFilter(text);
    if (!parsed)
        return fail(std::move(parsed).error());
    Filter filter;
    filter.m_program = std::make_shared<const Program>(
        Program{std::string(text), std::move(*parsed)});
    return filter;
}

const std::string &Filter::text() const
{
    return m_program->text;
}

bool Filter::isEmpty() const
{
    return m_program->parsed.conditions.empty();
}

bool Filter::needsPayload() const
{
    return !m_program->parsed.root.onColumns;
}

Result<std::vector<Row>> Filter::rows(const EventLog &log, const ReaderFactory &readers, Row begin,
                                      Row end, std::stop_token stop, Progress *progress,
                                      const Found &found) const
{
    return Search(m_program->parsed, log, readers, found, progress)
        .run(begin, end, std::move(stop));
}

} // namespace eventscope
