// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codemarks.h"

#include "editor/codeview.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <map>

namespace eventscope::ui {

namespace {

using View = CodeView;

constexpr int kFewestColumns = 24; // that a sentence is wrapped to
constexpr std::size_t kMostMarked
    = 200;                   // diagnostics that move with their lines and are told below them
constexpr int kBar = 4;      // beside the lines that ran
constexpr int kNoteBar = 48; // of a share of 1
constexpr int kLongestSentence = 2'000;

unsigned long ulong(long number)
{
    return static_cast<unsigned long>(number);
}

QString sentenceOf(const CodeDiagnostic &diagnostic)
{
    const QString sentence = oneLine(diagnostic.sentence.toStdString(), kLongestSentence);
    return diagnostic.code.isEmpty() ? sentence
                                     : sentence + QStringLiteral(" [") + diagnostic.code + u']';
}

// Between words where there are some.
QString wrapped(const QString &text, qsizetype columns)
{
    QString made;
    qsizetype begin = 0;
    while (text.size() - begin > columns) {
        qsizetype end = text.lastIndexOf(u' ', begin + columns);
        const bool isWord = end > begin;
        if (!isWord)
            end = begin + columns;
        made += text.mid(begin, end - begin) + u'\n';
        begin = end + (isWord ? 1 : 0);
    }
    return made + text.mid(begin);
}

bool isError(const CodeDiagnostic &diagnostic)
{
    return diagnostic.severity == CodeDiagnostic::Severity::Error;
}

// A disc with a cross for errors, a triangle with a stroke for warnings: told apart without colours.
void paintSign(QPainter &painter, const QRectF &place, bool error)
{
    const Tokens &tokens = Theme::instance().tokens();
    painter.setPen(Qt::NoPen);
    painter.setBrush(error ? tokens.error : tokens.warning);
    const QPointF middle = place.center();
    if (error) {
        painter.drawEllipse(place);
        const double arm = place.width() * 0.2;
        painter.setPen(QPen(tokens.surface, place.width() * 0.14, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm));
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm));
        return;
    }
    painter.drawPolygon(
        QPolygonF{QPointF(middle.x(), place.top()), place.bottomRight(), place.bottomLeft()});
    painter.setPen(QPen(tokens.surface, place.width() * 0.14, Qt::SolidLine, Qt::RoundCap));
    const double top = place.top() + place.height() * 0.38;
    painter.drawLine(QPointF(middle.x(), top), QPointF(middle.x(), top + place.height() * 0.22));
    painter.drawPoint(QPointF(middle.x(), place.bottom() - place.height() * 0.16));
}

} // namespace

CodeMarks::CodeMarks(CodeView &view)
    : QObject(&view)
    , m_view(view)
{}

int CodeMarks::lineOfHandle(const Placed &placed) const
{
    const int line = placed.handle < 0 ? -1 : m_view.markerLine(placed.handle);
    return line < 0 ? placed.line : line + 1;
}

CodeMarks::Placed CodeMarks::place(int line, int marker)
{
    const int last = static_cast<int>(m_view.lineCount());
    line = std::clamp(line, 1, std::max(last, 1));
    return {m_view.markerAdd(line - 1, marker), line};
}

void CodeMarks::lift(std::vector<Placed> &places)
{
    for (const Placed &placed : places)
        m_view.markerDeleteHandle(placed.handle);
    places.clear();
}

void CodeMarks::setDiagnostics(std::vector<CodeDiagnostic> diagnostics)
{
    lift(m_places);
    for (const int indicator : {View::ErrorWave, View::WarningWave}) {
        m_view.send(View::SCI_SETINDICATORCURRENT, ulong(indicator));
        m_view.send(View::SCI_INDICATORCLEARRANGE, 0, m_view.send(View::SCI_GETLENGTH));
    }
    m_diagnostics = std::move(diagnostics);
    for (const CodeDiagnostic &diagnostic : m_diagnostics) {
        // The line of each is looked for among all lines whenever it is painted.
        m_places.push_back(m_places.size() < kMostMarked ? place(diagnostic.line, View::Keeper)
                                                         : Placed{.line = diagnostic.line});
        underline(diagnostic);
    }
    m_columns = 0;
    wrap();
    m_view.viewport()->update();
}

