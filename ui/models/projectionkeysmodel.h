// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "models/keycounts.h"
#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <optional>
#include <vector>

namespace eventscope::ui {

// The keys of the projection that is looked at, as of the playhead, with what stands in their states.
//
// Counts follow the playhead event by event. Sorting, searching and far moves of it are worked out on a thread while what was there stays.
// States are asked for as their rows are seen, those of one event-loop turn together; a cell is kept for as long as its key has no other
// event.
class ProjectionKeysModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Key, Events, LastType, LastTime, kColumns }; // then those of the state
    enum Role {
        ChangedRole = Qt::UserRole + 1, // bool: the event under the playhead is its last one
        NumberRole,                     // bool: of the column
    };
    static constexpr int kMostStateColumns = 8;
    // Keys, and rows that a move of the playhead passes, that are done at once.
    static constexpr std::uint32_t kMostKeysAtOnce = 4'000;
    static constexpr std::uint32_t kMostRowsAtOnce = 200'000;

    explicit ProjectionKeysModel(Session &session, QObject *parent = nullptr);
    ~ProjectionKeysModel() override;

    void setSearch(const QString &search);
    const KeyOrderQuestion &question() const { return m_question; }
    std::uint32_t keyAt(int row) const { return m_order[static_cast<std::size_t>(row)]; }
    int indexOf(std::uint32_t key) const; // -1 if it is not shown
    // As of the playhead, whatever is searched for.
    std::uint32_t keyCount() const { return m_counts.keyCount(); }
    const KeyCounts &counts() const { return m_counts; }
    bool isSettled() const;
    const EventTypeStyle &styleOf(TypeId type) const { return m_styles.style(type.value()); }
    // A line a row, with a header; cells separated by tabs. Of states that have not been seen yet it says "…", and asks for none.
    QString asText(const QList<int> &rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    // By a column of the state: nothing, since not all of them are there. -1: in the order in which they came.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    static bool canSort(int column) { return column < LastTime + 1; }

Q_SIGNALS:
    void aboutToArrange(); // rows come and go until the next one
    void arranged();       // other keys, or in another order

private:
    struct Cell {
        QString text;
        QString whole;
        bool isNumber = false;
    };
    struct Cells {
        Row stamp = kNoRow;         // what they are as of
        std::uint64_t snapshot = 0; // of an older one: shown until the newer answer comes
        bool isMade = false;
        QHash<QString, Cell> byName;
    };
    void takeSnapshot();
    void takePlayhead();
    bool isNear() const;
    void arrange();
    void take(KeyCounts counts, std::vector<std::uint32_t> order);
    void takeOrder(std::vector<std::uint32_t> order);
    QVariant valueAt(const QModelIndex &index, int role) const;
    void want(std::uint32_t key) const;
    void request();
    void takeStates(Row playhead, const std::vector<OpenProjection::KeyText> &states);
    Row stampOf(std::uint32_t key) const;
    const Cells *cellsOf(std::uint32_t key) const; // null: none that hold now
    void addColumns(const QStringList &names);

    Session &m_session;
    OpenProjection &m_projection;
    KeyOrderQuestion m_question;
    KeyCounts m_counts;
    Row m_at = kNoRow; // that the counts are as of
    std::vector<std::uint32_t> m_order;
    std::vector<std::int32_t> m_rows; // by key: where it stands; -1
    EventTypeStyles m_styles;
    QString m_file;          // whose columns these are
    std::uint64_t m_run = 0; // and whose keys
    std::size_t m_keysHash = 0;
    QStringList m_columns;
    QSet<QString> m_numbers;       // of the columns: those that hold some
    std::uint64_t m_snapshots = 0; // that have come
    QHash<std::uint32_t, Cells> m_cells;
    // The newest last, of each no more than one request takes.
    mutable QList<std::uint32_t> m_wanted;
    QList<std::uint32_t> m_asked;
    mutable QTimer m_soon;
    bool m_isArranging = false;
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
