// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventsmodel.h"
#include "session/session.h"

#include <QWidget>

namespace eventscope::ui {

class CopyActions;
class DensityScrollBar;
class EventColumns;
class EventsDelegate;
class FilterBar;
class FindBar;
class RowTable;

// The filter bar over the table of the events that the session shows. The current row and the
// playhead are the same thing.
class EventsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit EventsPanel(Session &session, QWidget *parent = nullptr);

    // Columns and earlier filters.
    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    EventColumns &columns() { return *m_columns; }
    CopyActions &copying() { return *m_copy; }
    FindBar &finding() { return *m_find; }
    FilterBar &filterBar() { return *m_filter; }
    bool isSettled() const; // the columns of payloads and the strip beside the table are there

public Q_SLOTS:
    void focusFilter();
    void focusEvents();
    void copyAsJson();
    void copyAsCommand();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followPlayhead(bool scroll);
    void takeCurrent(int row);
    void selectAsTable();      // the session's events, as the table has them
    void takeSelectedEvents(); // the other way round, where the table can show it
    void keepAtEnd();
    void updateEmptyText();
    void showMenu(const QPoint &at);

    Session &m_session;
    EventsModel *m_model;
    FilterBar *m_filter;
    RowTable *m_table;
    EventColumns *m_columns = nullptr;
    FindBar *m_find;
    CopyActions *m_copy;
    DensityScrollBar *m_bar;
    bool m_following = false; // the current row moves to the playhead, not the other way round
    bool m_selecting = false; // the session's events become those of the table
    bool m_touched = false;   // since the store was opened the user has scrolled or chosen a row
    bool m_atEnd = false;     // before rows came
};

} // namespace eventscope::ui
