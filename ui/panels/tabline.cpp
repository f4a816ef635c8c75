// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/tabline.h"

#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>

namespace eventscope::ui {

TabLine::TabLine(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabBar(this))
    , m_line(new QHBoxLayout(this))
{
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->setAccessibleName(accessibleName);
    m_line->setContentsMargins(0, 0, Theme::kTight, 0);
    m_line->setSpacing(Theme::kTight);
    m_line->addWidget(m_tabs, 1);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TabLine::addControl(QWidget *control)
{
    m_line->addWidget(control, 0, Qt::AlignVCenter);
}

void TabLine::insertControl(int index, QWidget *control)
{
    m_line->insertWidget(index + 1, control, 0, Qt::AlignVCenter);
}

void TabLine::paintEvent(QPaintEvent *)
{
    // On below the controls as the tabs' own line is.
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, Theme::instance().tokens().hairline);
}

} // namespace eventscope::ui
