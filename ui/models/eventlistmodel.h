// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace eventscope::ui {

// Some events of the log, ascending, with those after the playhead marked as such. Holds their rows only.
class EventListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Position, Time, Type, Stream, kColumns };
    enum Role {
        FutureRole = Qt::UserRole + 1, // bool: after the playhead
        CurrentRole,                   // bool: under it
    };
    using Rows = std::shared_ptr<const std::vector<Row>>;

    explicit EventListModel(Session &session, QObject *parent = nullptr);

    void setRows(Rows rows); // null: none
    const Rows &rows() const { return m_rows; }
    Row rowAt(int index) const { return (*m_rows)[static_cast<std::size_t>(index)]; }
    int current() const; // the last one up to the playhead; -1 if there is none
    const EventTypeStyle &styleAt(int index) const;
    QString asText(qsizetype most) const; // a line an event, cells separated by tabs

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    Session &m_session;
    Rows m_rows;
    EventTypeStyles m_styles;
};

} // namespace eventscope::ui
