// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace eventscope::ui {

// What a run of a projection has told beside its states, one kind of it.
class ProjectionListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Kind {
        Emitted,  // event, stream, type, data
        Log,      // event, text
        Warnings, // line, code, sentence
        Handlers, // name, calls, total, mean, longest
        Skipped,  // reason, events
    };
    enum Role {
        FutureRole = Qt::UserRole + 1, // bool: of an event after the playhead
        CurrentRole,                   // bool: of the event under it
        LinkRole,                      // bool: the cell leads somewhere
        NumberRole,                    // bool
        HotRole,                       // bool: more than it should be
    };
    static constexpr int kMostHandlerMilliseconds = 250; // of a call, on the server

    ProjectionListModel(Kind kind, Session &session, QObject *parent = nullptr);

    Kind kind() const { return m_kind; }
    Row rowAt(int row) const;  // of the event; kNoRow where there is none
    int lineAt(int row) const; // of the file, from 1; 0: none
    SkipReason reasonAt(int row) const;
    std::int64_t total() const;   // also those that are not kept
    std::int64_t dropped() const; // that are not
    int current() const;          // the last row up to the playhead; -1
    QString asText() const;       // a line a row, cells separated by tabs

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void take();
    QString cell(int row, int column, bool isWhole) const;
    QString eventOf(Row row) const;

    Kind m_kind;
    Session &m_session;
    std::shared_ptr<const ProjectionSnapshot> m_snapshot;
    std::vector<SkipReason> m_reasons; // that there are events of
};

} // namespace eventscope::ui
