// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/session.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QStringList>

#include <vector>

namespace eventscope::ui {

// Projections on disk: those that were run over the open store, the last one first, then those in the folder `projections` beside the store, then
// the other scripts in the folder of the one that is looked at. With what became of their runs in this session.
class ProjectionFilesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, State, kColumns };
    enum Role {
        KnownRole = Qt::UserRole + 1, // bool: it was run over this store
        CurrentRole,                  // bool: it is the one that is looked at
        TroubleRole,                  // bool: it was refused, or failed
    };

    explicit ProjectionFilesModel(Session &session, QObject *parent = nullptr);
    ~ProjectionFilesModel() override;

    // Which one is looked at: that may have no run yet. Looks for others beside it.
    void setCurrent(const QString &file);
    void look(); // anew
    QString fileAt(int row) const { return m_files.at(row); }
    bool isKnown(int row) const { return row < m_known; }
    ProjectionEngine engineOf(const QString &file) const; // that it was run with; v1 if never
    int indexOf(const QString &file) const { return static_cast<int>(m_files.indexOf(file)); }
    bool isSettled() const { return m_worker.idle(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Outcome {
        QString text;
        bool isTrouble = false;
    };
    void take();
    void takeRun();
    static Outcome outcomeOf(const OpenProjection &projection);

    Session &m_session;
    QString m_current;
    QStringList m_beside; // the store, and in its folder
    QStringList m_files;
    int m_known = 0; // the first so many
    QHash<QString, Outcome> m_outcomes;
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope::ui
