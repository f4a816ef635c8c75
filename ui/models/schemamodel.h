// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope::ui {

// The fields of the payloads of one event type, by schema version: a heading for each version if there are several.
class SchemaModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Field, Type, Share, Change, Values };
    static constexpr int kColumns = Values + 1;
    enum Role {
        HeadingRole = Qt::UserRole
                      + 1, // bool: the row is a heading, whose text stands in the first column
        DepthRole,         // int: how many objects and arrays the field is in
        ChangedRole,       // bool: the field has changed while events went on
    };

    explicit SchemaModel(Session &session, QObject *parent = nullptr);

    void setType(std::optional<TypeId> type);
    std::optional<TypeId> type() const { return m_type; }
    // A condition for the filter that is true of the events that have the field; of a heading, that have the type.
    QString conditionAt(int row) const;
    // A line a field, tab-separated.
    QString asText() const;
    bool hasChanges() const; // of any field

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Line {
        const EventSchema *schema = nullptr;
        const SchemaField *field = nullptr; // null: a heading
        const Drift *drift = nullptr;       // null: none
    };
    void take();
    const Line &lineAt(int row) const { return m_lines[static_cast<std::size_t>(row)]; }
    QString headingOf(const EventSchema &schema) const;
    QString changeOf(const Drift &drift) const;
    QString textAt(const Line &line, int column) const;

    Session &m_session;
    std::optional<TypeId> m_type;
    std::shared_ptr<const Catalogue::Contents> m_contents; // what the lines point into
    std::vector<Line> m_lines;
};

} // namespace eventscope::ui
