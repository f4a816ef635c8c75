// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <vector>

namespace eventscope::ui {

// The framework's own consumers and how far each is behind, those in trouble first; then the tables in which messages wait.
class LagModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Processor, Status, Position, Head, Gaps, Behind, Since };
    static constexpr int kColumns = Since + 1;

    explicit LagModel(Session &session, QObject *parent = nullptr);

    // One of them is there.
    const Consumer *consumerAt(int row) const;
    const Queue *queueAt(int row) const;
    // A line a row, tab-separated, with a line of names.
    QString asText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    QString textAt(int row, int column, int most) const;
    QString text(const Consumer &consumer, int column, int most) const;

    Session &m_session;
    std::vector<Consumer> m_consumers;
    std::vector<Queue> m_queues;
};

QString titleOf(Consumer::Condition condition); // "Not begun"
QString titleOf(const Queue &queue);            // "Dead letters"

} // namespace eventscope::ui
