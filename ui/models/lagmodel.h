// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <vector>

namespace eventscope::ui {

// The framework's own consumers and how far each is behind, those in trouble first.
class LagModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Processor, Status, Position, Head, Behind, Since };
    static constexpr int kColumns = Since + 1;
    enum Role {
        ConditionRole = Qt::UserRole + 1, // int of Consumer::Condition
    };

    explicit LagModel(Session &session, QObject *parent = nullptr);

    const Consumer &consumerAt(int row) const { return m_consumers[static_cast<std::size_t>(row)]; }
    // A line a consumer, tab-separated, with a line of names.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    QString text(const Consumer &consumer, int column, int most) const;

    Session &m_session;
    std::vector<Consumer> m_consumers;
};

} // namespace eventscope::ui
