// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "event/sequence.h"
#include "replay/blametree.h"
#include "replay/diff.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// Where a fold ended: the reducer failed at this event, so that nothing is known from there on.
struct ReplayFailure {
    std::uint32_t ordinal = 0;
    Error
        error; // of a script: path, line and column of the file; detail is the line with a caret below it
    // Killed: that was no fault of the event's, and the next question tries anew.
    ScriptEnd end = ScriptEnd::Threw;
};

// What a Sequence folds to after one of its events.
struct StateAt {
    std::uint32_t ordinal = 0; // of the event that was asked for
    JsonValue state;  // where the fold ended at it or before it: the state before the failure
    JsonValue before; // the state without that event
    // From `before` to `state`; elements of arrays with an id-like key by that key.
    std::vector<LeafChange> changes;
    bool blamed = true; // false: asked for without blame
    Blame blame;        // of the leaves of `state` that an event has set
    // Events that could not be applied, or only in part (ordinal, why), oldest first; at most the newest Replay::kMostProblems.
    std::vector<std::pair<std::uint32_t, Error>> problems;
    std::optional<ReplayFailure> failure; // at `ordinal` or before it
    std::vector<std::string>
        warnings; // sentences: numbers that a script sees rounded, and the like
};

// An event that changed a field, and how.
struct FieldChange {
    std::uint32_t ordinal = 0;
    LeafChange::Kind kind = LeafChange::Kind::Changed;
    JsonValue before; // null if added
    JsonValue after;  // null if removed
};

// Of two values that are not the same; none is an absent one.
FieldChange fieldChange(std::uint32_t ordinal, std::optional<JsonValue> before,
                        std::optional<JsonValue> after);

// Of the problems (by ordinal) those up to that event, oldest first; at most the newest Replay::kMostProblems.
std::vector<std::pair<std::uint32_t, Error>> newestProblems(
    const std::map<std::uint32_t, Error> &problems, std::uint32_t ordinal);

// Every event that changed a field, oldest first.
struct FieldHistory {
    std::vector<FieldChange> changes;
    std::optional<ReplayFailure> failure; // the history ends there
    std::vector<std::string> warnings;
};

// What one event changed.
struct EventChanges {
    std::uint32_t ordinal = 0;
    std::vector<LeafChange> changes;
    std::optional<Error> problem; // why it was not applied, or only in part
};

// The first event after which a predicate is true.
struct Bisection {
    std::optional<std::uint32_t> ordinal;
    std::uint32_t probes = 0;             // states that were looked at
    std::optional<ReplayFailure> failure; // events from there on were not looked at
    std::vector<std::string> warnings;
};

// How far a search is: the states that it has looked at, and the events among which the first one is.
struct BisectionProgress {
    std::uint32_t probes = 0;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

// A line that a script wrote to its console.
struct ReplayLogLine {
    std::uint32_t ordinal = 0;
    bool loading = false; // written while the file was loaded, for no event
    std::string text;
};

// Folds a Sequence through a reducer and answers what its states are. Keeps checkpoints within a bounded budget, so that after the first
// pass every event is near one, and a step back costs what a step forward does. One thread.
//
// Common errors: Cancelled; that of the source; Script if a script does not even load. That it fails at an event is no error but a part
// of the answer.
class Replay
{
public:
    static constexpr std::size_t kMostProblems = 1000;
    enum class Blaming : std::uint8_t { Without, With };

    Replay() = default;
    virtual ~Replay() = default;
    Replay(const Replay &) = delete;
    Replay &operator=(const Replay &) = delete;

    // Another history, or the same one with more events: what is known of the events before the first difference stays.
    virtual void setSequence(Sequence sequence) = 0;
    virtual const Sequence &sequence() const = 0;

    // Ordinal < sequence().size(). Blame may take a pass of its own: who wants the state at once asks for it first without.
    virtual Result<StateAt> stateAt(std::uint32_t ordinal, std::stop_token stop = {},
                                    Blaming blaming = Blaming::With)
        = 0;

    // Every event of the sequence that changed the value at the JSON pointer (RFC 6901). With `at`, the pointer's indices mean the
    // elements that stand there after that event: where they have an id-like key they are followed by it, wherever they stand.
    virtual Result<FieldHistory> history(const std::string &pointer,
                                         std::optional<std::uint32_t> at = {},
                                         std::stop_token stop = {})
        = 0;

    // What `count` events from `first` on changed, as in StateAt, one entry an event; fewer at the end of the sequence, or where the fold
    // ended: the event that failed is the last entry.
    virtual Result<std::vector<EventChanges>> changes(std::uint32_t first, std::uint32_t count,
                                                      std::stop_token stop = {})
        = 0;

    // The first event after which the predicate, a JavaScript expression over `state`, is true. Looks at few states, and takes for
    // granted that it stays true; linear looks at every state. Error: Script if the predicate is no expression.
    virtual Result<Bisection> bisect(const std::string &predicate, bool linear,
                                     std::stop_token stop = {})
        = 0;
    // Is told how far bisect() is, on its thread.
    using BisectionWatch = std::function<void(const BisectionProgress &progress)>;
    void watchBisection(BisectionWatch watch) { m_watch = std::move(watch); }

    // The reducer's file and whatever it imports, absolute: to watch. None if it has no file.
    virtual std::vector<std::string> files() const { return {}; }

    // What the script wrote since the last call, each event's lines once, however often the event is folded.
    virtual std::vector<ReplayLogLine> takeLogs() { return {}; }

protected:
    BisectionWatch m_watch;
};

} // namespace eventscope
