// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlistmodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope::ui {

EventListModel::EventListModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    followTypeLooks(*this, session, m_styles);
    connect(&session, &Session::playheadChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    });
    connect(&session, &Session::closed, this, [this] { setRows({}); });
}

void EventListModel::setRows(Rows rows)
{
    const int before = rowCount();
    const auto size = rows ? rows->size() : 0;
    // The same with more at the end: what is looked at stays.
    const bool isLonger = before > 0 && size >= m_rows->size()
                          && std::equal(m_rows->begin(), m_rows->end(), rows->begin());
    if (m_session.hasLog())
        m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    if (isLonger && size == m_rows->size()) {
        m_rows = std::move(rows);
    } else if (isLonger) {
        beginInsertRows({}, before, static_cast<int>(size) - 1);
        m_rows = std::move(rows);
        endInsertRows();
    } else {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
}

int EventListModel::current() const
{
    const Row playhead = m_session.playhead();
    if (!m_rows || playhead == kNoRow)
        return -1;
    const auto after = std::upper_bound(m_rows->begin(), m_rows->end(), playhead);
    return static_cast<int>(after - m_rows->begin()) - 1;
}

const EventTypeStyle &EventListModel::styleAt(int index) const
{
    return m_styles.style(m_session.log().type(rowAt(index)).value());
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_rows)
        return 0;
    return static_cast<int>(std::min<std::size_t>(m_rows->size(), std::numeric_limits<int>::max()));
}

int EventListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int{kColumns};
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || !m_session.hasLog())
        return {};
    const EventLog &log = m_session.log();
    const Row row = rowAt(index.row());
    const bool isTip = role == Qt::ToolTipRole;
    if (role == FutureRole)
        return row > m_session.playhead();
    if (role == CurrentRole)
        return row == m_session.playhead();
    if (role != Qt::DisplayRole && !isTip)
        return {};
    switch (index.column()) {
    case Position:
        return isTip ? tr("Go to this event") : positionText(log, row);
    case Time:
        return isTip ? zonedText(log.time(row)) : dateTimeText(log.time(row)).left(19);
    case Type: {
        const std::string_view name = log.typeName(log.type(row));
        return isTip ? plainToolTip(oneLine(name)) : shortTypeName(name);
    }
    case Stream: {
        const StreamId stream = log.stream(row);
        const QString name = stream == kNoStream ? QString() : oneLine(log.streamName(stream));
        return isTip ? plainToolTip(name) : name;
    }
    default:
        return {};
    }
}

QVariant EventListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Position ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Position:
        return QStringLiteral("#");
    case Time:
        return tr("Time");
    case Type:
        return tr("Type");
    case Stream:
        return tr("Stream");
    default:
        return {};
    }
}

QString EventListModel::asText(qsizetype most) const
{
    QString text;
    const int rows = static_cast<int>(std::min<qsizetype>(rowCount(), most));
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < kColumns; ++column)
            text += (column > 0 ? QStringLiteral("\t") : QString())
                    + data(index(row, column)).toString();
        text += u'\n';
    }
    return text;
}

} // namespace eventscope::ui
