// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

namespace eventscope::ui {

// The first messages that wait in the queue that is shown, a column for each of its table's.
class QueueModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit QueueModel(Session &session, QObject *parent = nullptr);

    // A line a message, tab-separated, with a line of names.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    QString text(int row, int column, int most) const;

    Session &m_session;
    QueueRows m_rows;
};

} // namespace eventscope::ui
