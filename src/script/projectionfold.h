// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "script/scriptfold.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// Which of KurrentDB's two projection engines is followed where they differ.
enum class ProjectionEngine : std::uint8_t { V1, V2 };
std::string_view engineName(ProjectionEngine engine); // "v1"

// Why a projection does not handle an event.
enum class SkipReason : std::uint8_t {
    Unhandled,
    NonJson,
    Link,
    NoPartition,
    NoDeleteHandler,
    WrongStream,
};
inline constexpr std::size_t kSkipReasons = 6;
std::string_view skipReasonName(SkipReason reason); // "no-partition", as Gaffer says it

// The partition that handled an event, or why none did.
class ProjectionOutcome
{
public:
    ProjectionOutcome() = default;
    explicit ProjectionOutcome(SkipReason reason)
        : m_value(-1 - static_cast<std::int32_t>(reason))
    {}
    static ProjectionOutcome partition(std::uint32_t index)
    {
        ProjectionOutcome outcome;
        outcome.m_value = static_cast<std::int32_t>(index);
        return outcome;
    }
    // As the host says it.
    static ProjectionOutcome ofCode(std::int32_t code)
    {
        ProjectionOutcome outcome;
        outcome.m_value = code;
        return outcome;
    }
    // The event at which it failed, and those behind it.
    static ProjectionOutcome failed() { return ofCode(kFailed); }
    bool isHandled() const { return m_value >= 0; }
    bool isSkipped() const { return m_value < 0 && m_value != kFailed; }
    std::uint32_t partition() const { return static_cast<std::uint32_t>(m_value); }
    SkipReason reason() const { return static_cast<SkipReason>(-1 - m_value); }
    bool operator==(const ProjectionOutcome &) const = default;

private:
    static constexpr std::int32_t kFailed = -100;
    std::int32_t m_value = kFailed;
};

// Something in a projection that surprises, or that an engine takes no notice of.
struct ProjectionWarning {
    std::string code; // "any-refused"; docs/projections.md lists them
    std::string message;
    std::int64_t line = 0; // 1-based; 0: of no place
    bool operator==(const ProjectionWarning &) const = default;
};

// A function of a projection, by the key under which it stands, with the lines of the file that it takes; 0 where they are not known.
struct ProjectionHandler {
    std::string name;
    std::int64_t firstLine = 0;
    std::int64_t lastLine = 0;
};

// What a projection reads and has, as its definition says it.
struct ProjectionDefinition {
    bool all = false;
    std::vector<std::string> streams;    // "$ce-order" for one of several categories
    std::vector<std::string> categories; // one at most
    bool allEvents = true;
    std::vector<std::string> events; // types that have a handler
    bool byStream = false;
    bool byPartition = false;
    bool biState = false;
    bool handlesDeleted = false;
    bool includeLinks = false;
    bool transforms = false; // the result is not the state itself
    std::vector<std::string>
        upcasts; // stream types whose events may become others first: see ScriptOptions
    std::string resultStreamName;
    std::vector<ProjectionHandler> handlers;
};

// What a handler would have written; nobody writes it.
struct EmittedEvent {
    std::uint32_t ordinal = 0; // of the event that was being handled
    std::string streamId;
    std::string eventType;
    std::string data;     // JSON text; of links the text that the server writes
    std::string metadata; // JSON text, or empty
    bool isJson = true;
};

struct PartitionText {
    std::string state;  // JSON text
    std::string result; // the same where nothing transforms it
};

struct HandlerTime {
    std::string handler;
    std::uint64_t calls = 0;
    std::chrono::milliseconds total{0};
    std::chrono::milliseconds longest{0};
};

// A KurrentDB projection, loaded into a host process of its own, with the states of all its partitions. The same contract as ScriptFold:
// one thread; work is handed over in batches; a host that passes a limit is ended.
//
// It ends at the first event at which a handler fails. Source: the server's projection handlers (KurrentDB 26), as docs/projections.md
// tells them.
class ProjectionFold
{
public:
    struct Options {
        ScriptOptions script;
        ProjectionEngine engine = ProjectionEngine::V1;
    };

