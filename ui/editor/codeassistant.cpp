// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeassistant.h"

#include "editor/codeview.h"
#include "panels/completionpopup.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr qsizetype kLettersThatOpen = 2;
constexpr long kMostBytes = 64'000; // before the cursor, that are looked at: some milliseconds

unsigned long ulong(long number)
{
    return static_cast<unsigned long>(number);
}

long bytesOf(const QString &text, qsizetype place)
{
    return static_cast<long>(QStringView(text).left(place).toUtf8().size());
}

bool isLetter(int c)
{
    return c == '_' || c == '$' || c > 127 || QChar(c).isLetterOrNumber();
}

} // namespace

CodeAssistant::CodeAssistant(CodeView &view)
    : QObject(&view)
    , m_view(view)
    , m_popup(new CompletionPopup(&view, CompletionPopup::Place::AtCursor))
{
    view.installEventFilter(this);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &CodeAssistant::act);
    connect(m_popup, &CompletionPopup::chosen, this, &CodeAssistant::accept);
    connect(m_popup, &CompletionPopup::currentChanged, this, [this](int row) {
        const bool isRow = row >= 0 && row < static_cast<int>(m_candidates.size());
        m_popup->setHelp(isRow ? m_candidates[static_cast<std::size_t>(row)].help : QString());
    });
    connect(&view, &QsciScintillaBase::SCN_CHARADDED, this, &CodeAssistant::takeLetter);
    connect(&view, &QsciScintilla::textChanged, this, [this] {
        if (isOpen() || !m_tip.isEmpty())
            m_soon.start();
    });
    connect(&view, &QsciScintilla::cursorPositionChanged, this, [this] {
        if (isOpen() || !m_tip.isEmpty())
            m_soon.start();
    });
    connect(&view, &QsciScintillaBase::SCN_FOCUSOUT, this, &CodeAssistant::close);
    connect(view.verticalScrollBar(), &QAbstractSlider::valueChanged, m_popup, &QWidget::hide);
}

void CodeAssistant::setCompletions(CodeCompletions completions)
{
    m_completions = std::move(completions);
    refresh();
}

bool CodeAssistant::isOpen() const
{
    return m_popup->isVisible();
}

int CodeAssistant::current() const
{
    return m_popup->current();
}

// Of a very long text, what stands near: from the start of a line, in the hope that no string goes over it.
QString CodeAssistant::textBefore(long &base) const
{
    base = 0;
    const long end = m_view.cursor();
    if (end > kMostBytes) {
        const long line = m_view.send(CodeView::SCI_LINEFROMPOSITION, ulong(end - kMostBytes));
        base = m_view.send(CodeView::SCI_POSITIONFROMLINE, ulong(line));
        if (end - base > 2 * kMostBytes) // all of it in one line
            base = m_view.send(CodeView::SCI_POSITIONAFTER, ulong(end - kMostBytes));
    }
    return QString::fromUtf8(m_view.bytesBetween(base, end));
}

CodeContext CodeAssistant::context(QString &text, long &base) const
{
    text = textBefore(base);
    return codeContextAt(text, text.size());
}

void CodeAssistant::takeLetter(int letter)
{
    m_wantsTip = m_wantsTip || letter == '(' || letter == ',';
    m_wantsList = m_wantsList || isLetter(letter) || letter == '.' || letter == '\''
                  || letter == '"' || letter == '`' || letter == '-';
    m_soon.start();
}

void CodeAssistant::act()
{
    const bool wantsList = std::exchange(m_wantsList, false);
    const bool wantsTip = std::exchange(m_wantsTip, false);
    if (m_view.isReadOnly())
        return close();
    if (wantsTip || !m_tip.isEmpty())
        updateTip();
    if (wantsList || isOpen())
        offer(false);
}

void CodeAssistant::complete()
{
    if (!m_view.isReadOnly())
        offer(true);
}

void CodeAssistant::refresh()
{
    if (isOpen())
        offer(false);
}

