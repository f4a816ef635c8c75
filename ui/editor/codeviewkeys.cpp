// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and drags do to the text: the part of CodeView that takes them.
#include "editor/codeview.h"

#include <Qsci/qscicommand.h>
#include <Qsci/qscicommandset.h>

#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QMimeData>

#include <algorithm>

namespace eventscope::ui {

// Of Scintilla's own keys, those that editors of today share. The others would take keys of the window, or do to a text what nobody
// asked for.
void CodeView::chooseKeys()
{
    for (const QsciCommand::Command command :
         {QsciCommand::LineCut, QsciCommand::LineCopy, QsciCommand::LineDelete,
          QsciCommand::LineTranspose, QsciCommand::SelectionLowerCase,
          QsciCommand::SelectionUpperCase, QsciCommand::WordPartLeft,
          QsciCommand::WordPartLeftExtend, QsciCommand::WordPartRight,
          QsciCommand::WordPartRightExtend, QsciCommand::Cancel, QsciCommand::ZoomIn,
          QsciCommand::ZoomOut}) {
        if (QsciCommand *const found = standardCommands()->find(command)) {
            found->setKey(0);
            found->setAlternateKey(0);
        }
    }
}

bool CodeView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *const key = static_cast<QKeyEvent *>(event);
        // Those of the editor around it, which is asked next, and those that lead out of it.
        if (key->key() == Qt::Key_Escape
            || (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier) {
            const bool isFunction = key->key() >= Qt::Key_F1 && key->key() <= Qt::Key_F35;
            if (!isFunction) {
                event->accept();
                return true;
            }
        }
        if (isReadOnly()
            && (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll))) {
            event->accept();
            return true;
        }
    }
    return QsciScintilla::event(event);
}

// Tab belongs to the text. Esc gives it back for once: what follows Esc leads on.
bool CodeView::focusNextPrevChild(bool next)
{
    if (!m_isLeaving && !isReadOnly())
        return false;
    m_isLeaving = false;
    return QAbstractScrollArea::focusNextPrevChild(next);
}

void CodeView::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool isTab = key == Qt::Key_Tab || key == Qt::Key_Backtab;
    if (isTab && event->modifiers().testFlag(Qt::ControlModifier)) {
        QAbstractScrollArea::focusNextPrevChild(key == Qt::Key_Tab
                                                && !event->modifiers().testFlag(Qt::ShiftModifier));
        event->accept();
        return;
    }
    if (key == Qt::Key_Escape) {
        m_isLeaving = true;
        event->accept();
        return;
    }
    if (key != Qt::Key_Shift)
        m_isLeaving = false;
    // Some keyboards send letters with the keys of commands, which would be typed.
    if (event->modifiers().testFlag(Qt::ControlModifier)
        && !event->modifiers().testFlag(Qt::AltModifier)
        && !standardCommands()->boundTo(
            static_cast<int>(event->keyCombination().toCombined() & ~Qt::KeypadModifier))) {
        event->ignore();
        return;
    }
    // What the next line is indented by goes by how this one is highlighted, which happens when it is painted.
    if (const long styled = send(SCI_GETENDSTYLED);
        styled < cursor()
        && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_BraceRight))
        send(SCI_COLOURISE, static_cast<unsigned long>(styled), cursor());
    QsciScintilla::keyPressEvent(event);
}

// Files are for the window, which opens them; the text would take their paths.
void CodeView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->ignore();
    else
        QsciScintilla::dragEnterEvent(event);
}

void CodeView::dragMoveEvent(QDragMoveEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->ignore();
    else
        QsciScintilla::dragMoveEvent(event);
}

void CodeView::focusInEvent(QFocusEvent *event)
{
    m_isLeaving = false;
    QsciScintilla::focusInEvent(event);
}

void CodeView::focusOutEvent(QFocusEvent *event)
{
    m_isLeaving = false;
    QsciScintilla::focusOutEvent(event);
}

void CodeView::toggleComment()
{
    if (isReadOnly() || m_comment.isEmpty())
        return;
    const QByteArray mark = m_comment.toUtf8();
    const auto lineOf = [this](long position) {
        return send(SCI_LINEFROMPOSITION, static_cast<unsigned long>(position));
    };
    const long begin = send(SCI_GETSELECTIONSTART);
    const long end = send(SCI_GETSELECTIONEND);
    const long first = lineOf(begin);
    long last = lineOf(end);
    // A selection that ends before the first letter of a line does not mean that line.
    if (last > first && send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(last)) == end)
        --last;
    const auto textOf = [this](long line) {
        return bytesBetween(send(SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(line)),
                            send(SCI_GETLINEENDPOSITION, static_cast<unsigned long>(line)));
    };
    bool isAll = true; // lines with anything in them are comments
    bool isAny = false;
    long column = -1; // of the leftmost
    for (long line = first; line <= last; ++line) {
        const QByteArrayView text = textOf(line);
        if (text.isEmpty())
            continue;
        isAny = true;
        isAll = isAll && text.startsWith(mark);
        const long indent = send(SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(line))
                            - send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
        column = column < 0 ? indent : std::min(column, indent);
    }
    if (!isAny)
        return;
    send(SCI_BEGINUNDOACTION);
    for (long line = first; line <= last; ++line) {
        const QByteArrayView text = textOf(line);
        if (text.isEmpty())
            continue;
        const long indent = send(SCI_GETLINEINDENTPOSITION, static_cast<unsigned long>(line));
        if (isAll) {
            const bool hasSpace = text.size() > mark.size() && text[mark.size()] == ' ';
            replaceBytes(indent, indent + static_cast<long>(mark.size()) + (hasSpace ? 1 : 0), {});
        } else {
            const long at = send(SCI_POSITIONFROMLINE, static_cast<unsigned long>(line)) + column;
            replaceBytes(at, at, mark + ' ');
        }
    }
    send(SCI_ENDUNDOACTION);
}

} // namespace eventscope::ui
