// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace eventscope::ui {

// What is looked for in a text.
struct CodeSearch {
    QString pattern;
    bool isRegex = false; // Perl's
    bool isCaseSensitive = false;
    bool isWholeWord = false;
    bool operator==(const CodeSearch &) const = default;
};

// Places in UTF-16 and in bytes of UTF-8.
struct CodeMatch {
    qsizetype begin = 0;
    qsizetype end = 0;
    long beginByte = 0;
    long endByte = 0;
};

struct CodeMatches {
    std::vector<CodeMatch> list; // in order, none of them empty
    bool isCut = false;          // there are more
    QString problem;             // of the pattern: a sentence; empty if there is none
};

constexpr int kMostCodeMatches = 10'000;

CodeMatches codeMatches(const QString &text, const CodeSearch &search);

// What takes the place of a match. Of a regular expression, $1 to $9 are its groups, $0 or $& the whole, \n and \t what they are in
// JavaScript.
QString codeReplacement(const QString &text, const CodeSearch &search, const CodeMatch &match,
                        const QString &with);

} // namespace eventscope::ui
