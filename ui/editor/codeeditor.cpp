// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editor/codeeditor.h"

#include "editor/codeassistant.h"
#include "editor/codefile.h"
#include "editor/codefindbar.h"
#include "editor/codeview.h"
#include "panels/notice.h"

#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace eventscope::ui {

CodeEditor::CodeEditor(QWidget *parent)
    : QWidget(parent)
    , m_notice(new Notice(this))
    , m_view(new CodeView(this))
    , m_find(new CodeFindBar(*m_view, this))
    , m_file(new CodeFile(this))
    , m_marks(new CodeMarks(*m_view))
    , m_assistant(new CodeAssistant(*m_view))
{
    setObjectName(QStringLiteral("codeEditor"));
    auto *const layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_find);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);
    m_view->setMarks(m_marks);
    m_view->setAccessibleName(tr("Code"));
    m_view->setAccessibleDescription(
        tr("Tab indents. Ctrl+Tab, or Esc and then Tab, leads out of the code."));
    connectFile();
    connectView();
    updateReadOnly();
}

CodeEditor::~CodeEditor() = default;

void CodeEditor::connectView()
{
    connect(m_view, &QsciScintilla::textChanged, this, [this] {
        ++m_revision;
        Q_EMIT textChanged();
    });
    connect(m_view, &QsciScintilla::modificationChanged, this, &CodeEditor::updateModified);
    connect(m_view, &QsciScintilla::cursorPositionChanged, this,
            [this] { Q_EMIT placeChanged(line(), column()); });
}

bool CodeEditor::isModified() const
{
    return m_isOpen && (m_view->isModified() || (m_isGone && m_view->length() > 0));
}

void CodeEditor::updateModified()
{
    const bool isNow = isModified();
    if (isNow == m_wasModified)
        return;
    m_wasModified = isNow;
    Q_EMIT modificationChanged(isNow);
}

void CodeEditor::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    updateReadOnly();
}

bool CodeEditor::isReadOnly() const
{
    return m_view->isReadOnly();
}

void CodeEditor::updateReadOnly()
{
    m_view->setReadOnly(!m_isOpen || m_isOpening || m_isReadOnly || m_isUnwritable);
}

QString CodeEditor::text() const
{
    return QString::fromUtf8(m_view->bytes());
}

QString CodeEditor::noticeText() const
{
    return m_notice->isHidden() ? QString() : m_notice->sentence();
}

void CodeEditor::setDiagnostics(std::vector<CodeDiagnostic> diagnostics)
{
    if (diagnostics == m_marks->diagnostics())
        return;
    m_marks->setDiagnostics(std::move(diagnostics));
    Q_EMIT diagnosticsChanged();
}

const std::vector<CodeDiagnostic> &CodeEditor::diagnostics() const
{
    return m_marks->diagnostics();
}

void CodeEditor::goToDiagnostic(std::size_t index)
{
    if (index < diagnostics().size())
        goTo(m_marks->lineOf(index), std::max(diagnostics()[index].column, 1));
}

void CodeEditor::goToNextDiagnostic()
{
    goToNeighbour(true);
}

void CodeEditor::goToPreviousDiagnostic()
{
    goToNeighbour(false);
}

// By its line and column from the cursor; over the end, from the start again.
void CodeEditor::goToNeighbour(bool forward)
{
    if (diagnostics().empty())
        return;
    const auto placeOf = [this](std::size_t i) {
        return std::pair(m_marks->lineOf(i), std::max(diagnostics()[i].column, 1));
    };
    const std::pair here(line(), column());
    std::optional<std::size_t> next;
    std::size_t outermost = 0;
    for (std::size_t i = 0; i < diagnostics().size(); ++i) {
        const auto place = placeOf(i);
        if (forward ? place < placeOf(outermost) : place > placeOf(outermost))
            outermost = i;
        const bool isAhead = forward ? place > here : place < here;
        if (isAhead && (!next || (forward ? place < placeOf(*next) : place > placeOf(*next))))
            next = i;
    }
    goToDiagnostic(next.value_or(outermost));
}

void CodeEditor::setRunningLines(std::optional<std::pair<int, int>> lines, bool reveal)
{
    m_marks->setRunningLines(lines);
    if (lines && reveal)
        m_view->showPlace(m_view->positionOf(lines->first - 1, 0));
}

void CodeEditor::setLineNotes(std::vector<CodeLineNote> notes)
{
    m_marks->setNotes(std::move(notes));
}

