// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>
#include <QMap>
#include <QString>

#include <string>
#include <vector>

namespace eventscope::ui {

// A table of the read model that is looked at, as of the playhead. Its rows come in pages, those that are seen first; what was there stays
// until its successor comes.
class ReadModelRowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        ChangedRole = Qt::UserRole + 1, // bool: the event under the playhead wrote this row
        NumberRole,                     // bool
        DimRole,                        // bool: NULL
    };
    static constexpr int kPageRows = 256;

    explicit ReadModelRowsModel(Session &session, QObject *parent = nullptr);

    void setTable(const QString &name); // empty: none, only the list of tables is asked for
    QString table() const { return QString::fromStdString(m_request.table); }
    void setSearch(const QString &search);
    // As of the playhead.
    const std::vector<ReadModelTable> &tables() const { return m_tables; }
    const std::vector<ReadModelChange> &changes() const { return m_changes; } // of its event
    std::int64_t total() const { return m_total; }
    bool isSettled() const { return !m_isAsked; }
    // A line a row, with a header; cells separated by tabs. Rows that are not there yet are left out.
    QString asText(const QList<int> &rows) const;
    qsizetype countMissing(const QList<int> &rows) const; // of them, those that are not there yet

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column,
              Qt::SortOrder order = Qt::AscendingOrder) override; // -1: as they lie there

Q_SIGNALS:
    void arrived(); // rows, tables or changes
    void failed(const eventscope::Error &error);

private:
    void takeSnapshot();
    void askAnew();
    void ask(std::int64_t page) const;
    ReadModelPageRequest requestOf(std::int64_t page) const;
    void take(const OpenProjection::TableView &view);
    bool isChanged(const JsonValue::Elements &row) const;
    const JsonValue::Elements *rowAt(int row) const; // null: not there yet

    Session &m_session;
    OpenProjection &m_projection;
    ReadModelPageRequest m_request; // of the page that was asked for last
    std::vector<ReadModelTable> m_tables;
    std::vector<ReadModelChange> m_changes;
    std::vector<std::string> m_columns;
    std::int64_t m_total = 0;
    QMap<std::int64_t, std::vector<JsonValue>> m_pages; // by number
    Row m_asOf = kNoRow;
    bool m_isStale = true; // the pages are of another playhead or order
    mutable bool m_isAsked = false;
    mutable std::int64_t m_asked = 0;   // page
    mutable std::int64_t m_wanted = -1; // page, once the other one is there
};

// "NULL", numbers and texts as they are, x'00ff' of bytes; in one line.
QString sqlText(const JsonValue &value);

} // namespace eventscope::ui
