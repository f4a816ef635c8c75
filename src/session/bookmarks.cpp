// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/bookmarks.h"

#include <algorithm>
#include <utility>

namespace eventscope {

BookmarkedEvent eventAt(const EventLog &log, Row row)
{
    BookmarkedEvent event;
    event.position = log.positionLabel(row);
    if (const StreamId stream = log.stream(row); stream != kNoStream)
        event.stream = log.streamName(stream);
    if (const Version version = log.version(row); version != kNoVersion)
        event.version = version;
    return event;
}

// Positions may repeat, so the stream decides where it knows the version.
Row rowOf(const EventLog &log, const BookmarkedEvent &event)
{
    const auto row = log.rowAtPosition(event.position);
    if (!row)
        return kNoRow;
    if (eventAt(log, *row).names(event))
        return *row;
    const auto stream = log.findStream(event.stream);
    if (!stream || stream->value() >= log.streamCount() || !event.version)
        return kNoRow;
    const auto rows = log.streamRows(*stream);
    for (const Row each : *rows) {
        if (log.version(each) == *event.version && eventAt(log, each).names(event))
            return each;
    }
    return kNoRow;
}

Bookmarks::Bookmarks(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    connect(&workspace, &Workspace::bookmarksChanged, this, &Bookmarks::update);
}

void Bookmarks::open(std::shared_ptr<const EventLog> log)
{
    m_log = std::move(log);
    update();
}

void Bookmarks::close()
{
    m_log.reset();
    update();
}

void Bookmarks::grow()
{
    if (!m_entries.empty() && m_entries.back().row == kNoRow)
        update();
}

void Bookmarks::update()
{
    std::vector<Entry> entries;
    std::vector<Row> rows;
    if (m_log) {
        for (const BookmarkedEvent &event : m_workspace.bookmarks()) {
            entries.push_back({rowOf(*m_log, event), event});
            if (entries.back().row != kNoRow)
                rows.push_back(entries.back().row);
        }
    }
    // kNoRow is past every row.
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry &a, const Entry &b) { return a.row < b.row; });
    std::sort(rows.begin(), rows.end());
    const bool same = rows == m_rows
                      && std::equal(entries.begin(), entries.end(), m_entries.begin(),
                                    m_entries.end(), [](const Entry &a, const Entry &b) {
                                        return a.row == b.row && a.event == b.event;
                                    });
    if (same)
        return;
    m_entries = std::move(entries);
    m_rows = std::move(rows);
    Q_EMIT changed();
}

bool Bookmarks::contains(Row row) const
{
    return std::binary_search(m_rows.begin(), m_rows.end(), row);
}

const Bookmarks::Entry *Bookmarks::find(Row row) const
{
    const auto found = std::lower_bound(m_entries.begin(), m_entries.end(), row,
                                        [](const Entry &entry, Row wanted) {
                                            return entry.row < wanted;
                                        });
    return found != m_entries.end() && found->row == row && row != kNoRow ? &*found : nullptr;
}

void Bookmarks::set(Row row, const std::string &note)
{
    BookmarkedEvent event = eventAt(*m_log, row);
    event.note = note;
    m_workspace.setBookmark(event);
}

void Bookmarks::remove(Row row)
{
    m_workspace.removeBookmark(eventAt(*m_log, row));
}

} // namespace eventscope
