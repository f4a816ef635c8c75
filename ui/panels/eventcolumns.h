// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventsmodel.h"
#include "panels/columnarrangement.h"
#include "session/eventwriter.h"

#include <QObject>

#include <vector>

namespace eventscope::ui {

class RowTable;

// The columns of the table of events: which are shown, in which order and how wide, and the menu of its header. Which values of payloads
// have a column is settled in the workspace, as it goes with the store; order and widths are the window's.
class EventColumns : public QObject
{
    Q_OBJECT

public:
    EventColumns(Session &session, EventsModel &model, RowTable &table);

    QByteArray save();
    bool restore(const QByteArray &state); // false: it is no such state

    // The column with what each event of the selected stream changed in its state.
    bool showsStateChanges() const;
    void setShowsStateChanges(bool shown);

    // As they stand in the table; what the state changes are is nothing of the events.
    std::vector<EventColumn> shown() const;
    void openMenu(); // of the header, where no mouse has asked for it

Q_SIGNALS:
    void fieldWanted(); // another column for a value of payloads

private:
    void sizeColumns();
    void placeNew(int column);
    void takeInserted(int first, int last);
    void bringIntoSight(int column);
    void setColumnShown(int column, bool shown);
    void showMenu(const QPoint &at);
    QString keyOf(int column) const;

    Session &m_session;
    EventsModel &m_model;
    RowTable &m_table;
    ColumnArrangement m_arrangement;
};

} // namespace eventscope::ui
