// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/excerptview.h"

#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kTabStop = 4;
constexpr int kMostCharacters = 2000; // a line

// Tabs as blanks, so that the caret stays below its character; nothing else moves.
QString withoutTabs(const QString &line)
{
    QString text;
    for (const QChar c : line.left(kMostCharacters)) {
        if (c == u'\t')
            text += QString(kTabStop, u' ');
        else
            text += c.isPrint() || c == u' ' ? c : QChar(u'\u00b7');
    }
    return text;
}

qsizetype caretOf(const QStringList &lines)
{
    if (lines.size() < 2 || lines.back().trimmed() != QStringLiteral("^"))
        return -1;
    return lines.back().indexOf(u'^');
}

} // namespace

ExcerptView::ExcerptView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setLayoutDirection(Qt::LeftToRight); // as code runs
    connect(&Theme::instance(), &Theme::changed, this, &QWidget::updateGeometry);
}

void ExcerptView::setText(const QString &text)
{
    QStringList lines = text.split(u'\n');
    while (!lines.isEmpty() && lines.back().trimmed().isEmpty())
        lines.removeLast();
    // The caret's line counts its blanks in the characters of the line above it.
    const qsizetype caret = caretOf(lines);
    if (caret >= 0) {
        const QString before = withoutTabs(lines[lines.size() - 2].left(caret));
        lines.back() = QString(before.size(), u' ') + u'^';
    }
    m_lines.clear();
    for (const QString &line : std::as_const(lines))
        m_lines.append(withoutTabs(line));
    if (m_lines.size() > kMostLines)
        m_lines = m_lines.mid(m_lines.size() - kMostLines);
    setAccessibleName(this->text());
    setToolTip(plainToolTip(this->text()));
    updateGeometry();
    update();
}

QStringList ExcerptView::visibleLines(int characters) const
{
    characters = std::max(characters, 8);
    const qsizetype caret = caretOf(m_lines);
    qsizetype common = caret >= 0 ? caret : kMostCharacters;
    qsizetype widest = 0;
    for (const QString &line : m_lines) {
        const auto first = std::find_if(line.begin(), line.end(),
                                        [](QChar c) { return !c.isSpace(); });
        if (first != line.end())
            common = std::min<qsizetype>(common, first - line.begin());
        widest = std::max(widest, line.size());
    }
    // Without the indentation that all lines share; and if that is not enough, with the caret two thirds to the right.
    qsizetype from = common;
    if (caret >= 0 && widest - from > characters && caret - from > characters * 2 / 3)
        from = std::min(caret - characters * 2 / 3, widest - characters);
    QStringList visible;
    for (const QString &line : m_lines) {
        QString part = line.mid(from, characters);
        if (from > common && !part.trimmed().isEmpty() && part.trimmed() != QStringLiteral("^"))
            part[0] = u'\u2026';
        if (from + characters < line.size())
            part.back() = u'\u2026';
        visible.append(part);
    }
    return visible;
}

QSize ExcerptView::sizeHint() const
{
    const QFontMetrics metrics(Theme::instance().monospace());
    return {20 * Theme::kGrid, static_cast<int>(m_lines.size()) * metrics.lineSpacing()};
}

QSize ExcerptView::minimumSizeHint() const
{
    return {4 * Theme::kGrid, sizeHint().height()};
}

void ExcerptView::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.monospace());
    const int characters = width() / std::max(metrics.horizontalAdvance(u'0'), 1);
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection()); // not the application's
    painter.setFont(theme.monospace());
    int y = 0;
    for (const QString &line : visibleLines(characters)) {
        painter.setPen(line.trimmed() == QStringLiteral("^") ? theme.tokens().error
                                                             : theme.tokens().text);
        painter.drawText(QRect(0, y, width(), metrics.lineSpacing()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line);
        y += metrics.lineSpacing();
    }
}

void ExcerptView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this, [this] { QGuiApplication::clipboard()->setText(text()); });
    menu->popup(event->globalPos());
}

} // namespace eventscope::ui
