// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event/log.h"
#include "event/sequence.h"
#include "models/jsontreemodel.h"
#include "replay/replay.h"
#include "session/numbertrends.h"

#include <QAbstractTableModel>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace eventscope::ui {

// How a field differs from what it is compared with. Inside: something below it does.
enum class Difference { None, Added, Removed, Changed, Inside };

// A state as the panels show it: the answer of a replay, and the history that its ordinals count
// in. The log outlives it.
struct ShownState {
    std::shared_ptr<const StateAt> state;
    Sequence sequence;
    const EventLog *log = nullptr;
    // What it is compared with; none: the previous event.
    std::optional<std::uint32_t> base = {};

    Row rowOf(std::uint32_t ordinal) const;
    // "v5", or the position where the store knows no versions.
    QString label(std::uint32_t ordinal) const;
    QString toolTip(std::uint32_t ordinal) const;
    // The event that set the leaf, or took it away; none if that is not known.
    std::optional<std::uint32_t> setterOf(std::string_view pointer, bool removed) const;
};

// Roles of both models below, behind those of JsonTreeModel.
enum StateRole {
    ChangeRole = JsonTreeModel::LastRole + 1, // int of Difference
    BeforeRole,   // QString: what stood there before; null if nothing did
    SetByRowRole, // uint: row of the event that set it; absent if none did
    PinnedRole,   // bool
    TrendRole,    // TrendPointer; null if it is no number or not known
};
using TrendPointer = std::shared_ptr<const NumberTrend>;
using PinnedPointers = std::set<std::string, std::less<>>;

// "lowest 9, highest 40.50; first 9, last 12; 4 changes"
QString trendText(const NumberTrend &trend);

// The state of a stream as a tree, with the event that set each leaf, and the leaves that are no
// longer there.
class StateTreeModel : public JsonTreeModel
{
    Q_OBJECT

public:
    enum { SetBy = JsonTreeModel::Value + 1 };

    explicit StateTreeModel(QObject *parent = nullptr);

    void setState(ShownState state);
    void clearState();
    void setPins(PinnedPointers pins);
    // Asked for the trends of numbers; null: there are none. Call takeTrends() when others have come.
    void setTrends(const NumberTrends *trends);
    void takeTrends();
    bool isNumber(const QModelIndex &index) const; // that is there, not taken away
    // Of the event whose state this is.
    std::uint32_t ordinal() const { return m_state.state ? m_state.state->ordinal : 0; }

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    Difference changeOf(const Node &node) const;
    std::optional<std::uint32_t> setBy(const Node &node) const;

    ShownState m_state;
    std::map<std::string_view, const LeafChange *> m_changes; // by pointer
    std::set<std::string, std::less<>> m_above; // pointers of the containers above a change
    TrendPointer trendOf(const Node &node) const;

    PinnedPointers m_pins;
    const NumberTrends *m_trends = nullptr;
};

// Only what is different, one leaf a row.
class ChangesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Field, Value, SetBy };

    using QAbstractTableModel::QAbstractTableModel;
    void setState(ShownState state);
    void setPins(PinnedPointers pins);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    ShownState m_state;
    PinnedPointers m_pins;
};

} // namespace eventscope::ui

Q_DECLARE_METATYPE(eventscope::ui::TrendPointer)
