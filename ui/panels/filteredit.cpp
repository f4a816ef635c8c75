// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/filteredit.h"

#include "widgets/filtertext.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>

#include <algorithm>
#include <array>

namespace eventscope::ui {

namespace {

constexpr qsizetype kMostEarlier = 50;
constexpr qsizetype kMostCompletions = 200;

const QStringList &fieldNames()
{
    static const QStringList names{
        QStringLiteral("type"),        QStringLiteral("stream"),    QStringLiteral("streamType"),
        QStringLiteral("version"),     QStringLiteral("position"),  QStringLiteral("time"),
        QStringLiteral("correlation"), QStringLiteral("causation"), QStringLiteral("id"),
        QStringLiteral("data."),       QStringLiteral("meta."),     QStringLiteral("exists(data."),
    };
    return names;
}

bool endsWord(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')' || c == u'=' || c == u'<' || c == u'>' || c == u'~'
           || c == u'"';
}

} // namespace

FilterEdit::FilterEdit(QWidget *parent)
    : QLineEdit(parent)
    , m_names(new QStringListModel(this))
    , m_completer(new QCompleter(m_names, this))
{
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(10);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &FilterEdit::complete);
    connect(this, &QLineEdit::textEdited, this, [this] {
        markError(0);
        m_at = -1;
        offerCompletions();
    });
    connect(this, &QLineEdit::textChanged, this, [this] { markError(0); });
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

FilterEdit::Word FilterEdit::wordAtCursor() const
{
    const QString before = text().left(cursorPosition());
    Word word;
    word.begin = static_cast<int>(before.size());
    while (word.begin > 0 && !endsWord(before.at(word.begin - 1)))
        --word.begin;
    word.text = before.mid(word.begin);
    // Behind `type =`, even inside quotes.
    int at = word.begin;
    if (at > 0 && before.at(at - 1) == u'"')
        word.begin = --at;
    while (at > 0 && before.at(at - 1).isSpace())
        --at;
    if (at == 0 || before.at(at - 1) != u'=')
        return word;
    --at;
    if (at > 0 && before.at(at - 1) == u'!')
        --at;
    while (at > 0 && before.at(at - 1).isSpace())
        --at;
    int begin = at;
    while (begin > 0 && !endsWord(before.at(begin - 1)))
        --begin;
    word.field = before.mid(begin, at - begin);
    return word;
}

QStringList FilterEdit::completions() const
{
    const Word word = wordAtCursor();
    QStringList names;
    if (!word.field.isEmpty()) {
        if (!m_values)
            return names;
        for (const QString &value : m_values(word.field)) {
            if (value.contains(word.text, Qt::CaseInsensitive) && value != word.text)
                names << value;
            if (names.size() >= kMostCompletions)
                break;
        }
        // Those that begin with it come first.
        std::stable_partition(names.begin(), names.end(), [&](const QString &name) {
            return name.startsWith(word.text, Qt::CaseInsensitive);
        });
        return names;
    }
    if (word.text.isEmpty() || word.begin < cursorPosition() - word.text.size())
        return names;
    for (const QString &name : fieldNames()) {
        if (name.startsWith(word.text, Qt::CaseInsensitive) && name != word.text)
            names << name;
    }
    return names;
}

void FilterEdit::offerCompletions()
{
    // In the middle of a text one corrects more often than one adds.
    const bool atEnd = cursorPosition() == text().size();
    const QStringList names = atEnd ? completions() : QStringList();
    if (names.isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_names->setStringList(names);
    QRect place = cursorRect();
    place.setWidth(32 * Theme::kGrid);
    m_completer->complete(place);
    m_completer->popup()->setCurrentIndex({});
}

void FilterEdit::complete(const QString &name)
{
    const Word word = wordAtCursor();
    const QString text = word.field.isEmpty() ? name : filterValue(name);
    setSelection(word.begin, cursorPosition() - word.begin);
    insert(text);
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
    m_at = at == count ? -1 : at;
}

void FilterEdit::keyPressEvent(QKeyEvent *event)
{
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (plain && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        walk(event->key() == Qt::Key_Up ? -1 : 1);
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        m_completer->popup()->hide();
}

void FilterEdit::focusOutEvent(QFocusEvent *event)
{
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
