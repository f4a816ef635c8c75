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

unsigned long ulong(long number)
{
    return static_cast<unsigned long>(number);
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

CodeContext CodeAssistant::context() const
{
    const QString before = QString::fromUtf8(m_view.bytesBetween(0, m_view.cursor()));
    return codeContextAt(before, before.size());
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
    m_context = context();
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
            others = codeNames(QString::fromUtf8(m_view.bytes()));
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
    const QString before = QString::fromUtf8(m_view.bytesBetween(0, m_view.cursor()));
    const long begin = static_cast<long>(QStringView(before).left(m_context.begin).toUtf8().size());
    const QPoint place = m_view.viewport()->mapTo(&m_view, m_view.pointOf(begin));
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
    const QString before = QString::fromUtf8(m_view.bytesBetween(0, m_view.cursor()));
    qsizetype from = m_context.begin;
    const bool hasDot = candidate.takesDot && from > 0 && before[from - 1] == u'.'
                        && (from < 2 || before[from - 2] != u'?');
    from -= hasDot ? 1 : 0;
    const long begin = static_cast<long>(QStringView(before).left(from).toUtf8().size());
    QString text = candidate.text;
    const bool hasCall = m_view.send(CodeView::SCI_GETCHARAT, ulong(m_view.cursor())) == '(';
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
    const CodeContext here = context();
    const auto tip = codeCallTip(here, m_completions);
    if (!tip)
        return endTip();
    const QString before = QString::fromUtf8(m_view.bytesBetween(0, m_view.cursor()));
    const long begin = static_cast<long>(
        QStringView(before).left(here.calleeBegin).toUtf8().size());
    if (tip->text != m_tip || !m_view.send(CodeView::SCI_CALLTIPACTIVE)) {
        m_view.send(CodeView::SCI_CALLTIPSETPOSITION, 1); // above, since the list opens below
        m_view.sendText(CodeView::SCI_CALLTIPSHOW, ulong(begin), tip->text.toUtf8());
        m_tip = tip->text;
    }
    const auto bytes = [&](qsizetype place) {
        return static_cast<long>(QStringView(tip->text).left(place).toUtf8().size());
    };
    m_view.send(CodeView::SCI_CALLTIPSETHLT, ulong(bytes(tip->begin)), bytes(tip->end));
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
