// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lagmodel.h"

#include "widgets/format.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 400;

bool isNumber(int column)
{
    return column >= LagModel::Position;
}

QString titled(std::string_view name)
{
    const QString title = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    return title.left(1).toUpper() + title.mid(1);
}

QString textOf(const Queue &queue, int column, int most)
{
    switch (column) {
    case LagModel::Processor:
        return oneLine(queue.table, most);
    case LagModel::Status:
        return titleOf(queue);
    case LagModel::Behind:
        return QObject::tr("%1 waiting")
            .arg(withThousands(static_cast<std::int64_t>(queue.waiting)));
    default:
        return {};
    }
}

} // namespace

QString titleOf(Consumer::Condition condition)
{
    return titled(nameOf(condition));
}

QString titleOf(const Queue &queue)
{
    return titled(queue.holds);
}

LagModel::LagModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(&session.lag(), &Lag::changed, this, &LagModel::take);
    take();
}

void LagModel::take()
{
    std::vector<Consumer> consumers = m_session.lag().consumers();
    std::stable_sort(consumers.begin(), consumers.end(), [](const Consumer &a, const Consumer &b) {
        return isTrouble(a.condition) > isTrouble(b.condition);
    });
    const auto isSame = [](const Consumer &a, const Consumer &b) {
        return a.checkpoint.subscription == b.checkpoint.subscription;
    };
    std::vector<Queue> queues = m_session.lag().queues();
    const auto isSameTable = [](const Queue &a, const Queue &b) { return a.table == b.table; };
    // Refreshed every few seconds: who reads a row with the keyboard stays on it.
    if (std::equal(consumers.begin(), consumers.end(), m_consumers.begin(), m_consumers.end(),
                   isSame)
        && std::equal(queues.begin(), queues.end(), m_queues.begin(), m_queues.end(),
                      isSameTable)) {
        m_consumers = std::move(consumers);
        m_queues = std::move(queues);
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        return;
    }
    beginResetModel();
    m_consumers = std::move(consumers);
    m_queues = std::move(queues);
    endResetModel();
}

const Consumer *LagModel::consumerAt(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return row >= 0 && index < m_consumers.size() ? &m_consumers[index] : nullptr;
}

const Queue *LagModel::queueAt(int row) const
{
    const auto index = static_cast<std::size_t>(row) - m_consumers.size();
    return row >= 0 && index < m_queues.size() ? &m_queues[index] : nullptr;
}

int LagModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_consumers.size() + m_queues.size());
}

int LagModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString LagModel::text(const Consumer &consumer, int column, int most) const
{
    const Checkpoint &checkpoint = consumer.checkpoint;
    switch (column) {
    case Processor:
        return oneLine(checkpoint.subscription, most);
    case Status: {
        const QString title = titleOf(consumer.condition);
        const QString word = oneLine(checkpoint.error ? *checkpoint.error
                                                      : checkpoint.status.value_or(""),
                                     most);
        return word.isEmpty() || word.compare(title, Qt::CaseInsensitive) == 0
                   ? title
                   : tr("%1 (%2)").arg(title, word);
    }
    case Position:
        // Written as the head is, so that the two can be compared.
        if (consumer.last && checkpoint.position
            && m_session.log().positionLabel(*consumer.last) == *checkpoint.position)
            return positionText(m_session.log(), *consumer.last);
        return checkpoint.position ? oneLine(*checkpoint.position, most) : tr("none");
    case Head: {
        const EventLog &log = m_session.log();
        return log.rowCount() == 0 ? QString() : positionText(log, Row(log.rowCount() - 1));
    }
    case Gaps:
        return checkpoint.gaps.empty()
                   ? QString()
                   : withThousands(static_cast<std::int64_t>(checkpoint.gaps.size()));
    case Behind:
        return withThousands(static_cast<std::int64_t>(consumer.behind));
    case Since:
        return consumer.behind == 0 || !consumer.seconds
                   ? QString()
                   : durationText(static_cast<std::int64_t>(*consumer.seconds * 1e6));
    default:
        return {};
    }
}

QString LagModel::textAt(int row, int column, int most) const
{
    if (const Queue *const queue = queueAt(row))
        return textOf(*queue, column, most);
    const Consumer *const consumer = consumerAt(row);
    return consumer ? text(*consumer, column, most) : QString();
}

QVariant LagModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const Consumer *const consumer = consumerAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textAt(index.row(), index.column(), kMostCharacters);
    case Qt::AccessibleTextRole:
        return consumer && index.column() == Behind
                   ? counted(static_cast<std::int64_t>(consumer->behind), tr("event behind"),
                             tr("events behind"))
                   : textAt(index.row(), index.column(), kMostCharacters);
    case Qt::ToolTipRole:
        return index.column() <= Position || index.column() == Behind
                   ? plainToolTip(textAt(index.row(), index.column(), 4000))
                   : QString();
    case Qt::TextAlignmentRole:
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QVariant LagModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Processor:
        return tr("Processor or table");
    case Status:
        return tr("Status");
    case Position:
        return tr("Position");
    case Head:
        return tr("Head");
    case Gaps:
        return tr("Gaps");
    case Behind:
        return tr("Events behind");
    case Since:
        return tr("Time behind");
    default:
        return {};
    }
}

QString LagModel::asText() const
{
    QString lines;
    for (int column = 0; column < kColumns; ++column)
        lines += headerData(column, Qt::Horizontal).toString()
                 + (column + 1 < kColumns ? u'\t' : u'\n');
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < kColumns; ++column)
            lines += textAt(row, column, 4000) + (column + 1 < kColumns ? u'\t' : u'\n');
    }
    return lines;
}

} // namespace eventscope::ui