void CodeEditor::setCompletions(CodeCompletions completions)
{
    m_assistant->setCompletions(std::move(completions));
}

void CodeEditor::completionsArrived()
{
    m_assistant->refresh();
}

void CodeEditor::goTo(int line, int column)
{
    const long position = m_view->positionOf(line - 1, column - 1);
    m_view->showPlace(position);
    m_view->send(CodeView::SCI_SETEMPTYSELECTION, static_cast<unsigned long>(position));
    m_view->setFocus(Qt::OtherFocusReason);
}

int CodeEditor::line() const
{
    return static_cast<int>(m_view->send(CodeView::SCI_LINEFROMPOSITION,
                                         static_cast<unsigned long>(m_view->cursor())))
           + 1;
}

int CodeEditor::column() const
{
    return m_view->columnOf(m_view->cursor()) + 1;
}

int CodeEditor::lineCount() const
{
    return static_cast<int>(m_view->lineCount());
}

void CodeEditor::find()
{
    m_find->open(CodeFindBar::Mode::Find);
}

void CodeEditor::replace()
{
    m_find->open(isReadOnly() ? CodeFindBar::Mode::Find : CodeFindBar::Mode::Replace);
}

void CodeEditor::findNext()
{
    m_find->findNext();
}

void CodeEditor::findPrevious()
{
    m_find->findPrevious();
}

void CodeEditor::askForLine()
{
    m_find->open(CodeFindBar::Mode::Line);
}

void CodeEditor::toggleComment()
{
    m_view->toggleComment();
}

void CodeEditor::undo()
{
    m_view->undo();
}

void CodeEditor::redo()
{
    m_view->redo();
}

void CodeEditor::zoomIn()
{
    m_view->zoomIn();
}

void CodeEditor::zoomOut()
{
    m_view->zoomOut();
}

void CodeEditor::resetZoom()
{
    m_view->zoomTo(0);
}

// The keys of the editor, from wherever the focus is in it. A trial says only whether it is one of them.
bool CodeEditor::runKey(const QKeyEvent &event, bool isTrial)
{
    struct Key {
        QKeyCombination keys;
        void (CodeEditor::*run)();
        bool isOfText = false; // only while the text has the focus
    };
    static const Key kKeys[] = {
        {Qt::CTRL | Qt::Key_F, &CodeEditor::find},
        {Qt::CTRL | Qt::Key_H, &CodeEditor::replace},
        {Qt::Key_F3, &CodeEditor::findNext},
        {Qt::SHIFT | Qt::Key_F3, &CodeEditor::findPrevious},
        {Qt::CTRL | Qt::Key_G, &CodeEditor::askForLine},
        {Qt::CTRL | Qt::Key_S, &CodeEditor::save},
        {Qt::Key_F8, &CodeEditor::goToNextDiagnostic},
        {Qt::SHIFT | Qt::Key_F8, &CodeEditor::goToPreviousDiagnostic},
        {Qt::CTRL | Qt::Key_Plus, &CodeEditor::zoomIn},
        {Qt::CTRL | Qt::Key_Equal, &CodeEditor::zoomIn},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_Plus, &CodeEditor::zoomIn},
        {Qt::CTRL | Qt::Key_Minus, &CodeEditor::zoomOut},
        {Qt::CTRL | Qt::Key_0, &CodeEditor::resetZoom},
        {Qt::CTRL | Qt::Key_Slash, &CodeEditor::toggleComment, true},
        {Qt::CTRL | Qt::Key_Space, &CodeEditor::complete, true},
        {Qt::CTRL | Qt::SHIFT | Qt::Key_Space, &CodeEditor::showCallTip, true},
    };
    const QKeyCombination pressed(event.modifiers() & ~Qt::KeypadModifier,
                                  static_cast<Qt::Key>(event.key()));
    for (const Key &key : kKeys) {
        if (key.keys != pressed || (key.isOfText && !m_view->hasFocus()))
            continue;
        if (!isTrial)
            (this->*key.run)();
        return true;
    }
    return false;
}

void CodeEditor::complete()
{
    m_assistant->complete();
}

void CodeEditor::showCallTip()
{
    m_assistant->showCallTip();
}

// What the text and the find bar leave alone comes here, before it is the window's.
bool CodeEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && runKey(*static_cast<QKeyEvent *>(event), true)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void CodeEditor::keyPressEvent(QKeyEvent *event)
{
    if (!runKey(*event, false))
        QWidget::keyPressEvent(event);
}

} // namespace eventscope::ui
