// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/dropveil.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

namespace eventscope::ui {

DropVeil::DropVeil(QWidget *panel)
    : QWidget(panel)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    panel->installEventFilter(this);
    hide();
}

void DropVeil::say(const QString &sentence)
{
    m_sentence = sentence;
    setGeometry(parentWidget()->rect());
    raise();
    show();
    update();
}

bool DropVeil::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void DropVeil::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.selection);
    painter.setPen(QPen(tokens.accent, 2));
    painter.drawRect(
        rect().adjusted(Theme::kTight, Theme::kTight, -Theme::kTight - 1, -Theme::kTight - 1));
    constexpr int kMargin = 3 * Theme::kGrid;
    painter.setPen(tokens.text);
    painter.drawText(rect().adjusted(kMargin, kMargin, -kMargin, -kMargin),
                     Qt::AlignCenter | Qt::TextWordWrap, m_sentence);
}

} // namespace eventscope::ui
