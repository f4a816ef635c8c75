// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventsmodel.h"
#include "panels/paint.h"
#include "session/session.h"

#include <QStyledItemDelegate>

namespace eventscope::ui {

// Rows of the events table. A bar at the left edge marks the event at the playhead; a line, the
// place between two events where it stands if the filter hides that event.
class EventsDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    EventsDelegate(const Session &session, const EventsModel &model, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    // Marked wherever it stands in a row, as it is written.
    void setMarked(const QString &text) { m_marked = text; }

private:
    void paintText(QPainter &painter, const QRect &rect, const QString &text,
                   const TextLook &look) const;
    void paintClock(QPainter &painter, const QRect &rect, const QModelIndex &index,
                    bool first) const;

    const Session &m_session;
    const EventsModel &m_model;
    QString m_marked;
};

} // namespace eventscope::ui
