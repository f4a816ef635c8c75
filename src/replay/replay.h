// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "event/source.h"
#include "replay/blametree.h"
#include "replay/diff.h"
#include "replay/reducer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// What a Sequence folds to after one of its events.
struct StateAt {
    std::uint32_t ordinal = 0; // of the last event that is in
    JsonValue state;
    JsonValue before;                // the state without that event
    std::vector<LeafChange> changes; // from `before` to `state`
    Blame blame;                     // of the leaves of `state` that an event has set
    // Events that could not be applied, or only in part (ordinal, why), oldest first; at most the newest Replay::kMostProblems.
    std::vector<std::pair<std::uint32_t, Error>> problems;
};

// Folds a Sequence through a reducer, keeps a checkpoint every so many events and answers from the nearest one, so that a step back costs
// what a step forward does. One thread.
//
// Checkpoints share what did not change between them. They lie close around the last place asked for and ever thinner further away, so
// that the memory of a long history is bounded. Payloads are read in runs, and the last runs stay decoded.
class Replay
{
public:
    static constexpr std::size_t kMostProblems = 1000;

    Replay(const EventLog &log, std::unique_ptr<RecordReader> reader,
           std::unique_ptr<Reducer> reducer, std::uint32_t checkpointEvery = 256);
    ~Replay();

    // Another history, or the same one with more events: checkpoints before the first difference stay.
    void setSequence(Sequence sequence);
    const Sequence &sequence() const { return m_sequence; }

    // Ordinal < sequence().size(). Errors: Cancelled, or that of the source.
    Result<StateAt> stateAt(std::uint32_t ordinal, std::stop_token stop = {});

private:
    struct Fold;       // a state and where it comes from
    struct Checkpoint; // a Fold, and about what it weighs
    struct Event;      // a decoded payload
    struct Run;        // decoded events that follow each other

    Fold nearest(std::uint32_t ordinal) const;
    void apply(Fold &fold, const Event &event);
    void keep(const Fold &fold);
    void thinOut(std::uint32_t around);
    void weighCheckpoints();
    Result<std::span<const Event>> events(std::uint32_t from, std::uint32_t to,
                                          std::stop_token stop);
    Result<void> readInto(Run &run, std::uint32_t to, std::stop_token stop);
    void decodeRecord(const Record &record, Event &event) const;

    const EventLog &m_log;
    std::unique_ptr<RecordReader> m_reader;
    std::unique_ptr<Reducer> m_reducer;
    std::uint32_t m_every;
    Sequence m_sequence;
    std::vector<Checkpoint> m_checkpoints; // ascending by ordinal
    std::size_t m_checkpointBytes = 0;     // all of them, as if they shared nothing
    std::unique_ptr<Fold> m_last;          // the last answer's: a step forward goes on from it
    std::vector<Run> m_runs;               // the one used last is at the back
    std::map<std::uint32_t, Error> m_problems;
};

} // namespace eventscope
