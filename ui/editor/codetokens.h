// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <cstdint>
#include <vector>

namespace eventscope::ui {

// A piece of JavaScript or TypeScript. Places are in UTF-16.
struct CodeToken {
    enum class Kind : std::uint8_t {
        Name, // keywords too
        Number,
        String, // of a template: each part between its ${ … }
        Regex,
        Sign, // one character; "=>", "?." and "..." are one sign each
        Comment,
    };
    Kind kind = Kind::Sign;
    qsizetype begin = 0;
    qsizetype end = 0;
    bool isClosed = true; // false only for the last one: the text ends within it
    QStringView text;     // of a string, what stands between its quotes
    QChar quote;          // of a string

    bool is(QStringView sign) const { return kind == Kind::Sign && text == sign; }
    bool isName() const { return kind == Kind::Name; }
    bool isName(QStringView name) const { return kind == Kind::Name && text == name; }
};

// Any text has tokens; comments are among them only where the text ends in one. They point into the text.
std::vector<CodeToken> codeTokens(QStringView text);

} // namespace eventscope::ui
