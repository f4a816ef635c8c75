// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/panelheader.h"

#include "panels/paint.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace eventscope::ui {

PanelHeader::PanelHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_layout(new QHBoxLayout(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFixedHeight(kHeight);
    setAccessibleName(title);
    m_layout->setContentsMargins(Theme::kGrid, 0, Theme::kTight, 1);
    m_layout->setSpacing(Theme::kTight);
    m_layout->addStretch(1);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PanelHeader::setTitle(const QString &title)
{
    if (title == m_title)
        return;
    m_title = title;
    setAccessibleName(title);
    update();
}

void PanelHeader::setNote(const QString &note)
{
    if (note == m_note)
        return;
    m_note = note;
    setToolTip(note);
    update();
}

void PanelHeader::addControl(QWidget *control)
{
    m_layout->addWidget(control, 0, Qt::AlignVCenter);
}

QSize PanelHeader::sizeHint() const
{
    return {16 * Theme::kGrid, kHeight};
}

QSize PanelHeader::minimumSizeHint() const
{
    return {8 * Theme::kGrid, kHeight};
}

void PanelHeader::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    const Tokens &tokens = theme.tokens();
    QPainter painter(this);
    painter.fillRect(rect(), tokens.raised);
    painter.fillRect(0, height() - 1, width(), 1, tokens.hairline);

    // Texts begin where reading begins; the controls stand at the other end.
    const bool mirrored = isRightToLeft();
    QRect room = rect().adjusted(Theme::kGrid, 0, -Theme::kGrid, -1);
    for (const QObject *child : children()) {
        const auto *const control = qobject_cast<const QWidget *>(child);
        if (!control || !control->isVisibleTo(this))
            continue;
        if (mirrored)
            room.setLeft(qMax(room.left(), control->geometry().right() + Theme::kGrid));
        else
            room.setRight(qMin(room.right(), control->x() - Theme::kGrid - 1));
    }
    const Qt::Alignment side = Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft);
    const int taken = paintLine(painter, room, m_title, {theme.heading(), tokens.text, side});
    if (mirrored)
        room.setRight(room.right() - taken - Theme::kGrid);
    else
        room.setLeft(room.left() + taken + Theme::kGrid);
    paintLine(painter, room, m_note, {theme.small(), tokens.textDim, side});
}

} // namespace eventscope::ui
