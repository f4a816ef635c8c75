// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "event/source.h"
#include "replay/diff.h"
#include "replay/reducer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// The last event that set each leaf: JSON pointer -> ordinal in the Sequence.
using Blame = std::map<std::string, std::uint32_t>;

// What a Sequence folds to after one of its events.
struct StateAt {
    std::uint32_t ordinal = 0;           // of the last event that is in
    JsonValue state;
    JsonValue before;                    // the state without that event
    std::vector<LeafChange> changes;     // from `before` to `state`
    Blame blame;
    std::vector<std::pair<std::uint32_t, Error>> problems; // events that could not be applied (ordinal, why), oldest first
};

// Folds a Sequence through a reducer, keeps a checkpoint every so many events and answers from the nearest one, so that a step back costs
// what a step forward does. One thread.
class Replay
{
public:
    Replay(const EventLog &log, std::unique_ptr<RecordReader> reader, std::unique_ptr<Reducer> reducer,
           std::uint32_t checkpointEvery = 256);
    ~Replay();

    // Another history, or the same one with more events: checkpoints before the first difference stay.
    void setSequence(Sequence sequence);
    const Sequence &sequence() const { return m_sequence; }

    // Ordinal < sequence().size(). Errors: Cancelled, or that of the source.
    Result<StateAt> stateAt(std::uint32_t ordinal, std::stop_token stop = {});

private:
    struct Checkpoint;
    const EventLog &m_log;
    std::unique_ptr<RecordReader> m_reader;
    std::unique_ptr<Reducer> m_reducer;
    std::uint32_t m_every;
    Sequence m_sequence;
    std::vector<Checkpoint> m_checkpoints; // ascending by ordinal
};

} // namespace eventscope
