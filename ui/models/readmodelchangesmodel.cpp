// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/readmodelchangesmodel.h"

#include "models/readmodelrowsmodel.h"
#include "widgets/format.h"

#include <QStringList>

#include <utility>

namespace eventscope::ui {

namespace {

QString membersText(const JsonValue &row)
{
    QStringList parts;
    for (const auto &[name, value] : row.members())
        parts.append(QString::fromStdString(name) + QStringLiteral(": ") + sqlText(value));
    return parts.join(QStringLiteral(", "));
}

// Each with its sign, for those who see no green and red.
QString whatText(const ReadModelChange &change)
{
    switch (change.kind) {
    case ReadModelChange::Kind::Inserted:
        return QStringLiteral("+ ") + membersText(change.after);
    case ReadModelChange::Kind::Deleted:
        return QStringLiteral("\u2212 ") + membersText(change.before);
    case ReadModelChange::Kind::Updated:
        break;
    }
    QStringList parts;
    for (const auto &[name, value] : change.after.members()) {
        const JsonValue *const before = change.before.find(name);
        if (!before || !(*before == value))
            parts.append(QStringLiteral("%1: %2 \u2192 %3")
                             .arg(QString::fromStdString(name),
                                  before ? sqlText(*before) : QString(), sqlText(value)));
    }
    return QStringLiteral("\u25cf ") + parts.join(QStringLiteral(", "));
}

} // namespace

ReadModelChangesModel::ReadModelChangesModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
{
    OpenProjection &projection = session.projection();
    connect(&projection, &OpenProjection::tableReady, this,
            [this, &projection](const std::shared_ptr<const OpenProjection::TableView> &view) {
                if (view->playhead == projection.playhead())
                    take(view->changes);
            });
    connect(&projection, &OpenProjection::snapshotChanged, this, [this] { take({}); });
}

void ReadModelChangesModel::take(std::vector<ReadModelChange> changes)
{
    beginResetModel();
    m_changes = std::move(changes);
    endResetModel();
}

QString ReadModelChangesModel::tableAt(int row) const
{
    return QString::fromStdString(m_changes[static_cast<std::size_t>(row)].table);
}

int ReadModelChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_changes.size());
}

int ReadModelChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int{kColumns};
}

QVariant ReadModelChangesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()
        || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const ReadModelChange &change = m_changes[static_cast<std::size_t>(index.row())];
    const QString text = index.column() == Table ? oneLine(change.table, 100)
                         : index.column() == Key ? membersText(change.key)
                                                 : whatText(change);
    return role == Qt::ToolTipRole ? plainToolTip(text) : text;
}

QVariant ReadModelChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Table:
        return tr("Table");
    case Key:
        return tr("Row");
    case What:
        return tr("What the event did");
    default:
        return {};
    }
}

QString ReadModelChangesModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < kColumns; ++column)
            text += (column > 0 ? QStringLiteral("\t") : QString())
                    + data(index(row, column)).toString();
        text += u'\n';
    }
    return text;
}

} // namespace eventscope::ui
