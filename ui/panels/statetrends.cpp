// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statetrends.h"

#include "models/statetreemodel.h"
#include "panels/jsontreeview.h"

#include <QEvent>
#include <QScrollBar>

namespace eventscope::ui {

namespace {

constexpr int kSoon = 60; // ms: not for every row that scrolls by, nor every state that plays by

} // namespace

StateTrends::StateTrends(NumberTrends &trends, JsonTreeView &view, StateTreeModel &model,
                         QObject *parent)
    : QObject(parent)
    , m_trends(trends)
    , m_view(view)
    , m_model(model)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoon);
    connect(&m_soon, &QTimer::timeout, this, &StateTrends::look);
    const auto soon = [this] {
        if (m_isOn && !m_soon.isActive())
            m_soon.start();
    };
    connect(&model, &QAbstractItemModel::modelReset, this, soon);
    connect(&view, &QTreeView::expanded, this, soon);
    connect(&view, &QTreeView::collapsed, this, soon);
    connect(view.verticalScrollBar(), &QScrollBar::valueChanged, this, soon);
    view.viewport()->installEventFilter(this);
    connect(&trends, &NumberTrends::changed, this, [this] {
        m_model.takeTrends();
        // Those of nested fields, too, whose rows the signal does not name.
        m_view.viewport()->update();
    });
    model.setTrends(&trends);
}

void StateTrends::setOn(bool on)
{
    if (on == m_isOn)
        return;
    m_isOn = on;
    m_model.setTrends(on ? &m_trends : nullptr);
    m_view.viewport()->update();
    if (on)
        look();
    else
        m_trends.want({});
}

bool StateTrends::eventFilter(QObject *watched, QEvent *event)
{
    if ((event->type() == QEvent::Resize || event->type() == QEvent::Show) && m_isOn)
        m_soon.start();
    return QObject::eventFilter(watched, event);
}

void StateTrends::look()
{
    if (!m_isOn || !m_view.isVisible())
        return;
    NumberTrends::Pointers pointers;
    const int bottom = m_view.viewport()->height();
    for (QModelIndex index = m_view.indexAt(QPoint(0, 0));
         index.isValid() && m_view.visualRect(index).top() < bottom;
         index = m_view.indexBelow(index)) {
        const QModelIndex field = index.siblingAtColumn(JsonTreeModel::Field);
        if (m_model.isNumber(field))
            pointers.insert(field.data(JsonTreeModel::PointerRole).toByteArray().toStdString());
    }
    m_trends.want(std::move(pointers));
}

} // namespace eventscope::ui
