// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeview.h"

#include "editor/codelanguage.h"
#include "editor/codemarks.h"
#include "widgets/theme.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr int kLinesAround = 3; // of a place that is brought into sight
constexpr int kLeading = 2;     // pixels above a line, and below
constexpr int kFoundAlpha = 70;
constexpr int kFoundOutline = 140;
constexpr int kCaretLineAlpha = 14;

// Scintilla wants 0xBBGGRR.
long scintillaColor(const QColor &color)
{
    return color.red() | (color.green() << 8) | (color.blue() << 16);
}

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

} // namespace

CodeView::CodeView(QWidget *parent)
    : QsciScintilla(parent)
{
    setObjectName(QStringLiteral("codeView"));
    setFrameShape(QFrame::NoFrame);
    setLayoutDirection(Qt::LeftToRight); // as code is written, whatever the language of the window
    setUtf8(true);
    // Straight to the screen: a buffer would have the pixels of ratio 1.
    send(SCI_SETBUFFEREDDRAW, 0);
    setExtraAscent(kLeading);
    setExtraDescent(kLeading);
    send(SCI_SETMARGINLEFT, 0, Theme::kTight);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setWrapMode(WrapNone);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setTabIndents(true);
    setIndentationGuides(true);
    setBraceMatching(SloppyBraceMatch);
    setCaretLineVisible(true);
    send(SCI_SETMULTIPLESELECTION, 0);
    send(SCI_SETMOUSEDWELLTIME, SC_TIME_FOREVER);

    setMargins(3);
    setMarginType(SignMargin, SymbolMargin);
    setMarginType(NumbersMargin, NumberMargin);
    setMarginMarkerMask(SignMargin, 1 << RunningBar);
    setMarginLineNumbers(NumbersMargin, true);
    setMarginMarkerMask(NumbersMargin, 0);
    setFolding(PlainFoldStyle, FoldMargin);
    markerDefine(Invisible, Keeper);
    markerDefine(Background, RunningLine);
    markerDefine(LeftRectangle, RunningBar);
    markerDefine(RightTriangle, SC_MARKNUM_FOLDER);
    markerDefine(DownTriangle, SC_MARKNUM_FOLDEROPEN);
    indicatorDefine(StraightBoxIndicator, FoundText);
    send(SCI_INDICSETOUTLINEALPHA, FoundText, kFoundOutline);
    setIndicatorDrawUnder(true, FoundText);
    indicatorDefine(SquiggleIndicator, WarningWave);
    indicatorDefine(SquiggleIndicator, ErrorWave);
    setAnnotationDisplay(AnnotationIndented);
    setCallTipsStyle(CallTipsNone);
    setAutoCompletionSource(AcsNone);

    chooseKeys();
    connect(this, &QsciScintilla::linesChanged, this, &CodeView::fitNumbers);
    connect(this, &QsciScintillaBase::SCN_ZOOM, this, &CodeView::fitNumbers);
    connect(&Theme::instance(), &Theme::changed, this, &CodeView::takeTheme);
    takeTheme();
}

CodeView::~CodeView() = default;

void CodeView::setLanguageOf(const QString &fileName)
{
    const CodeLanguage language = codeLanguageOf(fileName, this);
    QsciLexer *const before = lexer();
    setLexer(language.lexer);
    delete before;
    m_comment = language.lineComment;
    takeTheme();
}

