// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/check.h"
#include "base/newestonly.h"
#include "base/progress.h"
#include "event/log.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace eventscope {

// What is probably wrong with the open store. The check runs when the store is loaded, on a thread of its own that gives way to every
// other, and again when the store has grown: the longer a run took, the longer the next one waits. GUI thread.
class Findings : public QObject
{
    Q_OBJECT

public:
    explicit Findings(QObject *parent = nullptr);
    ~Findings() override;

    // `log` is loaded, and grew() says when it has more rows.
    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void grew();
    void close();

    // The last report, or what the first run has found so far; in order of position. Never null; empty at first.
    std::shared_ptr<const CheckReport> report() const { return m_report; }
    // The events that the findings are about, ascending, each once.
    const std::vector<Row> &rows() const { return m_rows; }
    // The report is of a whole run, though maybe of fewer events than there are now.
    bool isComplete() const { return m_isComplete; }
    bool isChecking() const { return m_isChecking; }
    double fraction() const
    {
        return m_progress->fraction();
    } // of the run; negative while not known
    const std::optional<Error> &error() const { return m_error; } // why the last run came to no end

    void check(); // now, from the beginning
    // That are kept of one kind: all of them are sorted and painted. A report that is another by it is made again.
    void setMost(std::size_t most);
    void cancel();
    // What else was found, by who folds states; in place of those of the code before.
    void add(FindingCode code, std::vector<Finding> findings, std::uint64_t count);

    // True while it waits to check what came since.
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();    // the report, or whether it is complete
    void progressed(); // also: a run began or ended

private:
    struct Added {
        std::vector<Finding> findings;
        std::uint64_t count = 0; // those that were left out included
    };
    void setReport(CheckReport report, bool isComplete);
    void show();
    void finish(const Result<CheckReport> &report);
    // Runs `answer` in the GUI thread unless another run has begun by then.
    void post(std::uint64_t run, std::function<void()> answer);

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::shared_ptr<const CheckReport> m_report = std::make_shared<const CheckReport>();
    CheckReport m_checked; // what the check itself has found
    std::map<FindingCode, Added> m_added;
    std::vector<Row> m_rows;
    std::optional<Error> m_error;
    bool m_isComplete = false;
    bool m_isChecking = false;
    bool m_isCancelled = false; // by the user: it does not begin again by itself
    std::uint64_t m_run = 0;
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    QTimer m_tick;  // while a run is under way
    QTimer m_again; // until what came since is checked
    std::size_t m_most = 2000;
    qint64 m_took = 0;   // the last run, milliseconds
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
