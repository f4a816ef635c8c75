// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <vector>

namespace eventscope::ui {

// What the event under the playhead has done to the rows of the read model.
class ReadModelChangesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Table, Key, What, kColumns };

    explicit ReadModelChangesModel(Session &session, QObject *parent = nullptr);

    QString tableAt(int row) const;
    QString asText() const; // a line a change, cells separated by tabs

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take(std::vector<ReadModelChange> changes);

    std::vector<ReadModelChange> m_changes;
};

} // namespace eventscope::ui
