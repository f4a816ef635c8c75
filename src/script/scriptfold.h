// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

struct ScriptLimits {
    // The longest that one call of a script may take: the reducer for one event, the top level of a file. Both wall clock and
    // processor time must pass it, so that a busy machine stops nobody.
    std::chrono::milliseconds call{250};
    // What the host may hold at most, the engine's own 20 MB included.
    std::size_t memoryBytes = std::size_t(256) << 20;
    bool operator==(const ScriptLimits &) const = default;
};

// The script is a KurrentDB projection, and the fold is that of one of its partitions. It is fed the partition's events alone, each with the key of
// its stream; in bi-state projections all events that the projection handled, and its state is [the partition's, the shared one].
struct ProjectionFocus {
    std::string engine; // "v1" or "v2"
    std::string partition;
    bool operator==(const ProjectionFocus &) const = default;
};

struct ScriptOptions {
    ScriptLimits limits;
    std::string typescript; // path of another typescript.js; empty: the one that is built in
    std::optional<ProjectionFocus> projection = std::nullopt; // none: a reducer
    // Scripts by stream type, for projections and read models: what they export as `upcast` is done to the events of that type first. Those that export
    // none, or cannot be read, are passed over.
    std::map<std::string, std::string> upcasters = {};
    bool operator==(const ScriptOptions &) const = default;
};

// An event on its way into a fold. The views must live until apply() returns.
struct ScriptEvent {
    std::uint32_t key
        = 0; // partition: each has a state of its own. Small and dense: it is an index
    std::uint32_t ordinal = 0; // in its key's sequence; ascending within the key
    std::string_view id;
    std::string_view type;
    std::string_view stream;     // the same for every event of a key
    std::string_view streamType; // likewise
    std::string_view
        data; // JSON text as stored; any other text reaches the script as a string. Empty: null
    std::string_view metadata; // likewise
    Version version = kNoVersion;
    Time time = kNoTime;
    std::string_view position; // label; only for programs, scripts do not see it
};

// Why a fold ended.
enum class ScriptEnd : std::uint8_t {
    Threw,  // what the script did there, it does again
    Limit,  // it took too long or too much memory, or broke the process that runs it
    Killed, // someone else ended that process: the system when it had no memory left, a person
};

// Where a key's fold ended. The script threw, or was stopped at this event; the key's later events are not applied.
struct ScriptFailure {
    std::uint32_t key = 0;
    std::uint32_t ordinal = 0;
    Error
        error; // code Script; path, line, column of the file as the user wrote it; detail is the line with a caret below it
    ScriptEnd end = ScriptEnd::Threw;
};

struct ScriptLogLine {
    std::uint32_t key = 0;
    std::uint32_t ordinal = 0;
    bool loading = false; // written at the top level of a file: key and ordinal mean nothing
    std::string text;
};

// What an event did to one leaf, or to the tracked field. JSON texts; empty means absent.
struct ScriptChange {
    std::uint32_t ordinal = 0;
    std::string
        pointer; // RFC 6901; elements by index, in the state after the event (before it, where the leaf was removed)
    std::string before;
    std::string after;
};

// One step of a path through a state: a member, an element by index, or (with keyName) the element of an array whose member keyName
// has this value.
struct ScriptFieldStep {
    std::string token;    // unescaped
    std::string keyName;  // such as "sku"; empty: only `token` counts
    std::string keyValue; // JSON text: "\"A-1\"" or "7"
    bool operator==(const ScriptFieldStep &) const = default;
};

// What the fold keeps beside the states, of key 0 alone.
struct ScriptTracking {
    bool blame = false;   // which event changed each leaf last
    bool changes = false; // the leaves that each event changed: takeChanges()
    std::optional<std::vector<ScriptFieldStep>>
        field; // the values of one field: takeFieldChanges()
    // A JavaScript expression over `state` (and `event`), or a function of them. What it throws counts as false and is a warning.
    std::string predicate;
    // The stream of key 0, for an initial state that depends on it and is asked for before the first event.
    std::string stream;
    std::string streamType;
};

