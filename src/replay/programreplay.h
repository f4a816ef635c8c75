// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "replay/blametree.h"
#include "replay/foldreplay.h"
#include "script/programfold.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Replay through a program of the user's own. It cannot go back, so every state that it tells is kept, with its blame, and fewer of them
// once they are too heavy; for one that is no longer there the program begins anew.
//
// The state of a stream is the one that the program keeps under the stream's name; where it keeps none there, its only one, or all of them
// by their keys.
class ProgramReplay : public FoldReplay
{
public:
    static Result<std::unique_ptr<ProgramReplay>> open(const EventLog &log,
                                                       std::unique_ptr<RecordReader> reader,
                                                       const std::string &file,
                                                       std::size_t mostBytes = kMostBytes,
                                                       const ProgramLimits &limits = {});

    void setSequence(Sequence sequence) override;

    Result<FieldHistory> history(const std::string &pointer, std::optional<std::uint32_t> at = {},
                                 std::stop_token stop = {}) override;
    // Error: Unsupported.
    Result<Bisection> bisect(const std::string &predicate, bool linear,
                             std::stop_token stop = {}) override;
    std::vector<std::string> files() const override { return {m_program->file()}; }

private:
    static constexpr std::size_t kMostBytes = std::size_t(64) << 20; // of states as text

    struct Fold {
        JsonValue state;
        BlameTree blame;
        std::size_t bytes = 0; // of the state as text
    };
    struct Answer {
        std::uint32_t ordinal = 0;
        std::string key;
        std::string state;
    };
    // After each event, in order.
    using Visit = std::function<void(std::uint32_t ordinal, const JsonValue &before,
                                     const JsonValue &after)>;

    ProgramReplay(const EventLog &log, std::unique_ptr<RecordReader> reader,
                  std::unique_ptr<ProgramFold> program, std::size_t mostBytes);
    Result<void> tellStates(StateAt &answer, std::stop_token stop) override;
    Result<std::vector<std::vector<LeafChange>>> leavesChanged(std::uint32_t first,
                                                               std::uint32_t end,
                                                               std::stop_token stop) override;
    Result<void> begin();
    Result<void> foldTo(std::uint32_t count, std::uint32_t wanted, const Visit &visit,
                        std::stop_token stop);
    Result<void> take(std::uint32_t end, std::uint32_t wanted, const Visit &visit);
    Result<const Fold *> at(std::uint32_t count, std::stop_token stop);
    JsonValue stateOfStream() const;
    void thinOut(std::uint32_t wanted);

    std::unique_ptr<RecordReader> m_reader;
    std::unique_ptr<ProgramFold> m_program;
    std::size_t m_mostBytes;
    bool m_begun = false;
    std::uint32_t m_count = 0; // events that the program has answered
    Fold m_current;            // after them
    std::map<std::string, JsonValue> m_states;
    std::string m_stream;
    std::vector<Answer> m_answers;        // of the events under way
    std::map<std::uint32_t, Fold> m_kept; // by events that are in
    std::size_t m_bytes = 0;              // of all kept
    std::uint32_t m_stride = 1;           // of those far from the place asked for
};

} // namespace eventscope
