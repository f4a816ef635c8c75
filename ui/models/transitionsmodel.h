// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/eventtypestyle.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace eventscope::ui {

// What comes directly after the events of one type in their streams, and what comes before them; a heading above each.
class TransitionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Type, Count, Median };
    static constexpr int kColumns = Median + 1;
    enum Role {
        HeadingRole = Qt::UserRole
                      + 1, // bool: the row is a heading, whose text stands in the first column
    };

    explicit TransitionsModel(Session &session, QObject *parent = nullptr);

    void setType(std::optional<TypeId> type);
    Row exampleAt(int row) const;                 // kNoRow for a heading
    const EventTypeStyle *styleAt(int row) const; // null where there is no type

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Line {
        const Transition *transition = nullptr; // null: a heading
        bool isAfter = false;
        std::uint64_t total = 0; // of its group
    };
    void take();
    const Line &lineAt(int row) const { return m_lines[static_cast<std::size_t>(row)]; }
    static std::optional<TypeId> typeOf(const Line &line);

    Session &m_session;
    std::optional<TypeId> m_type;
    std::shared_ptr<const Catalogue::Contents> m_contents; // what the lines point into
    std::vector<Line> m_lines;
    EventTypeStyles m_styles;
};

} // namespace eventscope::ui
