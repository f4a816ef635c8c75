// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/scriptlogmodel.h"

#include "widgets/format.h"

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 1000;

} // namespace

ScriptLogModel::ScriptLogModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(&session.states(), &StateQueries::logChanged, this, &ScriptLogModel::take);
    // What has not happened yet is paler.
    connect(&session, &Session::playheadChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Text));
    });
    take();
}

void ScriptLogModel::take()
{
    beginResetModel();
    m_lines = m_session.states().logLines();
    endResetModel();
}

Row ScriptLogModel::rowAt(int row) const
{
    const ReplayLogLine &line = m_lines[static_cast<std::size_t>(row)];
    return line.loading ? kNoRow : m_session.states().rowOf(line.ordinal);
}

bool ScriptLogModel::isFuture(int row) const
{
    const ReplayLogLine &line = m_lines[static_cast<std::size_t>(row)];
    const auto at = m_session.streamOrdinal();
    return !line.loading && (!at || line.ordinal > *at);
}

int ScriptLogModel::current() const
{
    int row = rowCount() - 1;
    while (row >= 0 && isFuture(row))
        --row;
    return row;
}

int ScriptLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int ScriptLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Text + 1;
}

QVariant ScriptLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const ReplayLogLine &line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        if (index.column() == Text)
            return oneLine(line.text, kMostCharacters);
        const Row event = rowAt(index.row());
        return event == kNoRow ? tr("loading") : eventLabel(m_session.log(), event);
    }
    case Qt::ToolTipRole:
        return index.column() == Text ? plainToolTip(QString::fromStdString(line.text))
                                      : tr("The event at which this was written");
    case Qt::TextAlignmentRole:
        return index.column() == Event ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case FutureRole:
        return isFuture(index.row());
    default:
        return {};
    }
}

QString ScriptLogModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row)
        text += data(index(row, Event)).toString() + u'\t'
                + QString::fromStdString(m_lines[static_cast<std::size_t>(row)].text) + u'\n';
    return text;
}

QVariant ScriptLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Event ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Event ? QStringLiteral("v") : tr("Written by the reducer");
}

} // namespace eventscope::ui
