// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/elidedlabel.h"

#include "panels/paint.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>

namespace eventscope::ui {

ElidedLabel::ElidedLabel(Ink ink, QWidget *parent)
    : QWidget(parent)
    , m_ink(ink)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ElidedLabel::setText(const QString &text, const QString &whole)
{
    const QString all = whole.isEmpty() ? text : whole;
    if (text == m_text && all == m_whole)
        return;
    m_text = text;
    m_whole = all;
    setAccessibleName(text);
    setToolTip(plainToolTip(all));
    updateGeometry();
    update();
}

void ElidedLabel::setInk(Ink ink)
{
    m_ink = ink;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    const QMargins margins = contentsMargins();
    return {metrics.horizontalAdvance(m_text) + 1 + margins.left() + margins.right(),
            metrics.height() + margins.top() + margins.bottom()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Theme::instance().tokens();
    const QColor color = m_ink == Ink::Dim     ? tokens.textDim
                         : m_ink == Ink::Error ? tokens.error
                                               : tokens.text;
    QPainter painter(this);
    paintLine(painter, contentsRect(), m_text,
              {font(), color, Qt::AlignLeft | Qt::AlignVCenter, m_elide});
}

void ElidedLabel::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_whole.isEmpty())
        return;
    auto *const menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), this,
                    [text = m_whole] { QGuiApplication::clipboard()->setText(text); });
    menu->popup(event->globalPos());
}

} // namespace eventscope::ui
