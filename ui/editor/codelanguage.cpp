// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codelanguage.h"

#include "editor/scintilla.h"
#include "widgets/theme.h"

#include <QFileInfo>
#include <QFontInfo>

// As in editor/scintilla.h.
#define slots Q_SLOTS
#include <Qsci/qscilexerbash.h>
#include <Qsci/qscilexercsharp.h>
#include <Qsci/qscilexerjava.h>
#include <Qsci/qscilexerjavascript.h>
#include <Qsci/qscilexerpython.h>
#include <Qsci/qscilexerruby.h>
#include <Qsci/qscilexersql.h>
#undef slots

namespace eventscope::ui {

namespace {

constexpr int kStyles = 128; // of a lexer, at most

// JavaScript and TypeScript of today, and the names of the projections' API.
class ScriptLexer : public QsciLexerJavaScript
{
public:
    explicit ScriptLexer(QObject *parent)
        : QsciLexerJavaScript(parent)
    {
        setFoldComments(true);
        setFoldCompact(false);
        setHighlightBackQuotedStrings(true);
        setDollarsAllowed(true);
    }

    const char *keywords(int set) const override
    {
        switch (set) {
        case 1:
            return "abstract any as async await bigint boolean break case catch class const "
                   "constructor continue debugger declare default delete do else enum export "
                   "extends false finally for from function get if implements import in infer "
                   "instanceof interface is keyof let namespace never new null number object of "
                   "override private protected public readonly return satisfies set static string "
                   "super switch symbol this throw true try type typeof undefined unknown var "
                   "void while with yield";
        case 2:
            return "$any $created $deleted $init $initShared copyTo emit filterBy foreachStream "
                   "fromAll fromCategories fromCategory fromStream fromStreams linkStreamTo "
                   "linkTo log on on_any on_event options outputState outputTo partitionBy "
                   "transformBy when";
        default:
            return nullptr;
        }
    }
};

enum class Ink { Text, Dim, Accent, Changed, Added, Error };

// Lexers name their styles in English, each in its own numbers.
Ink inkOf(const QString &style)
{
    const auto has = [&](const char *word) {
        return style.contains(QLatin1String(word), Qt::CaseInsensitive);
    };
    if (has("unclosed") || has("error"))
        return Ink::Error;
    if (has("comment"))
        return Ink::Dim;
    if (has("string") || has("quoted") || has("heredoc") || has("here document"))
        return Ink::Added;
    if (has("regular expression") || has("number") || has("literal") || has("escape"))
        return Ink::Changed;
    if (has("keyword") || has("identifiers") || has("function") || has("method") || has("decorator")
        || has("class"))
        return Ink::Accent;
    return Ink::Text;
}

QColor colorOf(Ink ink)
{
    const Tokens &tokens = Theme::instance().tokens();
    switch (ink) {
    case Ink::Dim:
        return tokens.textDim;
    case Ink::Accent:
        return tokens.accent;
    case Ink::Changed:
        return tokens.changed;
    case Ink::Added:
        return tokens.added;
    case Ink::Error:
        return tokens.error;
    case Ink::Text:
        break;
    }
    return tokens.text;
}

// Keywords are told from names of the API by weight, for eyes that see no colours too.
bool isHeavy(const QString &style)
{
    return style.compare(QLatin1String("keyword"), Qt::CaseInsensitive) == 0;
}

} // namespace

CodeLanguage codeLanguageOf(const QString &fileName, QObject *parent)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    const auto is = [&](std::initializer_list<const char *> suffixes) {
        for (const char *const each : suffixes) {
            if (suffix == QLatin1String(each))
                return true;
        }
        return false;
    };
    const QString slashes = QStringLiteral("//");
    const QString hash = QStringLiteral("#");
    if (is({"js", "mjs", "cjs", "ts", "mts", "cts", "json"}))
        return {new ScriptLexer(parent), slashes};
    if (is({"py", "pyw"}))
        return {new QsciLexerPython(parent), hash};
    if (is({"rb"}))
        return {new QsciLexerRuby(parent), hash};
    if (is({"sh", "bash"}))
        return {new QsciLexerBash(parent), hash};
    if (is({"cs", "csx"}))
        return {new QsciLexerCSharp(parent), slashes};
    if (is({"java"}))
        return {new QsciLexerJava(parent), slashes};
    if (is({"sql"}))
        return {new QsciLexerSQL(parent), QStringLiteral("--")};
    return {nullptr, hash};
}

void takeTheme(QsciLexer &lexer)
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QFont plain = theme.monospace();
    if (plain.pointSizeF() <= 0) // Scintilla knows points only
        plain.setPointSizeF(QFontInfo(plain).pointSizeF());
    QFont heavy = plain;
    heavy.setWeight(QFont::DemiBold);
    lexer.setDefaultFont(plain);
    lexer.setDefaultColor(tokens.text);
    lexer.setDefaultPaper(tokens.surface);
    for (int style = 0; style < kStyles; ++style) {
        const QString what = lexer.description(style);
        if (what.isEmpty())
            continue;
        lexer.setColor(colorOf(inkOf(what)), style);
        lexer.setPaper(tokens.surface, style);
        lexer.setFont(isHeavy(what) ? heavy : plain, style);
        lexer.setEolFill(false, style);
    }
}

} // namespace eventscope::ui
