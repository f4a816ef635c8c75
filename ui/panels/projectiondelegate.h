// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/eventtypestyle.h"

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

namespace eventscope::ui {

// Cells of the tables around a projection: numbers to the right, links in the accent colour, what is still to come paler, a bar before the
// row of the playhead's event, the mark of an event type before its name. What a cell is, its roles say.
class ProjectionDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    // None: the model does not say.
    struct Roles {
        int current = -1; // bool: the row is the playhead's
        int future = -1;  // bool
        int link = -1;    // bool
        int number = -1;  // bool
        int hot = -1;     // bool: in the colour of warnings
        int name = -1;    // of a column: elided in the middle
    };
    // Of the event type that stands in the cell; none for other cells.
    using StyleOf = std::function<std::optional<EventTypeStyle>(const QModelIndex &)>;

    ProjectionDelegate(const Roles &roles, StyleOf styleOf, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    Roles m_roles;
    StyleOf m_styleOf;
};

} // namespace eventscope::ui
