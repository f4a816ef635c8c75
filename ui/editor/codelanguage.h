// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QObject;
class QsciLexer;

namespace eventscope::ui {

// How a text is highlighted and what a comment begins with, after the name of its file.
struct CodeLanguage {
    QsciLexer *lexer = nullptr; // null: plain text
    QString lineComment;
};

CodeLanguage codeLanguageOf(const QString &fileName, QObject *parent);

// The theme's colours and its font of fixed width.
void takeTheme(QsciLexer &lexer);

} // namespace eventscope::ui
