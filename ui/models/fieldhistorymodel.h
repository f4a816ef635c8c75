// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statetreemodel.h"
#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>

namespace eventscope::ui {

// Every event that changed the field whose history the session lists, oldest first.
class FieldHistoryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Version, Clock, Type, Change };
    static constexpr int kColumns = Change + 1;
    enum Role {
        DifferenceRole = Qt::UserRole + 1, // int of Difference
        BeforeTextRole,                    // QString; null if the field was not there
        AfterTextRole,                     // QString; null if the field is not there any more
    };

    explicit FieldHistoryModel(Session &session, QObject *parent = nullptr);

    Row rowAt(int row) const;
    const EventTypeStyle &styleAt(int row) const;
    // The last change up to the playhead; -1 if there is none.
    int current() const;
    // A line a change, tab-separated: version, time, type, before, after; JSON texts.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    QString versionAt(int row) const;
    const eventscope::FieldChange &changeAt(int row) const;

    Session &m_session;
    std::shared_ptr<const FieldHistories::History> m_history;
    Sequence m_sequence;
    EventTypeStyles m_styles;
};

} // namespace eventscope::ui