// A reducer in JavaScript or TypeScript, loaded into a host process of its own, and the states that it folds.
//
// One thread at a time. Work is handed over in batches (about 500 events a frame) and the host works while the next batch is made.
// A thread of this class looks at the host's clock and memory every few milliseconds from outside and ends the process when a limit
// is passed; the fold then tells at which event, and begin() starts another host.
//
// After Cancelled, some of what was handed over may have been applied: go on with begin() or restore(); after a cancelled begin() only
// with begin(). The host and its checkpoints stay.
class ScriptFold
{
public:
    // Loads `file` and whatever it imports. Errors: NotFound, Unreadable; Script for everything that is wrong with the script itself,
    // with its place; Cancelled. `seen` gets every file that was looked at, absolute, also when loading fails.
    static Result<std::unique_ptr<ScriptFold>> open(const std::string &file,
                                                    const ScriptOptions &options = {},
                                                    std::stop_token stop = {},
                                                    std::vector<std::string> *seen = nullptr);
    // The built-in reducer that merges payloads (RFC 7396), for predicates over merged states.
    static Result<std::unique_ptr<ScriptFold>> openMerge(const ScriptOptions &options = {},
                                                         std::stop_token stop = {});
    ~ScriptFold();
    ScriptFold(const ScriptFold &) = delete;
    ScriptFold &operator=(const ScriptFold &) = delete;

    // The script and all that it imports, absolute: to watch.
    const std::vector<std::string> &files() const;
    // Of a projection, from the next begin() on.
    void setPartition(const std::string &partition);
    using Tracking = ScriptTracking;
    // All keys at their initial state, no failures, no logs but those of loading. Starts a host if there is none (the last one was ended).
    // Error: Script if the predicate is no expression, or if the script does not load in the new host.
    Result<void> begin(const Tracking &tracking = {}, std::stop_token stop = {});
    // The same states as they are, other things to keep from here on. Blame starts empty: every leaf that is there has no event.
    Result<void> track(const Tracking &tracking, std::stop_token stop = {});

    // In order. Returns after the last is handed over. Errors: Cancelled; Script if the host was ended (failures() says where).
    // Events of a key that has failed are passed over.
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop = {});
    // Waits until everything is applied. The same errors. A script that throws is no error here: see failures().
    Result<void> sync(std::stop_token stop = {});

    // Those since begin(), in order of arrival: complete after sync().
    const std::vector<ScriptFailure> &failures() const;
    // The failure of that key, if it has one; null if not.
    const ScriptFailure *failure(std::uint32_t key) const;
    // Why the host was ended, if it was; until begin() starts another. Never Threw.
    std::optional<ScriptEnd> endedBy() const;

    // The state as JSON text, compact. What JSON cannot say (Map, Set, BigInt, NaN ...) becomes the nearest that it can, with a
    // warning. Errors: Script (a cycle, a getter that throws; also for a key that has failed: its state may be half changed, so fold
    // its events anew up to the one before), Limit (over 32 MB).
    Result<std::string> state(std::uint32_t key = 0, std::stop_token stop = {});
    // Of a projection: the result that it makes of its state, as JSON text; "null" where it has none. The same errors.
    Result<std::string> result(std::stop_token stop = {});
    // Pointer of each leaf of key 0's state that an event has set, and the ordinal of the last event that changed it.
    Result<std::vector<std::pair<std::string, std::uint32_t>>> blame(std::stop_token stop = {});
    // Tracking::changes and Tracking::field, in order, those not taken yet; complete after sync(). The pointer of a field's change is empty.
    std::vector<ScriptChange> takeChanges();
    std::vector<ScriptChange> takeFieldChanges();
    // Tracking::predicate: the first ordinal after which it was true; complete after sync().
    std::optional<std::uint32_t> firstTrue() const;
    // The steps that a pointer takes through key 0's present state: elements of arrays with an id-like key by that key.
    Result<std::vector<ScriptFieldStep>> steps(const std::string &pointer,
                                               std::stop_token stop = {});

    // Checkpoints of key 0 with all that is tracked, kept inside the host; they end with it (see generation()). save() fails with
    // Unsupported for states that cannot be copied (#private fields, functions): fold from the start there.
    struct Saved {
        std::uint32_t handle = 0;
        std::size_t bytes = 0; // about
    };
    Result<Saved> save(std::stop_token stop = {});
    // Also forgets the failure of key 0.
    Result<void> restore(std::uint32_t handle, std::stop_token stop = {});
    void drop(std::uint32_t handle);
    // Another number whenever a host was started anew: handles of the one before are void.
    std::uint64_t generation() const;

    std::vector<ScriptLogLine> takeLogs();
    // Sentences: numbers that the script sees rounded, states that are no JSON, a predicate that threw. Each once a fold.
    std::vector<std::string> takeWarnings();

private:
    class Host;
    friend class ProjectionFold; // these run in the same kind of host
    friend class ReadModelFold;
    friend class ScriptDecoder;
    explicit ScriptFold(std::unique_ptr<Host> host);
    std::unique_ptr<Host> m_host;
};

} // namespace eventscope
