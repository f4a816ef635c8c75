// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/sequence.h"
#include "models/payloadcells.h"
#include "models/statechangetexts.h"
#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QTimer>

#include <deque>
#include <optional>

namespace eventscope::ui {

// The events that the session shows, one a row. Everything but the payload is read from the log's
// columns; the starts of payloads come in pages from the session, are kept in a bounded cache, and
// are asked for at most once an event-loop turn, for the pages that a view has looked at last. What
// events changed in the state of the selected stream comes in the same way, row by row, and so do the
// values in payloads that the workspace has columns for: those stand behind the columns of all events.
class EventsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Position, Clock, Stream, Version, Type, Payload, StateChange };
    static constexpr int kColumns = StateChange + 1;
    enum Role {
        DamagedRole = Qt::UserRole + 1, // bool
        LoadingRole,                    // bool: the payload's text is on its way
        DimRole,    // bool: the text of StateChange says that nothing has changed, or is not known
        NewDayRole, // QString: the date, where it differs from that of the row above
        AbsentRole, // bool: the event has no such value in its payload
    };

    // Rows a page, pages kept.
    explicit EventsModel(Session &session, QObject *parent = nullptr, int pageRows = 256,
                         int pages = 64);

    // Of the log; the row must be one of the model's.
    Row rowAt(int row) const { return m_events.row(static_cast<std::uint32_t>(row)); }
    const EventTypeStyle &styleAt(int row) const;
    int kept() const { return static_cast<int>(m_previews.size()); } // previews in the cache
    // Path of a column of values; null pointer of another one.
    const FieldPath *pathOf(int column) const;
    const PayloadCells &cells() const { return *m_cells; }

Q_SIGNALS:
    // In a column of values, so that it can have the room for all digits.
    void numberFound(int column, const QString &longest);

public:
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Preview {
        QString text;
        bool damaged = false;
    };
    void letGo();
    void takeEvents(bool reset);
    void takePreviews(const std::vector<Session::Preview> &previews, bool isWhole);
    void takeColumns();
    void want(int page) const;
    void request();
    QVariant valueData(const QModelIndex &index, int role) const;
    QString newDay(int row) const;
    QString toolTip(const QModelIndex &index) const;

    Session &m_session;
    int m_pageRows;
    EventTypeStyles m_styles;
    Sequence m_events;                                 // as views were told of it
    mutable QCache<std::uint32_t, Preview> m_previews; // by row of the log
    mutable std::deque<int> m_wanted;                  // pages, newest last, that are not complete
    mutable QTimer m_soon;
    StateChangeTexts *m_changes;
    PayloadCells *m_cells;
};

} // namespace eventscope::ui
