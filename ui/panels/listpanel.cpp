// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/listpanel.h"

#include "panels/notice.h"
#include "panels/rowtable.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope::ui {

ListPanel::ListPanel(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_table(new RowTable(this))
    , m_controls(new QWidget(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addWidget(m_table, 1);
    m_table->installEventFilter(this);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_controls->hide(); // until a line takes it
    auto *const line = new QHBoxLayout(m_controls);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(Theme::kTight);
}

QLabel *ListPanel::addStatus()
{
    auto *const status = new QLabel;
    status->setTextFormat(Qt::PlainText);
    status->setContentsMargins(0, 0, Theme::kGrid, 0);
    status->setForegroundRole(QPalette::PlaceholderText);
    m_controls->layout()->addWidget(status);
    return status;
}

Notice *ListPanel::addNotice()
{
    auto *const notice = new Notice(this);
    m_column->insertWidget(0, notice);
    return notice;
}

void ListPanel::onRow(const std::function<void(int row)> &run)
{
    connect(m_table, &QAbstractItemView::clicked, this,
            [run](const QModelIndex &index) { run(index.row()); });
    connect(m_table, &RowTable::rowActivated, this, run);
}

QToolButton *ListPanel::addControl(const QString &icon, const QString &name)
{
    auto *const button = new QToolButton;
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIcon(Theme::instance().icon(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    m_controls->layout()->addWidget(button);
    return button;
}

void ListPanel::focusList()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

bool ListPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace eventscope::ui
