// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"

#include <QAbstractItemModel>
#include <QString>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope::ui {

// A JSON value as a tree of fields and values. Rows are made when a view asks for them, so a value
// of any size opens at once; text is shown as it is, numbers as their tokens.
//
// A container's rows are its members or elements in document order, then what `removed` holds for
// its pointer: leaves that are no longer there. The top rows are those of the value itself; a value
// without any is one row.
class JsonTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Field, Value };
    enum Role {
        PointerRole = Qt::UserRole + 1, // RFC 6901, UTF-8 in a QByteArray
        PathRole,                       // items[0].sku, as the filter language writes it
        JsonRole,                       // the value as JSON text, whole
        TextRole,      // a string's text or a scalar's token, whole; JSON of a container
        ContainerRole, // bool
        DimRole,     // bool: the text of Value says something about the value (null, {3}, "empty")
        ElementRole, // bool: the field is an index of an array
        RemovedRole, // bool
        LastRole = RemovedRole,
    };
    using Removed
        = std::map<std::string, JsonValue::Members, std::less<>>; // by the pointer of the container

    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    void setValue(JsonValue value, Removed removed = {});
    void clear();
    bool isClear() const { return !m_root; }
    const JsonValue &value() const { return m_value; }

    // The row at the pointer, in column Field; invalid if nothing is there.
    QModelIndex indexOf(std::string_view pointer) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

protected:
    struct Node {
        const JsonValue *value = nullptr;
        Node *parent = nullptr;
        int row = 0;
        bool removed = false;
        std::string key; // empty for elements
        std::string pointer;
        const JsonValue::Members *gone = nullptr;    // the removed rows behind its own
        std::vector<std::unique_ptr<Node>> children; // made one by one, when asked for
    };
    const Node *nodeOf(const QModelIndex &index) const;
    static const Node *rootOf(const Node *node);

    // Between the reset's begin and end: for state that belongs to the value.
    void replace(JsonValue value, Removed removed);

private:
    Node *mutableNode(const QModelIndex &index) const;
    std::unique_ptr<Node> makeChild(Node &parent, int row) const;
    std::size_t childCount(const Node &node) const;
    static int rowOf(const Node &node, const std::string &token); // -1 if it has no such child
    static bool isElement(const Node &node);
    QString fieldText(const Node &node) const;
    static QString pathOf(const Node &node);

    JsonValue m_value;
    Removed m_removed;
    std::unique_ptr<Node> m_root; // null while clear
    bool m_single = false;        // the value has no rows of its own and is shown as one
};

} // namespace eventscope::ui
