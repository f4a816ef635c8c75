// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statetreemodel.h"

#include "widgets/format.h"
#include "widgets/jsontext.h"

#include <algorithm>
#include <utility>

namespace eventscope::ui {

namespace {

const JsonValue *childOf(const JsonValue &value, const std::string &token)
{
    return value.at('/' + escapePointerToken(token));
}

// Where the rows of removed leaves go: each hangs, with all that went with it, below the nearest
// container that is still there.
JsonTreeModel::Removed removedRows(const StateAt &state)
{
    JsonTreeModel::Removed removed;
    for (const LeafChange &change : state.changes) {
        if (change.kind != LeafChange::Kind::Removed)
            continue;
        const JsonValue *at = &state.state;
        std::string above;
        for (const std::string &token : pointerTokens(change.pointer)) {
            const std::string pointer = above + '/' + escapePointerToken(token);
            at = childOf(*at, token);
            if (!at) {
                const JsonValue *const gone = state.before.at(pointer);
                JsonValue::Members &members = removed[above];
                const bool known = std::any_of(members.begin(), members.end(),
                                               [&](const JsonValue::Member &member) {
                                                   return member.first == token;
                                               });
                if (gone && !known)
                    members.emplace_back(token, *gone);
                break;
            }
            above = pointer;
        }
    }
    return removed;
}

QVariant setByHeader(int role)
{
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? StateTreeModel::tr("Set by") : QVariant();
}

} // namespace

Row ShownState::rowOf(std::uint32_t ordinal) const
{
    return ordinal < sequence.size() ? sequence.row(ordinal) : kNoRow;
}

QString ShownState::label(std::uint32_t ordinal) const
{
    return eventLabel(*log, rowOf(ordinal));
}

QString ShownState::toolTip(std::uint32_t ordinal) const
{
    const Row row = rowOf(ordinal);
    if (row == kNoRow)
        return {};
    return plainToolTip(oneLine(log->typeName(log->type(row))) + u'\n' + positionTag(*log, row)
                        + QStringLiteral("   ") + dateTimeText(log->time(row)));
}

// Only of the last event is it known what it took away.
std::optional<std::uint32_t> ShownState::setterOf(std::string_view pointer, bool removed) const
{
    if (removed)
        return base ? std::nullopt : std::optional(state->ordinal);
    const auto blame = state->blame.find(std::string(pointer));
    return blame == state->blame.end() ? std::nullopt : std::optional(blame->second);
}

QString trendText(const NumberTrend &trend)
{
    const auto changes = static_cast<std::int64_t>(trend.steps.size()) - 1;
    return QStringLiteral("lowest %1, highest %2\nfirst %3, last %4\n%5")
        .arg(QString::fromStdString(trend.leastToken), QString::fromStdString(trend.mostToken),
             QString::fromStdString(trend.firstToken), QString::fromStdString(trend.lastToken),
             changes == 0 ? QStringLiteral("never changed")
                          : counted(changes, QStringLiteral("change"), QStringLiteral("changes")));
}

StateTreeModel::StateTreeModel(QObject *parent)
    : JsonTreeModel(parent)
{}

void StateTreeModel::setState(ShownState state)
{
    beginResetModel();
    m_state = std::move(state);
    m_changes.clear();
    m_above.clear();
    for (const LeafChange &change : m_state.state->changes) {
        m_changes.emplace(change.pointer, &change);
        std::string_view above = change.pointer;
        while (!above.empty()) {
            above = above.substr(0, above.rfind('/'));
            m_above.emplace(above);
        }
    }
    replace(m_state.state->state, removedRows(*m_state.state));
    endResetModel();
}

void StateTreeModel::clearState()
{
    clear();
    m_changes.clear();
    m_above.clear();
    m_state = {};
}

void StateTreeModel::setPins(PinnedPointers pins)
{
    if (pins == m_pins)
        return;
    m_pins = std::move(pins);
    // Which rows there are is the views' business: they ask again for what is in sight.
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Field), index(rowCount() - 1, Field), {PinnedRole});
}

void StateTreeModel::setTrends(const NumberTrends *trends)
{
    if (trends == m_trends)
        return;
    m_trends = trends;
    takeTrends();
}

void StateTreeModel::takeTrends()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value), {TrendRole});
}

bool StateTreeModel::isNumber(const QModelIndex &index) const
{
    if (!index.isValid() || isClear())
        return false;
    const Node &node = *nodeOf(index);
    return !node.removed && node.value->isNumber();
}

TrendPointer StateTreeModel::trendOf(const Node &node) const
{
    return m_trends && !node.removed && node.value->isNumber() ? m_trends->trend(node.pointer)
                                                               : nullptr;
}

int StateTreeModel::columnCount(const QModelIndex &) const
{
    return 3;
}

Difference StateTreeModel::changeOf(const Node &node) const
{
    if (node.removed)
        return Difference::Removed;
    if (const auto change = m_changes.find(node.pointer); change != m_changes.end()) {
        switch (change->second->kind) {
        case LeafChange::Kind::Added:
            // A leaf in the place of a container, whose own leaves are among the removed ones.
            return m_state.state->before.at(node.pointer) ? Difference::Changed : Difference::Added;
        case LeafChange::Kind::Changed:
        case LeafChange::Kind::Removed:
            return Difference::Changed;
        }
    }
    if (!node.value->isContainer() || !m_above.contains(node.pointer))
        return Difference::None;
    return m_state.state->before.at(node.pointer) ? Difference::Inside : Difference::Added;
}

