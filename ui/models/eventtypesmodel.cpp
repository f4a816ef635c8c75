// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventtypesmodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"

#include <algorithm>

namespace eventscope::ui {

namespace {

constexpr int kPause = 200; // ms between two orders while the log grows

} // namespace

EventTypesModel::EventTypesModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    followTypeLooks(*this, session, m_styles);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &EventTypesModel::update);
    connect(&session, &Session::closed, this, &EventTypesModel::letGo);
    connect(&session, &Session::rowsChanged, this, [this] {
        if (!m_soon.isActive())
            m_soon.start(m_types.empty() ? 0 : kPause);
    });
    // What has been loaded by then is the whole.
    connect(&session, &Session::phaseChanged, this, [this] {
        if (m_session.phase() == Session::Phase::Ready)
            update();
    });
    connect(&session.types(), &TypeVisibility::changed, this, [this] {
        if (!m_types.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
    update();
}

void EventTypesModel::letGo()
{
    m_soon.stop();
    beginResetModel();
    m_types.clear();
    m_styles.clear();
    endResetModel();
}

void EventTypesModel::update()
{
    if (!m_session.hasLog())
        return;
    const EventLog &log = m_session.log();
    m_styles.update(log, m_session.workspace().typeLooks());

    const auto before = static_cast<std::uint32_t>(m_types.size());
    const std::uint32_t after = log.typeCount();
    if (after > before) {
        beginInsertRows({}, static_cast<int>(before), static_cast<int>(after) - 1);
        for (std::uint32_t i = before; i < after; ++i)
            m_types.emplace_back(i);
        endInsertRows();
    }
    struct Entry {
        std::uint64_t events;
        TypeId type;
    };
    std::vector<Entry> entries;
    entries.reserve(m_types.size());
    for (const TypeId type : m_types)
        entries.push_back({log.typeEvents(type), type});
    std::sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) {
        return a.events != b.events ? a.events > b.events
                                    : log.typeName(a.type) < log.typeName(b.type);
    });

    Q_EMIT layoutAboutToBeChanged();
    const QModelIndexList kept = persistentIndexList();
    QModelIndexList moved;
    for (const QModelIndex &index : kept) {
        const TypeId type = typeAt(index.row());
        const auto entry = std::find_if(entries.begin(), entries.end(),
                                        [&](const Entry &e) { return e.type == type; });
        moved.push_back(createIndex(static_cast<int>(entry - entries.begin()), index.column()));
    }
    std::transform(entries.begin(), entries.end(), m_types.begin(),
                   [](const Entry &entry) { return entry.type; });
    changePersistentIndexList(kept, moved);
    Q_EMIT layoutChanged();
}

int EventTypesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_types.size());
}

int EventTypesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant EventTypesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EventLog &log = m_session.log();
    const TypeId type = typeAt(index.row());
    const std::string_view name = log.typeName(type);
    const auto events = static_cast<std::int64_t>(log.typeEvents(type));
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == Count)
            return withThousands(events);
        if (index.column() == Shown)
            return {};
        return name.empty() ? tr("(no type)") : shortTypeName(name);
    case Qt::ToolTipRole:
        if (index.column() == Shown)
            return isHidden(index.row())
                       ? tr("Show this type (Space). With Alt, only this one (S).")
                       : tr("Hide this type (Space). With Alt, all others (S).");
        return plainToolTip(oneLine(name, 2000) + u'\n'
                            + counted(events, tr("event"), tr("events")));
    case Qt::AccessibleTextRole:
        return index.column() == Count ? QVariant(counted(events, tr("event"), tr("events")))
               : index.column() == Shown
                   ? QVariant(isHidden(index.row()) ? tr("hidden") : tr("shown"))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == Count ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case WholeNameRole:
        return QString::fromUtf8(name);
    default:
        return {};
    }
}

QVariant EventTypesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("Type") : section == Count ? tr("Events") : tr("Shown");
}

} // namespace eventscope::ui
