// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filtertext.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

bool isLetterOrDigit(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9');
}

bool consistsOf(const QString &text, QStringView others)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [&](QChar c) {
        return isLetterOrDigit(c) || others.contains(c);
    });
}

// True if an "or" stands in it, whether in quotes or not: one pair of parentheses too many does no
// harm.
bool mayHoldOr(const QString &filter)
{
    const QStringList words = filter.split(u' ', Qt::SkipEmptyParts);
    return words.contains(QStringLiteral("or"), Qt::CaseInsensitive);
}

} // namespace

QString filterQuoted(const QString &text)
{
    QString quoted = text;
    quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + quoted + u'"';
}

QString filterValue(const QString &text)
{
    if (consistsOf(text, u"-_.:/@+"))
        return text;
    QString quoted = text;
    quoted.replace(u'\\', QStringLiteral("\\\\"))
        .replace(u'"', QStringLiteral("\\\""))
        .replace(u'*', QStringLiteral("\\*"));
    return u'"' + quoted + u'"';
}

QString filterWith(const QString &filter, const QString &condition)
{
    const QString before = filter.trimmed();
    if (before.isEmpty())
        return condition;
    return (mayHoldOr(before) ? u'(' + before + u')' : before) + QStringLiteral(" and ")
           + condition;
}

QString shellCommand(const QStringList &words)
{
    QStringList quoted;
    for (QString word : words) {
        if (!consistsOf(word, u"-_./:=@,+%"))
            word = u'\'' + word.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
        quoted << word;
    }
    return quoted.join(u' ');
}

} // namespace eventscope::ui
