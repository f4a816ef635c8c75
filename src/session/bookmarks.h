// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "session/workspace.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// What the store calls the event in that row; and where such an event stands, kNoRow if the store has none.
BookmarkedEvent eventAt(const EventLog &log, Row row);
Row rowOf(const EventLog &log, const BookmarkedEvent &event);

// The events of the open store that somebody has marked, with their notes. The workspace keeps them by what the store calls them; here they
// are rows of the log, found as it fills. GUI thread.
class Bookmarks : public QObject
{
    Q_OBJECT

public:
    explicit Bookmarks(Workspace &workspace, QObject *parent = nullptr);

    void open(std::shared_ptr<const EventLog> log);
    void close();
    void grow(); // the log has more rows

    struct Entry {
        Row row = kNoRow; // kNoRow: the store has no such event, or not yet
        BookmarkedEvent event;
    };
    // In the order of the log; those that it does not have come last.
    const std::vector<Entry> &entries() const { return m_entries; }
    // Of the events that the log has, ascending.
    const std::vector<Row> &rows() const { return m_rows; }
    bool contains(Row row) const;
    // Null if it is not marked.
    const Entry *find(Row row) const;

    // The log has that row.
    void set(Row row, const std::string &note = {});
    void remove(Row row);
    void remove(const BookmarkedEvent &event) { m_workspace.removeBookmark(event); }

Q_SIGNALS:
    void changed();

private:
    void update();

    Workspace &m_workspace;
    std::shared_ptr<const EventLog> m_log;
    std::vector<Entry> m_entries;
    std::vector<Row> m_rows;
};

} // namespace eventscope
