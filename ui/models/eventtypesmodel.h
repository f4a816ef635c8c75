// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <vector>

namespace eventscope::ui {

// The event types of the open store, most frequent first, with their marks.
class EventTypesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Count, Shown };
    enum Role { WholeNameRole = Qt::UserRole + 1 };

    explicit EventTypesModel(Session &session, QObject *parent = nullptr);

    TypeId typeAt(int row) const { return m_types[static_cast<std::size_t>(row)]; }
    const EventTypeStyle &styleAt(int row) const { return m_styles.style(typeAt(row).value()); }

    bool isHidden(int row) const { return m_session.types().isHidden(typeAt(row)); }
    bool isSolo(int row) const { return m_session.types().isSolo(typeAt(row)); }

    // True while the log holds more than is shown here.
    bool isCounting() const { return m_soon.isActive(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void letGo();
    void update();

    Session &m_session;
    EventTypeStyles m_styles;
    std::vector<TypeId> m_types;
    QTimer m_soon;
};

} // namespace eventscope::ui
