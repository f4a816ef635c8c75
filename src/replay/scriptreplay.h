// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "replay/foldreplay.h"
#include "replay/scriptlane.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Replay through a script in hosts of its own: one fold for states, a second one for blame, which costs a pass of its own, and a third one
// for questions about the whole sequence; each is started when it is first needed.
class ScriptReplay : public FoldReplay
{
public:
    // An empty file is the built-in merge, for predicates over merged states. `seen` as in ScriptFold::open().
    static Result<std::unique_ptr<ScriptReplay>> open(const EventLog &log,
                                                      std::unique_ptr<RecordReader> reader,
                                                      const std::string &file,
                                                      const ScriptOptions &options,
                                                      std::stop_token stop = {},
                                                      std::vector<std::string> *seen = nullptr);
    // The same with a reader of the caller's, which must outlive it.
    static Result<std::unique_ptr<ScriptReplay>> openMerge(const EventLog &log,
                                                           RecordReader &reader,
                                                           std::stop_token stop = {});
    ~ScriptReplay() override;

    void setSequence(Sequence sequence) override;

    // Only with ScriptOptions::projection: another partition, with the events that it handled.
    void setPartition(const std::string &partition, Sequence sequence);
    // The result that the projection makes of the state after that event, as JSON text; empty if the fold does not get there.
    Result<std::string> resultAt(std::uint32_t ordinal, std::stop_token stop = {});

    Result<FieldHistory> history(const std::string &pointer, std::optional<std::uint32_t> at = {},
                                 std::stop_token stop = {}) override;
    Result<Bisection> bisect(const std::string &predicate, bool linear,
                             std::stop_token stop = {}) override;
    std::vector<std::string> files() const override { return m_files; }
    std::vector<ReplayLogLine> takeLogs() override;

private:
    // A state that was asked for, or lies beside one.
    struct Known {
        std::uint32_t count = 0; // events that are in
        std::size_t bytes = 0;
        JsonValue state;
        std::optional<Blame> blame;
    };

    ScriptReplay(const EventLog &log, RecordReader &reader, std::string file,
                 const ScriptOptions &options);
    Result<void> tellStates(StateAt &answer, std::stop_token stop) override;
    Result<std::vector<std::vector<LeafChange>>> leavesChanged(std::uint32_t first,
                                                               std::uint32_t end,
                                                               std::stop_token stop) override;
    Result<std::unique_ptr<ScriptFold>> takeFold(std::stop_token stop);
    Result<ScriptLane *> lane(bool blame, std::stop_token stop);
    Known *known(std::uint32_t count);
    Result<void> learn(ScriptLane &lane, std::uint32_t count, bool blame, std::stop_token stop);
    Result<void> learnOnce(ScriptLane &lane, std::uint32_t count, bool blame, std::stop_token stop);
    // The state after `count` events, those up to the failure if it lies before.
    Result<const Known *> at(std::uint32_t count, bool blame, std::stop_token stop);
    Result<void> scan(const ScriptTracking &tracking, bool untilTrue,
                      std::optional<ReplayFailure> &failure, std::stop_token stop);
    void listen(ScriptFold &fold);

    std::unique_ptr<RecordReader> m_ownReader;
    std::string m_file;
    ScriptOptions m_options;
    std::vector<std::string> m_files;
    std::unique_ptr<ScriptFold> m_spare; // loaded, not in use yet
    std::unique_ptr<ScriptLane> m_states;
    std::unique_ptr<ScriptLane> m_blames;
    std::unique_ptr<ScriptFold> m_scans;
    std::map<std::uint32_t, Error>
        m_untold;              // by events that are in: states at whose text a limit was passed
    std::deque<Known> m_known; // the one used last is at the back
    std::size_t m_knownBytes = 0;
    std::vector<std::string> m_warnings;
    std::vector<ReplayLogLine> m_logs;
    std::uint32_t m_logged = 0; // events whose lines are in
    bool m_loadingLogged = false;
};

} // namespace eventscope
