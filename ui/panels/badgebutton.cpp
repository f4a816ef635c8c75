// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/badgebutton.h"

#include "widgets/stylepaint.h"
#include "widgets/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace eventscope::ui {

namespace {

// In three characters at most.
QString shortNumber(qint64 number)
{
    return number < 1000        ? QString::number(number)
           : number < 100'000   ? QStringLiteral("%1k").arg(number / 1000)
           : number < 1'000'000 ? QStringLiteral("<1M")
                                : QStringLiteral("\u22651M");
}

} // namespace

BadgeButton::BadgeButton(const QString &icon, QWidget *parent)
    : QToolButton(parent)
{
    setIcon(Theme::instance().icon(icon));
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BadgeButton::setCount(qint64 count)
{
    if (count == m_count)
        return;
    m_count = count;
    update();
}

void BadgeButton::paintEvent(QPaintEvent *event)
{
    QToolButton::paintEvent(event);
    if (m_count == 0)
        return;
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = Theme::instance().small();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    const QFontMetrics metrics(font);
    const QString text = shortNumber(m_count);
    const int height = metrics.height() - 1;
    const int width = std::max(metrics.horizontalAdvance(text) + 6, height);
    const QRect badge(this->width() - width, 0, width, height);
    fillRounded(&painter, badge, tokens.warning);
    painter.setFont(font);
    painter.setPen(tokens.surface);
    painter.drawText(badge, Qt::AlignCenter, text);
}

} // namespace eventscope::ui
