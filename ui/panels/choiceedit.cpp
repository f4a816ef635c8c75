// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/choiceedit.h"

#include "panels/completionpopup.h"
#include "widgets/theme.h"

#include <QAction>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

namespace eventscope::ui {

ChoiceEdit::ChoiceEdit(Choices choices, QWidget *parent)
    : QLineEdit(parent)
    , m_choices(std::move(choices))
    , m_popup(new CompletionPopup(this, CompletionPopup::Place::BelowLine))
{
    QAction *const arrow = addAction(Theme::instance().icon(QStringLiteral("arrow-down")),
                                     QLineEdit::TrailingPosition);
    arrow->setText(tr("List what there is"));
    connect(arrow, &QAction::triggered, this, [this] {
        setFocus();
        list(true);
    });
    connect(this, &QLineEdit::textEdited, this, [this] { list(false); });
    connect(m_popup, &CompletionPopup::chosen, this, &ChoiceEdit::accept);
}

bool ChoiceEdit::isChoosing() const
{
    return m_popup->isVisible();
}

void ChoiceEdit::listAgain()
{
    if (m_isWanted && hasFocus() && m_popup->current() < 0)
        list(m_all);
}

void ChoiceEdit::list(bool all)
{
    m_isWanted = true;
    m_all = all;
    m_list = m_choices(all ? QString() : text());
    m_popup->offer(m_list, 0);
}

void ChoiceEdit::accept(int row)
{
    m_popup->hide();
    m_isWanted = false;
    if (row < 0 || static_cast<std::size_t>(row) >= m_list.size())
        return;
    const QString chosen = m_list[static_cast<std::size_t>(row)].plain;
    setText(chosen);
    Q_EMIT textEdited(chosen); // as if it had been typed
    m_popup->hide();
    m_isWanted = false;
}

bool ChoiceEdit::event(QEvent *event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if ((override || event->type() == QEvent::KeyPress) && m_popup->isVisible()) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool takes = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab;
        if (key == Qt::Key_Escape || (takes && m_popup->current() >= 0)) {
            event->accept();
            if (override)
                return true;
            accept(key == Qt::Key_Escape ? -1 : m_popup->current());
            return true;
        }
    }
    return QLineEdit::event(event);
}

void ChoiceEdit::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool asks = key == Qt::Key_Down
                      || (key == Qt::Key_Space && event->modifiers() == Qt::ControlModifier);
    if (m_popup->isVisible() && m_popup->handleKey(key))
        return;
    if (asks && !m_popup->isVisible())
        return list(true);
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        m_popup->hide();
        Q_EMIT entered();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ChoiceEdit::focusOutEvent(QFocusEvent *event)
{
    m_popup->hide();
    m_isWanted = false;
    QLineEdit::focusOutEvent(event);
}

} // namespace eventscope::ui
