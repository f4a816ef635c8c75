// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/queuemodel.h"

#include "widgets/format.h"

namespace eventscope::ui {

namespace {

constexpr int kMostCharacters = 400;

bool isSame(const QueueRows &a, const QueueRows &b)
{
    if (a.columns != b.columns || a.rows.size() != b.rows.size())
        return false;
    for (std::size_t row = 0; row < a.rows.size(); ++row) {
        for (std::size_t column = 0; column < a.rows[row].size(); ++column) {
            if (a.rows[row][column].kind != b.rows[row][column].kind
                || a.rows[row][column].text != b.rows[row][column].text)
                return false;
        }
    }
    return true;
}

} // namespace

QueueModel::QueueModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    connect(&session.lag(), &Lag::changed, this, &QueueModel::take);
    take();
}

void QueueModel::take()
{
    const QueueRows *const rows = m_session.lag().queueRows();
    QueueRows now = rows ? *rows : QueueRows();
    // Read again every few seconds: who reads stays where they are.
    if (isSame(now, m_rows))
        return;
    beginResetModel();
    m_rows = std::move(now);
    endResetModel();
}

int QueueModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.rows.size());
}

int QueueModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.columns.size());
}

QString QueueModel::text(int row, int column, int most) const
{
    const Payload &cell
        = m_rows.rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    switch (cell.kind) {
    case Payload::Kind::Absent:
        return {};
    case Payload::Kind::Binary:
        return oneLine("0x"
                           + QByteArray(cell.text.data(), static_cast<qsizetype>(cell.text.size()))
                                 .left(most)
                                 .toHex()
                                 .toStdString(),
                       most);
    case Payload::Kind::Json:
    case Payload::Kind::Text:
        break;
    }
    return oneLine(cell.text, most);
}

QVariant QueueModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column(), kMostCharacters);
    if (role == Qt::ToolTipRole)
        return plainToolTip(text(index.row(), index.column(), 4000));
    return {};
}

QVariant QueueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? oneLine(m_rows.columns[static_cast<std::size_t>(section)], 80)
                                   : QVariant();
}

QString QueueModel::asText() const
{
    QString lines;
    const int columns = columnCount();
    for (int column = 0; column < columns; ++column)
        lines += headerData(column, Qt::Horizontal).toString()
                 + (column + 1 < columns ? u'\t' : u'\n');
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columns; ++column)
            lines += text(row, column, 20'000) + (column + 1 < columns ? u'\t' : u'\n');
    }
    return lines;
}

} // namespace eventscope::ui
