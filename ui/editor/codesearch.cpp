// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codesearch.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace eventscope::ui {

namespace {

// Steps after which a match is given up: some milliseconds, where an unlucky pattern would take hours.
const QString kLimit = QStringLiteral("(*LIMIT_MATCH=200000)");

QRegularExpression expressionOf(const CodeSearch &search)
{
    QString pattern = search.isRegex ? search.pattern : QRegularExpression::escape(search.pattern);
    if (search.isWholeWord)
        pattern = QStringLiteral("(?<![\\w$])(?:") + pattern + QStringLiteral(")(?![\\w$])");
    QRegularExpression::PatternOptions options = QRegularExpression::MultilineOption
                                                 | QRegularExpression::UseUnicodePropertiesOption;
    if (!search.isCaseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    return QRegularExpression(kLimit + pattern, options);
}

} // namespace

CodeMatches codeMatches(const QString &text, const CodeSearch &search)
{
    CodeMatches found;
    if (search.pattern.isEmpty())
        return found;
    const QRegularExpression expression = expressionOf(search);
    if (!expression.isValid()) {
        found.problem = QCoreApplication::translate("CodeSearch", "No regular expression: %1.")
                            .arg(expression.errorString());
        return found;
    }
    qsizetype seen = 0; // up to here, and so many bytes
    long bytes = 0;
    const auto bytesUpTo = [&](qsizetype place) {
        bytes += static_cast<long>(QStringView(text).sliced(seen, place - seen).toUtf8().size());
        seen = place;
        return bytes;
    };
    for (auto match = expression.globalMatch(text); match.hasNext();) {
        const QRegularExpressionMatch each = match.next();
        if (each.capturedLength() == 0)
            continue;
        if (found.list.size() == kMostCodeMatches) {
            found.isCut = true;
            break;
        }
        CodeMatch place{.begin = each.capturedStart(), .end = each.capturedEnd()};
        place.beginByte = bytesUpTo(place.begin);
        place.endByte = bytesUpTo(place.end);
        found.list.push_back(place);
    }
    return found;
}

QString codeReplacement(const QString &text, const CodeSearch &search, const CodeMatch &match,
                        const QString &with)
{
    if (!search.isRegex)
        return with;
    const QRegularExpressionMatch found
        = expressionOf(search).match(text, match.begin, QRegularExpression::NormalMatch,
                                     QRegularExpression::AnchorAtOffsetMatchOption);
    QString made;
    for (qsizetype i = 0; i < with.size(); ++i) {
        const QChar c = with[i];
        const QChar next = i + 1 < with.size() ? with[i + 1] : QChar();
        if (c == u'$' && next == u'$') {
            made += u'$';
        } else if (c == u'$' && (next == u'&' || (next >= u'0' && next <= u'9'))) {
            made += found.captured(next == u'&' ? 0 : next.digitValue());
        } else if (c == u'\\' && (next == u'n' || next == u't' || next == u'\\')) {
            made += next == u'n' ? u'\n' : next == u't' ? u'\t' : u'\\';
        } else {
            made += c;
            continue;
        }
        ++i;
    }
    return made;
}

} // namespace eventscope::ui
