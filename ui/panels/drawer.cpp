// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/drawer.h"

#include "panels/tabline.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace eventscope::ui {

Drawer::Drawer(QWidget *parent)
    : QWidget(parent)
    , m_line(new TabLine(tr("Histories and console"), this))
    , m_tabs(&m_line->tabs())
    , m_stack(new QStackedWidget(this))
{
    m_tabs->setElideMode(Qt::ElideMiddle);
    auto *const close = new QToolButton;
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::TabFocus);
    close->setIcon(Theme::instance().icon(QStringLiteral("dialog-close")));
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close this page"));
    m_line->addControl(close);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_line);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &Drawer::takeTab);
    connect(close, &QToolButton::clicked, this, [this] {
        if (QWidget *const front = frontPage())
            Q_EMIT closeWanted(front);
    });
    hide();
}

QSize Drawer::sizeHint() const
{
    return {60 * Theme::kGrid, 22 * Theme::kGrid};
}

void Drawer::addPage(QWidget *page, QWidget *controls, const QString &title)
{
    m_stack->addWidget(page);
    m_line->insertControl(static_cast<int>(m_all.size()), controls);
    controls->hide();
    m_all.append({page, controls, title, {}, false});
}

Drawer::Page *Drawer::find(QWidget *page)
{
    const auto found = std::find_if(m_all.begin(), m_all.end(),
                                    [page](const Page &known) { return known.page == page; });
    return found == m_all.end() ? nullptr : &*found;
}

const Drawer::Page *Drawer::find(QWidget *page) const
{
    return const_cast<Drawer *>(this)->find(page);
}

bool Drawer::isShown(QWidget *page) const
{
    const Page *const known = find(page);
    return known && known->shown;
}

QWidget *Drawer::frontPage() const
{
    const int tab = m_tabs->currentIndex();
    return tab < 0 ? nullptr : m_tabs->tabData(tab).value<QWidget *>();
}

QStringList Drawer::titles() const
{
    QStringList titles;
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        titles << m_tabs->tabText(tab);
    return titles;
}

int Drawer::tabOf(QWidget *page) const
{
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (m_tabs->tabData(tab).value<QWidget *>() == page)
            return tab;
    }
    return -1;
}

void Drawer::setTitle(QWidget *page, const QString &title, const QString &toolTip)
{
    Page *const known = find(page);
    if (!known)
        return;
    known->title = title;
    known->toolTip = toolTip;
    if (const int tab = tabOf(page); tab >= 0) {
        m_tabs->setTabText(tab, title);
        m_tabs->setTabToolTip(tab, toolTip);
    }
}

void Drawer::showPage(QWidget *page)
{
    Page *const known = find(page);
    if (!known)
        return;
    if (!known->shown) {
        known->shown = true;
        rebuild(page);
    }
    raisePage(page);
}

void Drawer::raisePage(QWidget *page)
{
    if (const int tab = tabOf(page); tab >= 0)
        m_tabs->setCurrentIndex(tab);
}

void Drawer::hidePage(QWidget *page)
{
    Page *const known = find(page);
    if (!known || !known->shown)
        return;
    known->shown = false;
    QWidget *const front = frontPage();
    rebuild(front == page ? nullptr : front);
}

// Tabs keep the order in which the pages were added.
void Drawer::rebuild(QWidget *front)
{
    m_rebuilding = true;
    while (m_tabs->count() > 0)
        m_tabs->removeTab(0);
    for (const Page &known : std::as_const(m_all)) {
        if (!known.shown)
            continue;
        const int tab = m_tabs->addTab(known.title);
        m_tabs->setTabToolTip(tab, known.toolTip);
        m_tabs->setTabData(tab, QVariant::fromValue(known.page));
        if (known.page == front)
            m_tabs->setCurrentIndex(tab);
    }
    m_rebuilding = false;
    m_tabs
        ->updateGeometry(); // a tab bar that is not visible does not say that its height is another
    takeTab(m_tabs->currentIndex());
    setVisible(m_tabs->count() > 0);
}

void Drawer::takeTab(int tab)
{
    if (m_rebuilding)
        return;
    QWidget *const front = tab < 0 ? nullptr : m_tabs->tabData(tab).value<QWidget *>();
    for (const Page &known : std::as_const(m_all))
        known.controls->setVisible(known.page == front);
    if (front)
        m_stack->setCurrentWidget(front);
}

void Drawer::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && frontPage())
        Q_EMIT closeWanted(frontPage());
    else
        QWidget::keyPressEvent(event);
}

} // namespace eventscope::ui
