// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filteredit.h"

#include "panels/completionpopup.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostEarlier = 50;

} // namespace

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_popup(new CompletionPopup(this))
{
    setLayoutDirection(Qt::LeftToRight); // as expressions run
    connect(m_popup, &CompletionPopup::chosen, this, &FilterEdit::accept);
    connect(this, &QLineEdit::textEdited, this, [this] {
        markError(0);
        m_at = -1;
        offerCompletions(false);
    });
    connect(this, &QLineEdit::textChanged, this, [this] { markError(0); });
}

void FilterEdit::setCompletions(FilterCompletions *completions)
{
    m_completions = completions;
    connect(completions, &FilterCompletions::changed, this, [this] {
        if (m_wanted && hasFocus() && m_popup->current() < 0)
            offerCompletions(m_asked);
    });
}

bool FilterEdit::isCompleting() const
{
    return m_popup->isVisible();
}

void FilterEdit::endCompletion()
{
    m_popup->hide();
    m_wanted = false;
}

bool FilterEdit::completionTakes(int key) const
{
    if (!m_popup->isVisible())
        return false;
    if (key == Qt::Key_Return || key == Qt::Key_Enter)
        return m_popup->current() >= 0;
    return key == Qt::Key_Escape || key == Qt::Key_Tab;
}

void FilterEdit::markError(std::int64_t column)
{
    // Characters of the error are code points, those of a QString UTF-16 units.
    int mark = -1;
    if (column > 0) {
        const QString whole = text();
        mark = 0;
        for (std::int64_t i = 1; i < column && mark < whole.size(); ++i)
            mark += whole.at(mark).isHighSurrogate() ? 2 : 1;
    }
    if (mark == m_mark)
        return;
    m_mark = mark;
    update();
}

void FilterEdit::remember(const QString &filter)
{
    if (filter.trimmed().isEmpty())
        return;
    m_earlier.removeAll(filter);
    m_earlier.append(filter);
    if (m_earlier.size() > kMostEarlier)
        m_earlier.removeFirst();
    m_at = -1;
}

// By itself the list comes where something has been begun, or where few things can stand; by its key anywhere.
void FilterEdit::offerCompletions(bool asked)
{
    if (!m_completions)
        return;
    m_wanted = true;
    m_asked = asked;
    using Kind = CompletionPlace::Kind;
    m_offer = m_completions->offer(text(), cursorPosition());
    const bool begun = !m_offer.typed.isEmpty();
    const bool few = m_offer.kind == Kind::Operator || m_offer.kind == Kind::Value
                     || m_offer.kind == Kind::Existing;
    if (!asked && (text().isEmpty() || (!begun && !few)))
        m_offer.list.clear();
    const QFontMetrics metrics(font());
    const int typed = metrics.horizontalAdvance(
        text().mid(m_offer.begin, cursorPosition() - m_offer.begin));
    m_popup->offer(m_offer.list, cursorRect().center().x() - typed - Theme::kGrid);
}

void FilterEdit::accept(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_offer.list.size())
        return;
    const FilterCompletions::Completion chosen = m_offer.list[static_cast<std::size_t>(row)];
    const int end = std::min(m_offer.end, static_cast<int>(text().size()));
    QString added = chosen.text;
    const bool spaced = end < text().size() && text().at(end).isSpace();
    if (chosen.goesOn && !spaced && !added.endsWith(u'('))
        added += u' ';
    endCompletion();
    setSelection(m_offer.begin, end - m_offer.begin);
    insert(added);
    if (chosen.goesOn && spaced)
        setCursorPosition(cursorPosition() + 1);
    Q_EMIT textEdited(text()); // as if it had been typed
    if (!chosen.goesOn) {
        endCompletion();
    }
}

void FilterEdit::walk(int step)
{
    if (m_earlier.isEmpty())
        return;
    const int count = static_cast<int>(m_earlier.size());
    if (m_at < 0) {
        if (step > 0)
            return;
        m_draft = text();
        m_at = count;
        if (m_earlier.last() == m_draft)
            --m_at;
    }
    m_at = std::clamp(m_at + step, 0, count);
    const int at = m_at;
    setText(at == count ? m_draft : m_earlier.at(at));
    m_at = at == count ? -1 : at;
    Q_EMIT textEdited(text());
    endCompletion(); // one looks back here
    m_at = at == count ? -1 : at;
}

// Tab is a key of the list while that is in sight, and Esc one before it is the window's.
bool FilterEdit::event(QEvent *event)
{
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (override || event->type() == QEvent::KeyPress) {
        auto *const key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier && completionTakes(key->key())) {
            event->accept();
            if (override)
                return true;
            const int row = std::max(m_popup->current(), 0);
            endCompletion();
            if (key->key() != Qt::Key_Escape)
                accept(row);
            return true;
        }
    }
    return QLineEdit::event(event);
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_Space) {
        offerCompletions(true);
        event->accept();
        return;
    }
    if (plain && m_popup->isVisible() && m_popup->handleKey(event->key())) {
        event->accept();
        return;
    }
    if (plain && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        walk(event->key() == Qt::Key_Up ? -1 : 1);
        event->accept();
        return;
    }
    const QString before = text();
    const int cursor = cursorPosition();
    QLineEdit::keyPressEvent(event);
    const bool moved = text() == before && cursorPosition() != cursor;
    if (moved || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        endCompletion();
    }
}

void FilterEdit::focusInEvent(QFocusEvent *event)
{
    if (m_completions)
        m_completions->prepare();
    QLineEdit::focusInEvent(event);
}

void FilterEdit::focusOutEvent(QFocusEvent *event)
{
    endCompletion();
    if (event->reason() != Qt::PopupFocusReason)
        remember(text());
    QLineEdit::focusOutEvent(event);
}

void FilterEdit::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_mark < 0)
        return;
    // The line edit scrolls by itself: its cursor says by how much.
    const QFontMetrics metrics(font());
    const QString whole = text();
    const int cursor = cursorRect().center().x();
    const auto xOf = [&](int index) {
        return cursor + metrics.horizontalAdvance(whole.left(index))
               - metrics.horizontalAdvance(whole.left(cursorPosition()));
    };
    int end = m_mark;
    while (end < whole.size() && !whole.at(end).isSpace())
        ++end;
    const int left = xOf(m_mark);
    const int right = std::max(xOf(end), left + Theme::kGrid);
    constexpr int kStep = 2;
    const int y = height() / 2 + metrics.height() / 2 + 1;
    QPolygon wave;
    for (int x = left, i = 0; x <= right; x += kStep, ++i)
        wave << QPoint(x, y - (i % 2 == 0 ? 0 : kStep));
    QPainter painter(this);
    painter.setClipRect(rect().adjusted(2, 0, -2, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::instance().tokens().error, 1.2));
    painter.drawPolyline(wave);
}

} // namespace eventscope::ui