// From the column to the end of the word there, or the whole line.
void CodeMarks::underline(const CodeDiagnostic &diagnostic)
{
    if (diagnostic.line < 1 || diagnostic.line > m_view.lineCount())
        return;
    const unsigned long line = ulong(diagnostic.line - 1);
    long begin = m_view.send(View::SCI_GETLINEINDENTPOSITION, line);
    long end = m_view.send(View::SCI_GETLINEENDPOSITION, line);
    if (diagnostic.column > 0) {
        begin = std::min(m_view.positionOf(diagnostic.line - 1, diagnostic.column - 1), end);
        const long word = m_view.send(View::SCI_WORDENDPOSITION, ulong(begin), 1);
        end = std::min(std::max(word, m_view.send(View::SCI_POSITIONAFTER, ulong(begin))), end);
        // Behind the last letter there is nothing to underline but that.
        if (begin == end)
            begin = std::max(m_view.send(View::SCI_POSITIONBEFORE, ulong(begin)),
                             m_view.send(View::SCI_POSITIONFROMLINE, line));
    }
    m_view.send(View::SCI_SETINDICATORCURRENT,
                ulong(isError(diagnostic) ? View::ErrorWave : View::WarningWave));
    m_view.send(View::SCI_INDICATORFILLRANGE, ulong(begin), end - begin);
}

int CodeMarks::lineOf(std::size_t diagnostic) const
{
    return lineOfHandle(m_places[diagnostic]);
}

void CodeMarks::wrap()
{
    const long width = m_view.send(View::SCI_TEXTWIDTH, View::ErrorStyle,
                                   reinterpret_cast<long>("0000000000"));
    const int room = m_view.viewport()->width() - m_view.pointOf(0).x();
    const int columns = std::max(kFewestColumns,
                                 static_cast<int>(room * 10L / std::max(width, 1L)) - 8);
    if (columns == m_columns)
        return;
    m_columns = columns;
    annotate();
}

void CodeMarks::annotate()
{
    struct Below {
        QByteArray text;
        QByteArray styles; // one a byte
        int columns = 0;
    };
    std::map<int, Below> lines;
    for (std::size_t i = 0; i < m_diagnostics.size() && i < kMostMarked; ++i) {
        const int line = lineOf(i) - 1;
        Below &below = lines[line];
        if (below.columns == 0) {
            const long indent = m_view.send(View::SCI_GETLINEINDENTATION, ulong(line));
            below.columns = std::max(kFewestColumns, m_columns - static_cast<int>(indent));
        }
        if (!below.text.isEmpty()) {
            below.text += '\n';
            below.styles += below.styles.back();
        }
        const bool error = isError(m_diagnostics[i]);
        below.text += wrapped(sentenceOf(m_diagnostics[i]), below.columns).toUtf8();
        below.styles.resize(below.text.size(),
                            static_cast<char>(error ? View::ErrorStyle : View::WarningStyle));
    }
    m_view.send(View::SCI_ANNOTATIONCLEARALL);
    for (const auto &[line, below] : lines) {
        m_view.sendText(View::SCI_ANNOTATIONSETTEXT, ulong(line), below.text);
        m_view.sendText(View::SCI_ANNOTATIONSETSTYLES, ulong(line), below.styles);
    }
}

void CodeMarks::setRunningLines(std::optional<std::pair<int, int>> lines)
{
    lift(m_running);
    if (lines) {
        const int last = std::clamp(lines->second, lines->first,
                                    std::max(lines->first, static_cast<int>(m_view.lineCount())));
        for (int line = std::max(lines->first, 1); line <= last; ++line) {
            m_running.push_back(place(line, View::RunningLine));
            m_running.push_back(place(line, View::RunningBar));
        }
    }
}

std::optional<std::pair<int, int>> CodeMarks::runningLines() const
{
    if (m_running.empty())
        return std::nullopt;
    return std::pair(lineOfHandle(m_running.front()), lineOfHandle(m_running.back()));
}

