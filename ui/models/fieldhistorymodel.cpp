// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fieldhistorymodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"
#include "widgets/jsontext.h"
#include "widgets/timezone.h"

#include <algorithm>
#include <limits>

namespace eventscope::ui {

FieldHistoryModel::FieldHistoryModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    followTypeLooks(*this, session, m_styles);
    connect(&session.histories(), &FieldHistories::changed, this, &FieldHistoryModel::take);
    connect(&session.histories(), &FieldHistories::listedChanged, this, &FieldHistoryModel::take);
    connect(&session, &Session::closed, this, [this] {
        beginResetModel();
        m_history.reset();
        m_sequence = {};
        m_styles.clear();
        endResetModel();
    });
    take();
}

void FieldHistoryModel::take()
{
    if (!m_session.hasLog())
        return;
    auto history = m_session.histories().listedHistory();
    if (history == m_history)
        return;
    beginResetModel();
    m_history = std::move(history);
    m_sequence = m_session.states().sequence();
    m_styles.update(m_session.log(), m_session.workspace().typeLooks());
    endResetModel();
}

const eventscope::FieldChange &FieldHistoryModel::changeAt(int row) const
{
    return m_history->field.changes[static_cast<std::size_t>(row)];
}

Row FieldHistoryModel::rowAt(int row) const
{
    const std::uint32_t ordinal = changeAt(row).ordinal;
    return ordinal < m_sequence.size() ? m_sequence.row(ordinal) : kNoRow;
}

const EventTypeStyle &FieldHistoryModel::styleAt(int row) const
{
    return m_styles.style(m_session.log().type(rowAt(row)).value());
}

int FieldHistoryModel::current() const
{
    const auto at = m_session.streamOrdinal();
    if (!m_history || !at)
        return -1;
    const auto &changes = m_history->field.changes;
    const auto after = std::upper_bound(changes.begin(), changes.end(), *at,
                                        [](std::uint32_t ordinal, const auto &change) {
                                            return ordinal < change.ordinal;
                                        });
    return static_cast<int>(after - changes.begin()) - 1;
}

int FieldHistoryModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_history)
        return 0;
    return static_cast<int>(
        std::min<std::size_t>(m_history->field.changes.size(), std::numeric_limits<int>::max()));
}

int FieldHistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString FieldHistoryModel::versionAt(int row) const
{
    return eventLabel(m_session.log(), rowAt(row));
}

QVariant FieldHistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const EventLog &log = m_session.log();
    const eventscope::FieldChange &change = changeAt(index.row());
    const Row event = rowAt(index.row());
    const bool added = change.kind == LeafChange::Kind::Added;
    const bool removed = change.kind == LeafChange::Kind::Removed;
    const auto changeText = [&] {
        return added     ? valueText(change.after)
               : removed ? tr("%1 \u2192 removed").arg(valueText(change.before))
                         : valueText(change.before) + QStringLiteral(" \u2192 ")
                               + valueText(change.after);
    };
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Version:
            return versionAt(index.row());
        case Clock:
            return event == kNoRow ? QString() : dateTimeText(log.time(event));
        case Type:
            return event == kNoRow ? QString() : shortTypeName(log.typeName(log.type(event)));
        case Change:
            return changeText();
        }
        return {};
    case Qt::ToolTipRole:
        return index.column() == Change ? plainToolTip(changeText())
               : index.column() == Type && event != kNoRow
                   ? plainToolTip(oneLine(log.typeName(log.type(event)), 2000))
                   : QString();
    case DifferenceRole:
        return static_cast<int>(added     ? Difference::Added
                                : removed ? Difference::Removed
                                          : Difference::Changed);
    case BeforeTextRole:
        return added ? QVariant() : QVariant(valueText(change.before));
    case AfterTextRole:
        return removed ? QVariant() : QVariant(valueText(change.after));
    default:
        return {};
    }
}

QString FieldHistoryModel::asText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row) {
        const eventscope::FieldChange &change = changeAt(row);
        const auto json = [](const JsonValue &value, bool absent) {
            return absent ? QString() : QString::fromStdString(value.dump());
        };
        QStringList cells;
        for (const int column : {Version, Clock, Type})
            cells << data(index(row, column)).toString();
        cells << json(change.before, change.kind == LeafChange::Kind::Added)
              << json(change.after, change.kind == LeafChange::Kind::Removed);
        text += cells.join(u'\t') + u'\n';
    }
    return text;
}

QVariant FieldHistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Version ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Clock)
        return tr("Time in %1").arg(TimeZone::inUse()->name());
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Version:
        return QStringLiteral("v");
    case Clock:
        return tr("Time");
    case Type:
        return tr("Type");
    case Change:
        return tr("Before \u2192 after");
    default:
        return {};
    }
}

} // namespace eventscope::ui