void CodeView::takeTheme()
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QFont font = theme.monospace();
    if (font.pointSizeF() <= 0) // Scintilla knows points only
        font.setPointSizeF(QFontInfo(font).pointSizeF());
    if (lexer()) {
        eventscope::ui::takeTheme(*lexer());
        setLexer(
            lexer()); // which makes the lexer's font that of everything it does not style itself
    } else {
        setFont(font);
        setColor(tokens.text);
        setPaper(tokens.surface);
        send(SCI_STYLECLEARALL);
    }
    // Also what nothing is written in: the highest font of all makes the height of the lines.
    for (unsigned long style = 0; style <= STYLE_MAX; ++style) {
        sendText(SCI_STYLESETFONT, style, font.family().toUtf8());
        send(SCI_STYLESETSIZEFRACTIONAL, style,
             qRound(font.pointSizeF() * int(SC_FONT_SIZE_MULTIPLIER)));
    }
    setCaretForegroundColor(tokens.accent);
    setCaretWidth(theme.isHighContrast() ? 3 : 2);
    setCaretLineBackgroundColor(withAlpha(tokens.text, kCaretLineAlpha));
    setSelectionBackgroundColor(tokens.selection);
    resetSelectionForegroundColor();
    setMarginsFont(font);
    setMarginsForegroundColor(tokens.textDim);
    setMarginsBackgroundColor(tokens.surface);
    setFoldMarginColors(tokens.surface, tokens.surface);
    for (int marker = SC_MARKNUM_FOLDEREND; marker <= int(SC_MARKNUM_FOLDEROPEN); ++marker) {
        setMarkerForegroundColor(tokens.textDim, marker);
        setMarkerBackgroundColor(tokens.textDim, marker);
    }
    setMarkerBackgroundColor(tokens.selection, RunningLine);
    setMarkerBackgroundColor(tokens.accent, RunningBar);
    setMarkerForegroundColor(tokens.accent, RunningBar);
    setIndentationGuidesForegroundColor(tokens.hairline);
    setIndentationGuidesBackgroundColor(tokens.surface);
    setMatchedBraceForegroundColor(tokens.accent);
    setMatchedBraceBackgroundColor(tokens.selection);
    setUnmatchedBraceForegroundColor(tokens.error);
    setUnmatchedBraceBackgroundColor(tokens.surface);
    setIndicatorForegroundColor(withAlpha(tokens.changed, kFoundAlpha), FoundText);
    setIndicatorForegroundColor(tokens.warning, WarningWave);
    setIndicatorForegroundColor(tokens.error, ErrorWave);
    setCallTipsBackgroundColor(tokens.raised);
    setCallTipsForegroundColor(tokens.text);
    setCallTipsHighlightColor(tokens.accent);
    for (const auto &[style, color] :
         {std::pair(int(ErrorStyle), tokens.error), std::pair(int(WarningStyle), tokens.warning)}) {
        const auto number = static_cast<unsigned long>(style);
        sendText(SCI_STYLESETFONT, number, font.family().toUtf8());
        send(SCI_STYLESETSIZEFRACTIONAL, number,
             qRound(font.pointSizeF() * 0.93 * int(SC_FONT_SIZE_MULTIPLIER)));
        send(SCI_STYLESETFORE, number, scintillaColor(color));
        send(SCI_STYLESETBACK, number, scintillaColor(tokens.raised));
    }
    fitNumbers();
    if (m_marks)
        m_marks->takeTheme();
    viewport()->update();
}

void CodeView::fitNumbers()
{
    const auto digits = std::max<qsizetype>(3, QString::number(lineCount()).size());
    setMarginWidth(NumbersMargin, QString(digits + 1, u'9'));
    const int height = static_cast<int>(send(SCI_TEXTHEIGHT, 0));
    setMarginWidth(SignMargin, std::max(height, 12));
    setMarginWidth(FoldMargin, std::max(height * 3 / 4, 10));
}

void CodeView::takeIndentation(QByteArrayView text)
{
    std::array<int, 9> byWidth{};
    int tabs = 0;
    bool isStart = true;
    int spaces = 0;
    int before = 0; // of the last line that was indented by spaces, or not at all
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            isStart = true;
            spaces = 0;
        } else if (isStart && c == ' ') {
            ++spaces;
        } else if (isStart) {
            isStart = false;
            if (c == '\t' && spaces == 0) {
                ++tabs;
            } else if (c != '*') { // a comment of several lines stands one further to the right
                const int step = spaces - before;
                if (step > 1 && step < static_cast<int>(byWidth.size()))
                    ++byWidth[static_cast<std::size_t>(step)];
                before = spaces;
            }
        }
    }
    const auto usual = std::max_element(byWidth.begin(), byWidth.end());
    const bool usesTabs = tabs > *usual;
    const int width = *usual > 0 && !usesTabs ? static_cast<int>(usual - byWidth.begin()) : 4;
    setIndentationsUseTabs(usesTabs);
    setIndentationWidth(usesTabs ? 0 : width);
    setTabWidth(width);
}

void CodeView::takeLineEnds(QByteArrayView text)
{
    const qsizetype newLines = std::count(text.begin(), text.end(), '\n');
    const qsizetype returns = std::count(text.begin(), text.end(), '\r');
    if (newLines == 0 && returns == 0)
        setEolMode(EolUnix);
    else if (newLines == 0)
        setEolMode(EolMac);
    else
        setEolMode(2 * returns > newLines ? EolWindows : EolUnix);
}

