// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/newestonly.h"
#include "replay/replay.h"
#include "session/maskedstore.h"
#include "session/replaybox.h"
#include "session/snapshots.h"
#include "session/statequeries.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace eventscope {

// The snapshot at the playhead of the selected stream, compared with the state that was folded up to there. Reads and compares on a thread
// of its own. GUI thread.
//
// While data is masked, what is stored is compared all the same, with a state that is folded for that alone: whether they differ is true, and only
// what is shown is masked.
class SnapshotComparison : public QObject
{
    Q_OBJECT

public:
    struct Answer {
        SnapshotMark mark;
        std::size_t others = 0; // more snapshots at this event
        Payload payload;
        std::optional<Error> damage;
        // `state` is that of the snapshot, `before` the folded one, `changes` what differs in the snapshot. Null if the payload is no JSON.
        std::shared_ptr<const StateAt> state;
        bool isCompared = false;
        std::string whyNot;          // a sentence; empty if it is compared
        std::size_t differences = 0; // places, of what is stored

        bool agrees() const { return isCompared && differences == 0; }
    };

    SnapshotComparison(Snapshots &snapshots, StateQueries &states, QObject *parent = nullptr);
    ~SnapshotComparison() override;

    // What is stored, and what masks it.
    void open(std::shared_ptr<const Store> stored, std::shared_ptr<const MaskSwitch> masks);
    void close();
    // Null while there is no snapshot at the playhead, or it is being read.
    std::shared_ptr<const Answer> answer() const { return m_answer; }
    // There is one, and its answer is on its way.
    bool isWaiting() const { return m_isWaiting; }
    // Of several at an event, the one of that version; until the playhead is elsewhere.
    void choose(Version version);
    bool isIdle() const { return m_worker.idle(); }

Q_SIGNALS:
    void changed();

private:
    void takeSubject();
    void ask();
    void take(std::shared_ptr<const Answer> answer);

    Snapshots &m_snapshots;
    StateQueries &m_states;
    std::optional<Version> m_chosen;
    std::optional<StreamId> m_stream; // of the last question
    std::shared_ptr<const Store> m_stored;
    std::shared_ptr<const MaskSwitch> m_masks;
    std::shared_ptr<const Masker> m_masker; // of the last question
    ReplayBox m_box;                        // of what is stored, while that is masked; m_worker's
    std::shared_ptr<const Answer> m_answer;
    bool m_isWaiting = false;
    std::uint64_t m_request = 0;
    NewestOnly m_worker; // last: its thread ends before anything it posts to
};

// The payload of a snapshot as JSON. Errors: why it cannot be compared with a state.
Result<JsonValue> snapshotState(const Payload &payload, const std::optional<Error> &damage);

} // namespace eventscope
