// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

namespace eventscope::ui {

// What the reducer of the selected stream has written to its console, with the event at which it did.
class ScriptLogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Event, Text };
    enum Role {
        FutureRole = Qt::UserRole + 1, // bool: of an event after the playhead
    };

    explicit ScriptLogModel(Session &session, QObject *parent = nullptr);

    // kNoRow for what was written while the file was loaded.
    Row rowAt(int row) const;
    // The last line up to the playhead; -1 if there is none.
    int current() const;
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    bool isFuture(int row) const;

    Session &m_session;
    std::vector<ReplayLogLine> m_lines;
};

} // namespace eventscope::ui
