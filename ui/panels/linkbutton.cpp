// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linkbutton.h"

#include "panels/paint.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kNarrowest = 3 * Theme::kGrid;

} // namespace

LinkButton::LinkButton(QWidget *parent)
    : LinkButton(QString(), parent)
{}

LinkButton::LinkButton(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize LinkButton::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(text()) + 1, metrics.height()};
}

QSize LinkButton::minimumSizeHint() const
{
    return {qMin(kNarrowest, sizeHint().width()), sizeHint().height()};
}

bool LinkButton::event(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange)
        setCursor(isEnabled() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    return QAbstractButton::event(event);
}

void LinkButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void LinkButton::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    QFont look = font();
    look.setUnderline(isEnabled() && (underMouse() || hasFocus()));
    QPainter painter(this);
    paintLine(painter, rect(), text(),
              {look, isEnabled() ? tokens.accent : tokens.textDim, Qt::AlignLeft | Qt::AlignVCenter,
               Qt::ElideMiddle});
}

} // namespace eventscope::ui
