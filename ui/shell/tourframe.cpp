// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tourframe.h"

#include "widgets/theme.h"

#include <QPainter>

namespace eventscope::ui {

namespace {

constexpr int kLine = 2;

} // namespace

TourFrame::TourFrame(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("tourFrame"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void TourFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor accent = Theme::instance().tokens().accent;
    painter.fillRect(0, 0, width(), kLine, accent);
    painter.fillRect(0, height() - kLine, width(), kLine, accent);
    painter.fillRect(0, kLine, kLine, height() - 2 * kLine, accent);
    painter.fillRect(width() - kLine, kLine, kLine, height() - 2 * kLine, accent);
}

} // namespace eventscope::ui
