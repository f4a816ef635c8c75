// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/keycapture.h"

#include <QKeyEvent>

namespace eventscope::ui {

KeyCapture::KeyCapture(QWidget *parent)
    : QLineEdit(parent)
{
    setPlaceholderText(tr("Press the keys"));
    setContextMenuPolicy(Qt::NoContextMenu);
    setAcceptDrops(false);
}

bool KeyCapture::canBeTaken(const QKeySequence &key)
{
    if (key.count() != 1)
        return false;
    switch (key[0].key()) {
    case Qt::Key_unknown:
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Meta:
    case Qt::Key_Super_L:
    case Qt::Key_Super_R:
    case Qt::Key_CapsLock:
    case Qt::Key_NumLock:
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Escape:
        return false;
    default:
        return true;
    }
}

bool KeyCapture::event(QEvent *event)
{
    // Before any shortcut, and before the dialog's own keys.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyCapture::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        clear();
        Q_EMIT cancelled();
        return;
    }
    Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    // The shift of "?" is in the character already.
    const QString text = event->text();
    if (modifiers == Qt::ShiftModifier && !text.isEmpty() && text[0].isPrint()
        && !text[0].isLetter() && !text[0].isSpace())
        modifiers = Qt::NoModifier;
    const QKeySequence key(QKeyCombination(modifiers, static_cast<Qt::Key>(event->key())));
    if (!canBeTaken(key)) {
        event->ignore(); // Enter, Tab
        return;
    }
    setText(key.toString(QKeySequence::NativeText));
    Q_EMIT pressed(key);
}

} // namespace eventscope::ui
