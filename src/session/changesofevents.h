// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "session/replaybox.h"
#include "session/statequeries.h"

#include <QObject>

#include <cstdint>
#include <optional>
#include <vector>

namespace eventscope {

// What single events of the selected stream changed in its state, for the rows of a table that are in sight. GUI thread; worked out on
// a thread of its own.
class ChangesOfEvents : public QObject
{
    Q_OBJECT

public:
    struct Changes {
        Row row;
        bool isKnown = false; // false: the fold ended before it, or it is not of the stream
        std::vector<LeafChange> leaves;
        std::optional<Error> problem; // why it was not applied, or only in part
    };

    explicit ChangesOfEvents(StateQueries &states, QObject *parent = nullptr);
    ~ChangesOfEvents() override;

    // Of the rows that are events of the stream. Newest request only; its answer arrives as ready, unless stream or reducer change.
    void request(std::vector<Row> rows);
    bool isIdle() const { return m_worker.idle(); }
    void close(); // lets go of the store

Q_SIGNALS:
    void outdated(); // what has arrived until now
    void ready(const std::vector<eventscope::ChangesOfEvents::Changes> &changes);
    void failed(const eventscope::Error &error);

private:
    StateQueries &m_states;
    std::uint64_t m_request = 0;
    ReplayBox m_box; // of the thread
    NewestOnly m_worker;
};

} // namespace eventscope