void CodeView::setBytes(const QByteArray &bytes)
{
    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    takeIndentation(bytes);
    takeLineEnds(bytes);
    send(SCI_CLEARALL);
    replaceBytes(0, 0, bytes);
    send(SCI_EMPTYUNDOBUFFER);
    send(SCI_SETSAVEPOINT);
    send(SCI_GOTOPOS, 0);
    send(SCI_SETXOFFSET, 0);
    setScrollWidth(1);
    setReadOnly(wasReadOnly);
    fitNumbers();
}

void CodeView::takeBytes(const QByteArray &newer)
{
    const QByteArray older = bytes();
    // Only what differs is replaced, so that what stands around it keeps its place.
    qsizetype head = 0;
    const qsizetype least = std::min(older.size(), newer.size());
    while (head < least && older[head] == newer[head])
        ++head;
    qsizetype tail = 0;
    while (tail < least - head && older[older.size() - 1 - tail] == newer[newer.size() - 1 - tail])
        ++tail;
    // Not within a character.
    const auto isInside = [&](qsizetype at) {
        return at < newer.size() && (static_cast<unsigned char>(newer[at]) & 0xc0) == 0x80;
    };
    while (head > 0 && isInside(head))
        --head;
    while (tail > 0 && isInside(newer.size() - tail))
        --tail;

    const bool wasReadOnly = isReadOnly();
    setReadOnly(false);
    const int line = static_cast<int>(
        send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(cursor())));
    const int column = columnOf(cursor());
    const int top = firstVisibleLine();
    takeLineEnds(newer);
    send(SCI_BEGINUNDOACTION);
    replaceBytes(head, older.size() - tail,
                 QByteArrayView(newer).sliced(head, newer.size() - head - tail));
    send(SCI_ENDUNDOACTION);
    send(SCI_SETSAVEPOINT);
    send(SCI_SETEMPTYSELECTION, static_cast<unsigned long>(positionOf(line, column)));
    setFirstVisibleLine(top);
    setReadOnly(wasReadOnly);
}

QByteArray CodeView::bytes() const
{
    const auto *const text = static_cast<const char *>(
        SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return QByteArray(text, static_cast<qsizetype>(send(SCI_GETLENGTH)));
}

void CodeView::replaceBytes(long begin, long end, QByteArrayView text)
{
    send(SCI_SETTARGETSTART, static_cast<unsigned long>(begin));
    send(SCI_SETTARGETEND, static_cast<unsigned long>(end));
    SendScintilla(SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()),
                  text.isEmpty() ? "" : text.data());
}

long CodeView::positionOf(long line, int column) const
{
    line = std::clamp(line, 0L, std::max(0L, lineCount() - 1));
    const long begin = send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const long end = send(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line));
    const QString text = QString::fromUtf8(bytesBetween(begin, end));
    return begin + static_cast<long>(QStringView(text).left(std::max(column, 0)).toUtf8().size());
}

int CodeView::columnOf(long position) const
{
    const long line = send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(position));
    const long begin = send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    return static_cast<int>(QString::fromUtf8(bytesBetween(begin, position)).size());
}

QByteArrayView CodeView::bytesBetween(long begin, long end) const
{
    const auto *const text = static_cast<const char *>(
        SendScintillaPtrResult(SCI_GETCHARACTERPOINTER));
    return QByteArrayView(text + begin, std::max(0L, end - begin));
}

QPoint CodeView::pointOf(long position) const
{
    return {static_cast<int>(send(SCI_POINTXFROMPOSITION, 0, position)),
            static_cast<int>(send(SCI_POINTYFROMPOSITION, 0, position))};
}

void CodeView::showPlace(long position)
{
    const auto line = static_cast<unsigned long>(
        send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(position)));
    send(SCI_ENSUREVISIBLE, line);
    const long shown = send(SCI_VISIBLEFROMDOCLINE, line);
    const long top = send(SCI_GETFIRSTVISIBLELINE);
    const long height = send(SCI_LINESONSCREEN);
    if (shown < top + kLinesAround || shown >= top + height - kLinesAround)
        setFirstVisibleLine(static_cast<int>(std::max(0L, shown - height / 3)));
}

bool CodeView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_marks) {
        const auto *const help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), m_marks->toolTipAt(help->pos()), viewport());
        return true;
    }
    return QsciScintilla::viewportEvent(event);
}

void CodeView::paintEvent(QPaintEvent *event)
{
    QsciScintilla::paintEvent(event);
    if (!m_marks)
        return;
    QPainter painter(viewport());
    painter.setClipRegion(event->region());
    m_marks->paint(painter);
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QsciScintilla::resizeEvent(event);
    if (m_marks)
        m_marks->wrap();
    Q_EMIT resized();
}

} // namespace eventscope::ui
