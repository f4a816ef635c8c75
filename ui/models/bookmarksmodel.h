// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>

namespace eventscope::ui {

// The events that were marked, with their notes, which can be edited. Those that the store does not have come last, and are paler.
class BookmarksModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Position, Event, Type, Note, kColumns };
    enum Role {
        MissingRole = Qt::UserRole + 1, // bool: the store has no such event
    };

    explicit BookmarksModel(Session &session, QObject *parent = nullptr);

    Row rowAt(int row) const;   // kNoRow if the store does not have it
    int indexOf(Row row) const; // -1 if it is not marked
    // That of the event under the playhead, or of the last marked one before it; -1 if there is none.
    int current() const;
    const EventTypeStyle &styleAt(int row) const; // of an event that the store has
    void remove(int row);
    QString asText() const; // a line an event, cells separated by tabs

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    const Bookmarks::Entry &entry(int row) const
    {
        return m_entries[static_cast<std::size_t>(row)];
    }

    Session &m_session;
    std::vector<Bookmarks::Entry> m_entries;
    EventTypeStyles m_styles;
};

} // namespace eventscope::ui
