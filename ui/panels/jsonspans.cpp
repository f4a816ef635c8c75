// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/jsonspans.h"

namespace eventscope::ui {

namespace {

bool isPunctuation(QChar c)
{
    return c == u'{' || c == u'}' || c == u'[' || c == u']' || c == u':' || c == u',';
}

// Behind the string that begins at the place.
qsizetype endOfString(QStringView text, qsizetype at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == u'\\')
            ++at;
        else if (text[at] == u'"')
            return at + 1;
    }
    return text.size();
}

} // namespace

std::vector<JsonSpan> jsonSpans(QStringView text)
{
    std::vector<JsonSpan> spans;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at] == u'"') {
            const qsizetype end = endOfString(text, at);
            qsizetype next = end;
            while (next < text.size() && text[next].isSpace())
                ++next;
            if (next < text.size() && text[next] == u':')
                spans.push_back({at, end - at, JsonSpan::Kind::Name});
            at = end;
            continue;
        }
        if (isPunctuation(text[at])) {
            if (!spans.empty() && spans.back().kind == JsonSpan::Kind::Punctuation
                && spans.back().begin + spans.back().size == at)
                ++spans.back().size;
            else
                spans.push_back({at, 1, JsonSpan::Kind::Punctuation});
        }
        ++at;
    }
    return spans;
}

} // namespace eventscope::ui
