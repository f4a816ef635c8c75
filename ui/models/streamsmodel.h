// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/idletimes.h"
#include "models/streamorder.h"
#include "session/session.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace eventscope::ui {

// The streams of the open store below rows for their types. A table, since trees are slow on a live
// tail: a closed section has no rows. The order is made on a thread of its own, of which only the
// newest request counts, and put into place as a change of layout, so that views keep their place
// and selection while a store loads.
class StreamsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Last, Count }; // Last: the idle time where they are sorted by that
    enum Role {
        SectionRole = Qt::UserRole + 1, // bool: a stream type
        OpenRole,                       // bool: of a section
        WholeNameRole,                  // QString
        ShortNameRole, // QString: of a stream, without the type that it begins with
    };

    explicit StreamsModel(Session &session, QObject *parent = nullptr);
    ~StreamsModel() override;

    void setSearch(const QString &text);
    QString search() const { return m_search; }
    void setSort(StreamSort sort);
    StreamSort sorting() const { return m_sort; }
    // True while the rows are not yet those of the search and sort that were set.
    bool isOrdering() const { return m_ordering || m_soon.isActive(); }

    bool isSection(int row) const;
    bool isOpen(int row) const; // of a section
    void setOpen(StreamTypeId type, bool open);
    std::optional<StreamId> streamAt(int row) const;
    std::optional<StreamTypeId> typeAt(int row) const; // of the section, or of the stream's section
    // Row of what is visible; -1 if its section is closed or the search hides it.
    int rowOf(StreamId stream) const;
    int rowOf(StreamTypeId type) const;
    Time lastTimeAt(
        int row) const; // of the newest event of the stream, or of the section's streams
    // Its longest idle time, or that of the section's streams, in microseconds: known only where
    // they are sorted by it.
    std::int64_t idleAt(int row) const;
    // The largest number in the column of counts.
    std::int64_t largestCount() const;
    std::uint32_t streamsShown() const
    {
        return static_cast<std::uint32_t>(m_order.streams.size());
    }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    // The rows are in a new order, or other ones; between the two signals, persistent indexes move
    // along.
    void orderAboutToChange();
    void orderChanged();

private:
    struct Place { // of a row
        std::size_t section = 0;
        std::optional<std::uint32_t> stream; // index in StreamOrder::streams
    };
    void letGo();
    void request();
    void requestSoon();
    void take(StreamOrder order, qint64 tookMilliseconds);
    void indexSections();
    bool isOpenSection(const StreamOrder::Section &section) const;
    std::optional<Place> placeAt(int row) const;
    int rowOfPlace(std::optional<StreamId> stream, StreamTypeId type) const;
    QString idleLine(std::int64_t micros) const; // of a tooltip
    QString sectionToolTip(const StreamOrder::Section &section) const;
    QString streamToolTip(StreamId stream) const;

    Session &m_session;
    StreamOrder m_order;
    std::vector<int> m_firstRows;     // of each section, ascending; then the number of rows
    int m_rows = 0;                   // what views were told; for an instant more than there are
    std::set<std::uint32_t> m_open;   // stream types that were opened
    std::set<std::uint32_t> m_closed; // and closed, by the user
    QString m_search;
    StreamSort m_sort = StreamSort::Events;
    std::shared_ptr<IdleTimes> m_idle; // while they are sorted by them; the worker's to update
    bool m_ordering = false;
    bool m_stale = false; // the log has grown since the order under way was asked for
    std::uint64_t m_request = 0;
    QTimer m_soon;
    std::unique_ptr<NewestOnly> m_worker; // reads the session's log: gone before that
};

} // namespace eventscope::ui
