// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/finding.h"
#include "base/newestonly.h"
#include "base/progress.h"
#include "session/replaybox.h"
#include "session/snapshots.h"
#include "session/workspace.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

// What became of the snapshots of a store that were compared with the folded states.
struct SnapshotReport {
    std::uint64_t snapshots = 0; // that there are
    std::uint64_t agree = 0;
    std::uint64_t differ = 0;
    std::uint64_t astray = 0;  // ahead of their streams, between events, or without a version
    std::uint64_t damaged = 0; // or no JSON
    std::uint64_t cut = 0;     // the events that went into them are gone
    std::uint64_t strange = 0; // of streams without an event
    std::map<std::string, std::uint64_t> withoutReducer; // by stream type
    std::map<std::string, std::uint64_t> failed;         // by stream type: the reducer fails
    std::vector<Finding> findings;                       // at most kMostSnapshotFindings
    std::vector<Snapshots::Verdict> verdicts;

    // "139 snapshots: 136 agree with the folded state, 3 differ."
    std::string sentence() const;
};
inline constexpr std::size_t kMostSnapshotFindings = 2000;

// Compares every snapshot of the store with the state that the reducer of its stream's type folds up to it. Runs when it is asked for, on
// a thread of its own that gives way to every other. GUI thread.
class SnapshotCheck : public QObject
{
    Q_OBJECT

public:
    explicit SnapshotCheck(QObject *parent = nullptr);
    ~SnapshotCheck() override;

    void close();
    // With the reducers of the workspace; snapshots of a type without one are not compared.
    void check(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store,
               const Workspace &workspace, const ReplayLimits &limits);
    void cancel();
    bool isChecking() const { return m_isChecking; }
    const Progress &progress() const { return *m_progress; } // in snapshots
    // Of the last run that came to its end; none before.
    std::shared_ptr<const SnapshotReport> report() const { return m_report; }
    const std::optional<Error> &error() const { return m_error; }
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();    // a run has ended, or what it found is forgotten
    void progressed(); // also: a run began or ended

private:
    std::shared_ptr<const SnapshotReport> m_report;
    std::optional<Error> m_error;
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    bool m_isChecking = false;
    std::uint64_t m_run = 0;
    QTimer m_tick;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