void CodeMarks::setNotes(std::vector<CodeLineNote> notes)
{
    if (notes == m_notes)
        return;
    lift(m_notePlaces);
    m_notes = std::move(notes);
    for (const CodeLineNote &note : m_notes)
        m_notePlaces.push_back(place(note.line, View::Keeper));
    m_view.viewport()->update();
}

void CodeMarks::forget()
{
    setDiagnostics({});
    setRunningLines(std::nullopt);
    setNotes({});
}

void CodeMarks::takeTheme()
{
    m_columns = 0;
    wrap();
}

QString CodeMarks::toolTipAt(const QPoint &place) const
{
    const long position = m_view.send(View::SCI_POSITIONFROMPOINT, ulong(place.x()), place.y());
    const int line = static_cast<int>(m_view.send(View::SCI_LINEFROMPOSITION, ulong(position))) + 1;
    QStringList texts;
    for (std::size_t i = 0; i < m_diagnostics.size(); ++i) {
        if (lineOf(i) == line)
            texts += sentenceOf(m_diagnostics[i]);
    }
    for (std::size_t i = 0; i < m_notes.size(); ++i) {
        if (lineOfHandle(m_notePlaces[i]) == line && !m_notes[i].toolTip.isEmpty())
            texts += m_notes[i].toolTip;
    }
    return texts.isEmpty() ? QString() : plainToolTip(texts.join(u'\n'));
}

void CodeMarks::paint(QPainter &painter) const
{
    if (m_diagnostics.empty() && m_notes.empty())
        return;
    const Tokens &tokens = Theme::instance().tokens();
    const int height = static_cast<int>(m_view.send(View::SCI_TEXTHEIGHT, 0));
    const QRect seen = m_view.viewport()->rect();
    const auto topOf = [&](int line) -> std::optional<int> {
        if (!m_view.send(View::SCI_GETLINEVISIBLE, ulong(line - 1)))
            return std::nullopt;
        const int top = m_view.pointOf(m_view.positionOf(line - 1, 0)).y();
        return top + height < 0 || top > seen.bottom() ? std::nullopt : std::optional(top);
    };
    painter.setRenderHint(QPainter::Antialiasing);
    std::map<int, bool> signs; // by line: whether there is an error
    for (std::size_t i = 0; i < m_diagnostics.size() && i < kMostMarked; ++i)
        signs[lineOf(i)] |= isError(m_diagnostics[i]);
    const double size = std::min(height - 4.0, 13.0);
    const double left = (m_view.marginWidth(View::SignMargin) + kBar - size) / 2.0;
    for (const auto &[line, error] : signs) {
        if (const auto top = topOf(line))
            paintSign(painter, QRectF(left, *top + (height - size) / 2, size, size), error);
    }

    QFont font = Theme::instance().small();
    painter.setFont(font);
    const QFontMetrics metrics(font);
    for (std::size_t i = 0; i < m_notes.size(); ++i) {
        const CodeLineNote &note = m_notes[i];
        const int line = lineOfHandle(m_notePlaces[i]);
        const auto top = topOf(line);
        if (!top)
            continue;
        const long end = m_view.send(View::SCI_GETLINEENDPOSITION, ulong(line - 1));
        const int width = metrics.horizontalAdvance(note.text);
        const int right = seen.right() - Theme::kGrid;
        const int bar = qRound(kNoteBar * std::clamp(note.share, 0.0, 1.0));
        // Letters go first.
        if (m_view.pointOf(end).x() + 2 * Theme::kGrid > right - width - Theme::kTight - kNoteBar)
            continue;
        const QColor ink = note.isHot ? tokens.warning : tokens.textDim;
        const int base = *top + (height - metrics.height()) / 2 + metrics.ascent();
        painter.setPen(ink);
        painter.drawText(right - width, base, note.text);
        if (bar > 0)
            painter.fillRect(right - width - Theme::kGrid - bar, *top + height / 2 - 2, bar, 4,
                             ink);
    }
}

} // namespace eventscope::ui
