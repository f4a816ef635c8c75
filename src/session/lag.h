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
#include <vector>

namespace eventscope {

// How far the framework's own consumers are behind in the open store. Read while somebody wants to know, on a thread of its own, and again
// every few seconds as long as the store is followed: consumers move on without an event. GUI thread.
class Lag : public QObject
{
    Q_OBJECT

public:
    explicit Lag(QObject *parent = nullptr);
    ~Lag() override;

    void open(std::shared_ptr<const EventLog> log, std::shared_ptr<const Store> store);
    void close();
    void grew(); // the log has more rows

    void setWanted(bool wanted);
    void setFollowing(bool following);
    void refresh();

    const std::vector<Consumer> &consumers() const { return m_consumers; }
    bool isKnown() const { return m_isKnown; } // they were read at least once
    const std::optional<Error> &error() const { return m_error; }
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();

private:
    void takeTimer();

    std::shared_ptr<const EventLog> m_log;
    std::shared_ptr<const Store> m_store;
    std::vector<Consumer> m_consumers;
    std::optional<Error> m_error;
    bool m_isKnown = false;
    bool m_isWanted = false;
    bool m_isFollowing = true;
    std::uint64_t m_run = 0;
    QTimer m_again;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

} // namespace eventscope