    // Runs the definition. Errors: those of ScriptFold::open(); Script in the server's words for a definition that it refuses; Unsupported
    // if the file calls none of the functions that define a projection.
    static Result<std::unique_ptr<ProjectionFold>> open(const std::string &file,
                                                        const Options &options,
                                                        std::stop_token stop = {},
                                                        std::vector<std::string> *seen = nullptr);
    ~ProjectionFold();
    ProjectionFold(const ProjectionFold &) = delete;
    ProjectionFold &operator=(const ProjectionFold &) = delete;

    const std::vector<std::string> &files() const;
    const ProjectionDefinition &definition() const { return m_definition; }

    // What happens to the state after each event.
    enum class AfterEvent : std::uint8_t {
        Nothing,
        Checked, // a state that cannot be told as JSON is a failure of that event, as in the server
        Kept,    // for takeSteps(); likewise
    };
    // No partitions.
    Result<void> begin(AfterEvent after = AfterEvent::Nothing, std::stop_token stop = {});
    // Key: a number of the event's stream; ordinal: anything by which the caller knows the event, ascending. Deletions are told by type and
    // stream. Errors: Cancelled; Script if the host was ended: failure() says where.
    Result<void> apply(std::span<const ScriptEvent> events, std::stop_token stop = {});
    Result<void> sync(std::stop_token stop = {});

    // What follows is complete after sync().

    // Of the events handed over since begin(), in order, those not taken yet; fewer where it failed.
    std::vector<ProjectionOutcome> takeOutcomes() { return std::exchange(m_outcomes, {}); }
    // Of partitions, by index, in the order in which they first came.
    const std::vector<std::string> &keys() const { return m_keys; }
    std::vector<EmittedEvent> takeEmitted()
    {
        m_heldBytes = 0;
        return std::exchange(m_emitted, {});
    }
    struct Step {
        std::uint32_t ordinal = 0;
        PartitionText texts;
        std::string shared; // JSON text; empty: none
    };
    std::vector<Step> takeSteps() { return std::exchange(m_steps, {}); }
    const ScriptFailure *failure() const;
    std::optional<ScriptEnd> endedBy() const;
    std::vector<ScriptLogLine> takeLogs();
    // About what emitted events and steps weigh that nobody has taken yet.
    std::size_t heldBytes() const { return m_heldBytes; }
    // For the host that is started next.
    void setMemoryLimit(std::size_t bytes);
    // Each once, in the order in which they came up.
    const std::vector<ProjectionWarning> &warnings() const { return m_warnings; }

    // Whether all states can be told; Script if not.
    Result<void> checkStates(std::stop_token stop = {});
    // States of partitions from that index on: as many as fit into an answer, at least one if there is one.
    Result<std::vector<PartitionText>> states(std::uint32_t from, std::uint32_t most,
                                              std::stop_token stop = {});
    Result<std::string> shared(std::stop_token stop = {}); // bi-state projections
    Result<std::vector<HandlerTime>> takeTimes(std::stop_token stop = {});

private:
    explicit ProjectionFold(std::unique_ptr<ScriptFold::Host> host);
    Result<void> takeDefinition();
    void receive(const JsonValue &answer);
    void addOutcomes(const std::string &list);
    void addWarning(const JsonValue &told);

    std::unique_ptr<ScriptFold::Host> m_host;
    ProjectionDefinition m_definition;
    std::size_t m_ownWarnings = 0; // of the definition
    std::vector<ProjectionWarning> m_warnings;
    std::vector<ProjectionOutcome> m_outcomes;
    std::vector<std::string> m_keys;
    std::vector<EmittedEvent> m_emitted;
    std::vector<Step> m_steps;
    std::size_t m_heldBytes = 0;
};

} // namespace eventscope
