// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/transitionsmodel.h"

#include "models/typelooks.h"
#include "widgets/format.h"

#include <algorithm>

namespace eventscope::ui {

TransitionsModel::TransitionsModel(Session &session, QObject *parent)
    : QAbstractTableModel(parent)
    , m_session(session)
{
    followTypeLooks(*this, session, m_styles);
    connect(&session.catalogue(), &Catalogue::changed, this, &TransitionsModel::take);
    connect(&session, &Session::closed, this, [this] {
        setType(std::nullopt);
        m_styles.clear();
    });
    take();
}

void TransitionsModel::setType(std::optional<TypeId> type)
{
    if (type == m_type)
        return;
    m_type = type;
    take();
}

void TransitionsModel::take()
{
    beginResetModel();
    m_contents = m_session.catalogue().contents();
    m_lines.clear();
    if (m_contents && m_type && m_session.hasLog()) {
        m_styles.update(m_session.log(), m_session.workspace().typeLooks());
        for (const bool isAfter : {true, false}) {
            std::vector<const Transition *> group;
            std::uint64_t total = 0;
            for (const Transition &each : m_contents->transitions) {
                if ((isAfter ? each.from : each.to) != m_type)
                    continue;
                group.push_back(&each);
                total += each.count;
            }
            std::stable_sort(group.begin(), group.end(),
                             [](const Transition *a, const Transition *b) {
                                 return a->count > b->count;
                             });
            if (group.empty())
                continue;
            m_lines.push_back({nullptr, isAfter, total});
            for (const Transition *each : group)
                m_lines.push_back({each, isAfter, total});
        }
    }
    endResetModel();
}

std::optional<TypeId> TransitionsModel::typeOf(const Line &line)
{
    return !line.transition ? std::nullopt
           : line.isAfter   ? line.transition->to
                            : line.transition->from;
}

Row TransitionsModel::exampleAt(int row) const
{
    const Transition *const transition = lineAt(row).transition;
    return transition ? transition->example : kNoRow;
}

const EventTypeStyle *TransitionsModel::styleAt(int row) const
{
    const auto type = typeOf(lineAt(row));
    return type ? &m_styles.style(type->value()) : nullptr;
}

int TransitionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int TransitionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant TransitionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_session.hasLog())
        return {};
    const Line &line = lineAt(index.row());
    if (role == HeadingRole)
        return line.transition == nullptr;
    if (role == Qt::TextAlignmentRole)
        return index.column() == Type ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    const auto type = typeOf(line);
    if (role == Qt::ToolTipRole && line.transition && index.column() == Count) {
        constexpr double kLeast = 0.01;
        const double percent = 100.0 * static_cast<double>(line.transition->count)
                               / static_cast<double>(line.total);
        return percent < kLeast ? tr("Less than 0.01 % of them")
                                : tr("%1 % of them").arg(percent, 0, 'g', 3);
    }
    if (role == Qt::ToolTipRole)
        return type ? plainToolTip(oneLine(m_session.log().typeName(*type), 2000)) : QString();
    if (role != Qt::DisplayRole)
        return {};
    if (!line.transition)
        return index.column() != Type ? QString()
               : line.isAfter         ? tr("Next in the stream")
                                      : tr("Before it");
    switch (index.column()) {
    case Type:
        return type           ? shortTypeName(m_session.log().typeName(*type))
               : line.isAfter ? tr("(the stream ends)")
                              : tr("(the stream begins)");
    case Count:
        return withThousands(static_cast<std::int64_t>(line.transition->count));
    case Median:
        if (const auto micros = line.transition->medianMicros)
            return *micros < 0 ? differenceText(*micros) : durationText(*micros);
        return {};
    default:
        return {};
    }
}

QVariant TransitionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Type ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Median)
        return tr("Median of the time between the two");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Type:
        return tr("Event");
    case Count:
        return tr("Count");
    case Median:
        return tr("Median");
    default:
        return {};
    }
}

} // namespace eventscope::ui
