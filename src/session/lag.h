// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/consumers.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace eventscope {

// How far the framework's own consumers are behind in the open store, and what waits in its queues. Read while somebody wants to know, on a
// thread of its own, and again every few seconds as long as the store is followed and has any: consumers move on without an event. The
// longer a reading takes, the longer the next one waits. GUI thread.
class Lag : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostQueueRows = 100; // that are read of a queue

    explicit Lag(QObject *parent = nullptr);
    ~Lag() override;

    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close();
    void grew(); // the log has more rows

    void setWanted(const QObject *by, bool wanted);
    void setFollowing(bool following);
    void refresh();
    // The queue whose messages are read as well; empty: none.
    void showQueue(const std::string &table);
    void masksChanged(); // what was read of the queue is no longer to be seen

    const std::vector<Consumer> &consumers() const { return m_contents->consumers; }
    const std::vector<Queue> &queues() const { return m_contents->queues; }
    // Of the queue that is shown; null until they are read.
    const QueueRows *queueRows() const
    {
        return m_contents->rows && m_contents->queue == m_shownQueue ? &*m_contents->rows : nullptr;
    }
    const std::string &shownQueue() const { return m_shownQueue; }
    std::size_t troubles() const; // consumers in trouble, and queues in which dead letters wait
    bool isKnown() const { return m_isKnown; } // they were read at least once
    const std::optional<Error> &error() const { return m_error; }
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();

private:
    struct Contents {
        std::vector<Consumer> consumers;
        std::vector<Queue> queues;
        std::string queue; // that the rows are of
        std::optional<QueueRows> rows;
    };
    static std::optional<Error> read(const EventLog &log, const Store &store, Contents &contents);
    void take(std::shared_ptr<const Contents> contents, std::optional<Error> error);
    void takeTimer();

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::shared_ptr<const Contents> m_contents = std::make_shared<const Contents>();
    std::optional<Error> m_error;
    std::set<const QObject *> m_wantedBy;
    std::string m_shownQueue;
    bool m_isKnown = false;
    bool m_isFollowing = true;
    std::uint64_t m_run = 0;
    QTimer m_again;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

// True if messages wait that no consumer could handle.
bool isTrouble(const Queue &queue);

} // namespace eventscope
