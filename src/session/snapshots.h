// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "event/log.h"
#include "session/snapshotmark.h"
#include "store/store.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace eventscope {

// The snapshots that the framework has put aside, of those streams that somebody looks at. Read without their states, on a thread of its
// own, and again when the log has grown: the longer it took, the longer the next time waits. GUI thread.
class Snapshots : public QObject
{
    Q_OBJECT

public:
    using Marks = std::vector<SnapshotMark>;

    explicit Snapshots(QObject *parent = nullptr);
    ~Snapshots() override;

    // `log` is loaded, and grew() says when it has more rows.
    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void grew();
    void close();

    // The store has a table of them.
    bool areThere() const { return m_areThere; }
    // Of which streams they are to be known; each once.
    void want(std::vector<StreamId> streams);
    // By version. Null while they are not known.
    std::shared_ptr<const Marks> of(StreamId stream) const;
    // Why they cannot be read; what was read before stays.
    const std::optional<Error> &error() const { return m_error; }

    // Whoever has compared snapshots says so; it holds until they are taken anew, or another state is folded.
    struct Verdict {
        StreamId stream;
        std::string table;
        Version version;
        SnapshotMark::Verdict verdict = SnapshotMark::Verdict::NotCompared;
    };
    void setVerdicts(const std::vector<Verdict> &verdicts);
    void forgetVerdicts();

    const std::shared_ptr<const EventLog> &log() const { return m_log; }
    const std::shared_ptr<const Store> &store() const { return m_store; }
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();

private:
    struct Answer;
    using Verdicts = std::map<std::tuple<StreamId, std::string, Version>, SnapshotMark::Verdict>;

    void read();
    void take(Answer &answer);

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::vector<StreamId> m_wanted;
    std::map<StreamId, std::shared_ptr<const Marks>> m_marks;
    Verdicts m_verdicts;
    std::optional<Error> m_error;
    bool m_areThere = false;
    std::uint64_t m_run = 0;
    QTimer m_again;
    qint64 m_took = 0;   // the last reading, milliseconds
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
