// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"

#include "widgets/format.h"
#include "widgets/jsontext.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

namespace eventscope::ui {

namespace {

constexpr std::size_t kMostToolTipBytes = 8000;

// What stands in the whole value, for tooltips and copies.
QString wholeText(const JsonValue &value)
{
    switch (value.kind()) {
    case JsonValue::Kind::String:
    case JsonValue::Kind::Number:
        return QString::fromStdString(value.text());
    default:
        return QString::fromStdString(value.dump(2));
    }
}

} // namespace

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{}

JsonTreeModel::~JsonTreeModel() = default;

void JsonTreeModel::setValue(JsonValue value, Removed removed)
{
    beginResetModel();
    replace(std::move(value), std::move(removed));
    endResetModel();
}

void JsonTreeModel::clear()
{
    if (!m_root)
        return;
    beginResetModel();
    m_root.reset();
    m_value = {};
    m_removed.clear();
    endResetModel();
}

void JsonTreeModel::replace(JsonValue value, Removed removed)
{
    m_root.reset();
    m_value = std::move(value);
    m_removed = std::move(removed);
    m_root = std::make_unique<Node>();
    m_root->value = &m_value;
    if (const auto gone = m_removed.find(std::string_view()); gone != m_removed.end())
        m_root->gone = &gone->second;
    m_single = childCount(*m_root) == 0;
    m_root->children.resize(m_single ? 1 : childCount(*m_root));
}

const JsonTreeModel::Node *JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    return mutableNode(index);
}

const JsonTreeModel::Node *JsonTreeModel::rootOf(const Node *node)
{
    while (node && node->parent)
        node = node->parent;
    return node;
}

JsonTreeModel::Node *JsonTreeModel::mutableNode(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

std::size_t JsonTreeModel::childCount(const Node &node) const
{
    const std::size_t own = node.value->isContainer() ? node.value->size() : 0;
    const std::size_t count = own + (node.gone ? node.gone->size() : 0);
    return std::min(count, static_cast<std::size_t>(std::numeric_limits<int>::max()));
}

std::unique_ptr<JsonTreeModel::Node> JsonTreeModel::makeChild(Node &parent, int row) const
{
    auto node = std::make_unique<Node>();
    node->parent = &parent;
    node->row = row;
    if (&parent == m_root.get() && m_single) {
        node->value = parent.value;
        return node;
    }
    const auto at = static_cast<std::size_t>(row);
    const std::size_t own = parent.value->isContainer() ? parent.value->size() : 0;
    node->removed = parent.removed || at >= own;
    if (at >= own) {
        const JsonValue::Member &member = (*parent.gone)[at - own];
        node->key = member.first;
        node->value = &member.second;
        node->pointer = parent.pointer + '/' + escapePointerToken(node->key);
        return node;
    }
    if (parent.value->isArray()) {
        node->value = &parent.value->elements()[at];
        node->pointer = parent.pointer + '/' + std::to_string(at);
    } else {
        const JsonValue::Member &member = parent.value->members()[at];
        node->key = member.first;
        node->value = &member.second;
        node->pointer = parent.pointer + '/' + escapePointerToken(node->key);
    }
    if (!node->removed) {
        if (const auto gone = m_removed.find(node->pointer); gone != m_removed.end())
            node->gone = &gone->second;
    }
    return node;
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    Node *const above = mutableNode(parent);
    if (!above || row < 0 || column < 0 || column >= columnCount(parent) || row >= rowCount(parent))
        return {};
    if (above->children.empty())
        above->children.resize(childCount(*above));
    std::unique_ptr<Node> &child = above->children[static_cast<std::size_t>(row)];
    if (!child)
        child = makeChild(*above, row);
    return createIndex(row, column, child.get());
}

QModelIndex JsonTreeModel::parent(const QModelIndex &child) const
{
    const Node *const node = child.isValid() ? nodeOf(child) : nullptr;
    if (!node || !node->parent || !node->parent->parent)
        return {};
    return createIndex(node->parent->row, 0, node->parent);
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    const Node *const node = nodeOf(parent);
    if (!node || parent.column() > 0)
        return 0;
    if (node == m_root.get())
        return static_cast<int>(node->children.size());
    return m_single ? 0 : static_cast<int>(childCount(*node));
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

int JsonTreeModel::rowOf(const Node &node, const std::string &token)
{
    const auto isIt = [&](const JsonValue::Member &member) { return member.first == token; };
    if (node.value->isArray()) {
        const auto index = elementIndex(token);
        if (index && *index < node.value->size())
            return static_cast<int>(*index);
    } else if (node.value->isObject()) {
        // The last one counts where a key stands twice.
        const JsonValue::Members &members = node.value->members();
        const auto last = std::find_if(members.rbegin(), members.rend(), isIt);
        if (last != members.rend())
            return static_cast<int>(members.rend() - last - 1);
    }
    if (!node.gone)
        return -1;
    const auto gone = std::find_if(node.gone->begin(), node.gone->end(), isIt);
    if (gone == node.gone->end())
        return -1;
    const std::size_t own = node.value->isContainer() ? node.value->size() : 0;
    return static_cast<int>(own) + static_cast<int>(gone - node.gone->begin());
}

QModelIndex JsonTreeModel::indexOf(std::string_view pointer) const
{
    if (!m_root)
        return {};
    if (m_single)
        return pointer.empty() ? index(0, Field) : QModelIndex();
    QModelIndex found;
    for (const std::string &token : pointerTokens(pointer)) {
        const int row = rowOf(*nodeOf(found), token);
        if (row < 0)
            return {};
        found = index(row, Field, found);
    }
    return found;
}

bool JsonTreeModel::isElement(const Node &node)
{
    return node.parent->value->isArray() && !node.pointer.empty();
}

QString JsonTreeModel::fieldText(const Node &node) const
{
    if (!node.parent->parent && m_single)
        return QStringLiteral("(value)");
    if (isElement(node))
        return node.key.empty() ? QString::number(node.row) : oneLine(node.key);
    return node.key.empty() ? QStringLiteral("\"\"") : oneLine(node.key);
}

QString JsonTreeModel::pathOf(const Node &node)
{
    QString path;
    for (const Node *at = &node; at->parent; at = at->parent) {
        if (at->pointer.empty())
            break;
        // Of a removed element the row is not its index: its key is.
        if (isElement(*at))
            path.prepend(u'[' + (at->key.empty() ? QString::number(at->row) : oneLine(at->key))
                         + u']');
        else
            path.prepend(keyStep(at->key));
    }
    return path;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node &node = *nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == Field   ? fieldText(node)
               : index.column() == Value ? valueText(*node.value)
                                         : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == Field)
            return plainToolTip(pathOf(node).startsWith(u'.') ? pathOf(node).mid(1) : pathOf(node));
        if (index.column() == Value && node.value->isString())
            return plainToolTip(QString::fromUtf8(
                std::string_view(node.value->text()).substr(0, kMostToolTipBytes)));
        return index.column() == Value ? plainToolTip(valueText(*node.value)) : QVariant();
    case PointerRole:
        return QByteArray::fromStdString(node.pointer);
    case PathRole:
        return pathOf(node);
    case JsonRole:
        return QString::fromStdString(node.value->dump(2));
    case TextRole:
        return wholeText(*node.value);
    case ContainerRole:
        return node.value->isContainer();
    case DimRole:
        return node.value->isContainer() || node.value->isNull();
    case ElementRole:
        return isElement(node);
    case RemovedRole:
        return node.removed;
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Field ? tr("Field") : section == Value ? tr("Value") : QVariant();
}

} // namespace eventscope::ui
