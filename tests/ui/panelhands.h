// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/jsontreeview.h"
#include "panels/linkbutton.h"
#include "panels/rowtable.h"

#include <QTest>

// What tests of panels look for in them and do to it.
namespace eventscope::test {

using ui::JsonTreeView;
using ui::LinkButton;
using ui::RowTable;

inline RowTable *table(QWidget &panel, const QString &name)
{
    for (RowTable *const found : panel.findChildren<RowTable *>()) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

inline JsonTreeView *tree(QWidget &panel, const QString &name)
{
    for (JsonTreeView *const found : panel.findChildren<JsonTreeView *>()) {
        if (found->accessibleName() == name)
            return found;
    }
    return nullptr;
}

inline int rowOf(const RowTable &list, const QString &name)
{
    for (int row = 0; row < list.model()->rowCount(); ++row) {
        if (list.model()->index(row, 0).data().toString() == name)
            return row;
    }
    return -1;
}

inline void click(const QAbstractItemView &view, const QModelIndex &index)
{
    QTest::mouseClick(view.viewport(), Qt::LeftButton, Qt::NoModifier,
                      view.visualRect(index).center());
}

inline LinkButton *link(QWidget &panel, const QString &text)
{
    for (LinkButton *const found : panel.findChildren<LinkButton *>()) {
        if (found->isVisibleTo(&panel) && found->text().contains(text))
            return found;
    }
    return nullptr;
}

} // namespace eventscope::test