void CodeAssistant::offer(bool isAsked)
{
    const bool wasOpen = isOpen();
    QString before;
    long base = 0;
    m_context = context(before, base);
    m_begin = base + bytesOf(before, m_context.begin);
    const auto length = m_context.typed.size();
    bool opens = isAsked;
    switch (m_context.kind) {
    case CodeContext::Kind::Nothing:
        break;
    case CodeContext::Kind::Member:
        opens = true;
        break;
    case CodeContext::Kind::HandlerKey:
    case CodeContext::Kind::String:
        opens = opens || !m_context.quote.isNull() || length >= kLettersThatOpen;
        break;
    case CodeContext::Kind::Name:
        opens = opens || length >= kLettersThatOpen || (wasOpen && length > 0);
        break;
    }
    m_candidates.clear();
    if (opens) {
        const bool wantsNames = m_context.kind == CodeContext::Kind::Name
                                || m_context.kind == CodeContext::Kind::Member;
        QStringList others;
        if (wantsNames) {
            const long end = std::min(m_view.cursor() + kMostBytes,
                                      m_view.send(CodeView::SCI_GETLENGTH));
            others = codeNames(QString::fromUtf8(m_view.bytesBetween(base, end)));
            others.removeOne(m_context.typed);
        }
        m_candidates = codeCandidates(m_context, m_completions, others);
    }
    // What stands there already needs no list.
    if (m_candidates.size() == 1 && m_candidates.front().title == m_context.typed
        && !m_candidates.front().isCall)
        m_candidates.clear();
    std::vector<FilterCompletions::Completion> rows;
    for (const CodeCandidate &each : m_candidates)
        rows.push_back(
            {.text = each.text, .title = each.title, .detail = each.detail, .plain = {}});
    const QPoint place = m_view.viewport()->mapTo(&m_view, m_view.pointOf(m_begin));
    const int height = static_cast<int>(m_view.send(CodeView::SCI_TEXTHEIGHT, 0));
    m_popup->offer(rows, QRect(place, QSize(1, height)));
    if (!rows.empty())
        m_popup->choose(0);
}

void CodeAssistant::accept(int row)
{
    if (row < 0 || row >= static_cast<int>(m_candidates.size()))
        return;
    const CodeCandidate candidate = m_candidates[static_cast<std::size_t>(row)];
    m_popup->hide();
    long begin = m_begin;
    const auto signAt = [this](long position) {
        return m_view.send(CodeView::SCI_GETCHARAT, ulong(position));
    };
    if (candidate.takesDot && begin > 0 && signAt(begin - 1) == '.'
        && (begin < 2 || signAt(begin - 2) != '?'))
        --begin;
    QString text = candidate.text;
    const bool hasCall = signAt(m_view.cursor()) == '(';
    const bool isEmptyCall = candidate.detail == QStringLiteral("()");
    if (candidate.isCall && !hasCall)
        text += isEmptyCall ? QStringLiteral("()") : QStringLiteral("(");
    const QByteArray bytes = text.toUtf8();
    m_view.send(CodeView::SCI_BEGINUNDOACTION);
    m_view.replaceBytes(begin, m_view.cursor(), bytes);
    m_view.send(CodeView::SCI_ENDUNDOACTION);
    m_view.send(CodeView::SCI_SETEMPTYSELECTION, ulong(begin + static_cast<long>(bytes.size())));
    m_view.send(CodeView::SCI_CHOOSECARETX);
    m_soon.stop();
    m_wantsList = false;
    if (candidate.isCall && !isEmptyCall && !hasCall)
        updateTip();
}

void CodeAssistant::showCallTip()
{
    updateTip();
}

void CodeAssistant::updateTip()
{
    QString before;
    long base = 0;
    const CodeContext here = context(before, base);
    const auto tip = codeCallTip(here, m_completions);
    if (!tip)
        return endTip();
    const long begin = base + bytesOf(before, here.calleeBegin);
    if (tip->text != m_tip || !m_view.send(CodeView::SCI_CALLTIPACTIVE)) {
        m_view.send(CodeView::SCI_CALLTIPSETPOSITION, 1); // above, since the list opens below
        m_view.sendText(CodeView::SCI_CALLTIPSHOW, ulong(begin), tip->text.toUtf8());
        m_tip = tip->text;
    }
    m_view.send(CodeView::SCI_CALLTIPSETHLT, ulong(bytesOf(tip->text, tip->begin)),
                bytesOf(tip->text, tip->end));
}

void CodeAssistant::endTip()
{
    m_tip.clear();
    m_view.send(CodeView::SCI_CALLTIPCANCEL);
}

void CodeAssistant::close()
{
    m_soon.stop();
    m_popup->hide();
    endTip();
}

bool CodeAssistant::takeKey(const QKeyEvent &event, bool isTrial)
{
    const bool isPlain = (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (!isPlain)
        return false;
    if (event.key() == Qt::Key_Escape && (isOpen() || !m_tip.isEmpty())) {
        if (!isTrial) {
            if (isOpen())
                m_popup->hide();
            else
                endTip();
        }
        return true;
    }
    if (!isOpen())
        return false;
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab: {
        const int row = m_popup->current();
        // Whole already: the key does what it does elsewhere.
        const bool isWhole = row >= 0
                             && m_candidates[static_cast<std::size_t>(row)].text == m_context.typed
                             && event.key() != Qt::Key_Tab;
        if (row < 0 || isWhole) {
            if (!isTrial)
                m_popup->hide();
            return false;
        }
        if (!isTrial)
            accept(row);
        return true;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (!isTrial)
            m_popup->handleKey(event.key());
        return true;
    default:
        return false;
    }
}

bool CodeAssistant::eventFilter(QObject *watched, QEvent *event)
{
    const bool isTrial = event->type() == QEvent::ShortcutOverride;
    if (isTrial || event->type() == QEvent::KeyPress) {
        if (takeKey(*static_cast<QKeyEvent *>(event), isTrial)) {
            event->accept();
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace eventscope::ui
