// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/replaybox.h"
#include "session/statequeries.h"

#include <QObject>

#include <cstdint>
#include <string>

namespace eventscope {

// Looks for the first event of the selected stream after which something is true of its state. One search at a time. GUI thread; worked
// out on a thread of its own.
class Bisector : public QObject
{
    Q_OBJECT

public:
    explicit Bisector(StateQueries &states, QObject *parent = nullptr);
    ~Bisector() override;

    // The predicate is JavaScript over `state`. Few states are looked at, and the predicate is taken to stay true; with `linear` all of
    // them are. A search that is under way is given up.
    void search(const std::string &predicate, bool linear);
    void cancel();
    bool isSearching() const { return m_searching; }
    bool isIdle() const { return m_worker.idle(); }
    void close(); // lets go of the store

Q_SIGNALS:
    void searchingChanged();
    void progressed(const eventscope::BisectionProgress &progress);
    void found(const eventscope::Bisection &bisection);
    void failed(const eventscope::Error &error);

private:
    StateQueries &m_states;
    bool m_searching = false;
    std::uint64_t m_request = 0;
    ReplayBox m_box; // of the thread
    NewestOnly m_worker;
};

} // namespace eventscope