std::optional<std::uint32_t> StateTreeModel::setBy(const Node &node) const
{
    return m_state.setterOf(node.pointer, node.removed);
}

QVariant StateTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || isClear())
        return {};
    const Node &node = *nodeOf(index);
    const bool inSetBy = index.column() == SetBy;
    if (inSetBy && (role == Qt::DisplayRole || role == Qt::ToolTipRole)) {
        const auto ordinal = setBy(node);
        if (!ordinal)
            return {};
        return role == Qt::DisplayRole ? m_state.label(*ordinal) : m_state.toolTip(*ordinal);
    }
    switch (role) {
    case ChangeRole:
        return static_cast<int>(changeOf(node));
    case BeforeRole: {
        const auto change = m_changes.find(node.pointer);
        if (node.removed || change == m_changes.end() || changeOf(node) != Difference::Changed)
            return {};
        const JsonValue *const before = m_state.state->before.at(node.pointer);
        return before ? valueText(*before) : QVariant();
    }
    case SetByRowRole: {
        const auto ordinal = setBy(node);
        const Row row = ordinal ? m_state.rowOf(*ordinal) : kNoRow;
        return row == kNoRow ? QVariant() : QVariant(row.value());
    }
    case PinnedRole:
        return m_pins.contains(node.pointer);
    case TrendRole:
        return QVariant::fromValue(trendOf(node));
    case Qt::ToolTipRole:
        if (const auto trend = index.column() == Value ? trendOf(node) : nullptr;
            trend && !trend->steps.empty())
            return plainToolTip(valueText(*node.value) + u'\n' + trendText(*trend));
        return JsonTreeModel::data(index, role);
    default:
        return JsonTreeModel::data(index, role);
    }
}

QVariant StateTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section == SetBy && orientation == Qt::Horizontal)
        return setByHeader(role);
    return JsonTreeModel::headerData(section, orientation, role);
}

void ChangesModel::setState(ShownState state)
{
    beginResetModel();
    m_state = std::move(state);
    endResetModel();
}

void ChangesModel::setPins(PinnedPointers pins)
{
    if (pins == m_pins)
        return;
    m_pins = std::move(pins);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Field), index(rowCount() - 1, Field), {PinnedRole});
}

int ChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_state.state ? 0 : static_cast<int>(m_state.state->changes.size());
}

int ChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant ChangesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StateAt &state = *m_state.state;
    const LeafChange &change = state.changes[static_cast<std::size_t>(index.row())];
    const bool removed = change.kind == LeafChange::Kind::Removed;
    const JsonValue &value = removed ? change.before : change.after;
    const auto setter = m_state.setterOf(change.pointer, removed);
    const auto path = [&] {
        const QString whole = fieldPath(QString(), removed ? state.before : state.state,
                                        change.pointer);
        return whole.startsWith(u'.') ? whole.mid(1) : whole;
    };
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case Field:
            return path();
        case Value:
            return valueText(value);
        default:
            return setter ? m_state.label(*setter) : QString();
        }
    case Qt::ToolTipRole:
        return index.column() == Field   ? plainToolTip(path())
               : index.column() == Value ? plainToolTip(valueText(value))
               : setter                  ? m_state.toolTip(*setter)
                                         : QString();
    case JsonTreeModel::PointerRole:
        return QByteArray::fromStdString(change.pointer);
    case JsonTreeModel::PathRole:
        return fieldPath(QString(), removed ? state.before : state.state, change.pointer);
    case JsonTreeModel::JsonRole:
        return QString::fromStdString(value.dump(2));
    case JsonTreeModel::TextRole:
        return QString::fromStdString(value.isString() || value.isNumber() ? value.text()
                                                                           : value.dump(2));
    case JsonTreeModel::ContainerRole:
        return value.isContainer();
    case JsonTreeModel::DimRole:
        return value.isContainer() || value.isNull();
    case JsonTreeModel::ElementRole:
        return false;
    case JsonTreeModel::RemovedRole:
        return removed;
    case ChangeRole:
        return static_cast<int>(removed                                  ? Difference::Removed
                                : change.kind == LeafChange::Kind::Added ? Difference::Added
                                                                         : Difference::Changed);
    case BeforeRole:
        return change.kind == LeafChange::Kind::Changed ? QVariant(valueText(change.before))
                                                        : QVariant();
    case SetByRowRole: {
        const Row row = setter ? m_state.rowOf(*setter) : kNoRow;
        return row == kNoRow ? QVariant() : QVariant(row.value());
    }
    case PinnedRole:
        return m_pins.contains(change.pointer);
    default:
        return {};
    }
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (section == SetBy)
        return setByHeader(role);
    return role != Qt::DisplayRole ? QVariant() : section == Field ? tr("Field") : tr("Value");
}

} // namespace eventscope::ui
