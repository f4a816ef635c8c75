// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/log.h"
#include "event/sequence.h"
#include "event/source.h"
#include "replay/blametree.h"
#include "replay/reducer.h"
#include "replay/replay.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

class ScriptReplay;

// Replay in this process, through a Reducer over JsonValues: what stands in for a script where there is none. Numbers keep all digits.
//
// Checkpoints share what did not change between them. They lie close around the last place asked for and ever thinner further away, so
// that the memory of a long history is bounded. Payloads are read in runs, and the last runs stay decoded.
class MergeReplay : public Replay
{
public:
    static constexpr std::uint32_t kCheckpointEvery = 256; // events
    // All of them, as if they shared nothing.
    static constexpr std::size_t kMostCheckpointBytes = std::size_t(64) << 20;

    MergeReplay(const EventLog &log, std::unique_ptr<RecordReader> reader,
                std::unique_ptr<Reducer> reducer = std::make_unique<MergeReducer>(),
                std::uint32_t checkpointEvery = kCheckpointEvery,
                std::size_t mostCheckpointBytes = kMostCheckpointBytes);
    ~MergeReplay() override;

    void setSequence(Sequence sequence) override;
    const Sequence &sequence() const override { return m_sequence; }

    Result<StateAt> stateAt(std::uint32_t ordinal, std::stop_token stop = {},
                            Blaming blaming = Blaming::With) override;
    Result<FieldHistory> history(const std::string &pointer, std::optional<std::uint32_t> at = {},
                                 std::stop_token stop = {}) override;
    Result<std::vector<EventChanges>> changes(std::uint32_t first, std::uint32_t count,
                                              std::stop_token stop = {}) override;
    Result<Bisection> bisect(const std::string &predicate, bool linear,
                             std::stop_token stop = {}) override;

private:
    struct Fold;       // a state and where it comes from
    struct Checkpoint; // a Fold, and about what it weighs
    struct Event;      // a decoded payload
    struct Run;        // decoded events that follow each other

    using Visit = std::function<void(const Fold &fold)>; // after each event
    Result<void> foldTo(Fold &fold, std::uint32_t end, std::stop_token stop, const Visit &visit);
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
    std::size_t m_mostCheckpointBytes;
    Sequence m_sequence;
    std::vector<Checkpoint> m_checkpoints; // ascending by ordinal
    std::size_t m_checkpointBytes = 0;     // all of them, as if they shared nothing
    std::unique_ptr<Fold> m_last;          // the last answer's: a step forward goes on from it
    std::vector<Run> m_runs;               // the one used last is at the back
    std::map<std::uint32_t, Error> m_problems;
    std::unique_ptr<ScriptReplay> m_bisector; // only once it is needed; reads with m_reader
};

} // namespace eventscope
