// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "projection/projectionrunner.h"
#include "projection/projectionsource.h"
#include "script/projectionfold.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace eventscope {

// A KurrentDB projection run over a log from its first event on: which partition handled which event, what was skipped and why, what would
// have been written, and the states at the end. It goes on when the log has grown. One thread.
//
// Projections with a state for each stream may be shared out to several hosts. Where a handler fails, the run ends, with the states as they were
// before that event. States before the end are folded anew from a partition's own events: see rowsOf() and ScriptReplay::setPartition().
class ProjectionRun final : public ProjectionRunner
{
public:
    static constexpr std::size_t kMemoryFactor = 6;
    struct Options {
        ProjectionEngine engine = ProjectionEngine::V1;
        ScriptOptions
            script; // its host may hold kMemoryFactor times as much: the states of all partitions
        unsigned hosts = 1;
        bool steps = false; // what each event leaves is told to OnStep; one host
        // Of what is kept of emitted events and of lines; the rest is only counted.
        std::size_t mostToldBytes = std::size_t(64) << 20;
    };
    // `seen` as in ScriptFold::open(). Errors: those of ProjectionFold::open() and of the reader.
    static Result<std::unique_ptr<ProjectionRun>> open(const EventLog &log, ReaderMaker makeReader,
                                                       const std::string &file,
                                                       const Options &options,
                                                       std::stop_token stop = {},
                                                       std::vector<std::string> *seen = nullptr);
    ~ProjectionRun() override;

    const ProjectionDefinition &definition() const;
    std::vector<std::string> watchedFiles() const override;

    struct Step {
        Row row = kNoRow;
        ProjectionFold::Step left;
        std::vector<EmittedEvent> emitted;
        std::vector<std::string> logs;
    };
    using OnStep = std::function<void(const Step &step)>;
    Result<void> advanceTo(std::uint32_t end, const OnProgress &onProgress,
                           std::stop_token stop) override
    {
        return advance(end, onProgress, std::move(stop));
    }
    // The same, and tells each step.
    Result<void> advance(std::uint32_t end, const OnProgress &onProgress = {},
                         std::stop_token stop = {}, const OnStep &onStep = {});

    // What follows is about the rows before rowCount().

    std::uint32_t rowCount() const { return m_rows; }
    ProjectionOutcome outcome(Row row) const { return m_outcomes[row.value()]; }
    std::uint64_t handledCount() const { return m_handled; }
    std::uint64_t skippedCount(SkipReason reason) const
    {
        return m_skipped[static_cast<std::size_t>(reason)];
    }
    const std::optional<ProjectionFailure> &failure() const { return m_failure; }

    std::uint32_t partitionCount() const { return static_cast<std::uint32_t>(m_partitions.size()); }
    std::string_view key(std::uint32_t partition) const { return *m_partitions[partition].key; }
    std::optional<std::uint32_t> findPartition(std::string_view key) const;
    std::uint32_t eventsOf(std::uint32_t partition) const { return m_partitions[partition].events; }
    Row lastRowOf(std::uint32_t partition) const { return m_partitions[partition].last; }
    const std::vector<EmittedEvent> &emitted() const { return m_emitted; } // ordinals are rows
    std::uint64_t emittedCount() const { return m_emittedCount; }
    const std::vector<ProjectionLogLine> &logs() const { return m_logs; }
    std::uint64_t logCount() const { return m_logCount; }
    std::vector<ProjectionWarning> warnings() const;

    // The server writes each state after each event, a run only those at its end: where one of them cannot be told as JSON (or made a result
    // of), the run becomes one that failed at the event which made it so. Errors: as of advance().
    Result<void> checkStates(const OnProgress &onProgress = {}, std::stop_token stop = {});
    // At the end of the run, in the order of the partitions from that one on: those that one answer of a host holds, at least one.
    Result<std::vector<PartitionText>> states(std::uint32_t from, std::stop_token stop = {});
    Result<PartitionText> state(std::uint32_t partition, std::stop_token stop = {});
    Result<std::string> shared(std::stop_token stop = {}); // JSON text; empty where there is none
    // Since the last call.
    Result<std::vector<HandlerTime>> takeTimes(std::stop_token stop = {});
    // With the times of the handlers until now.
    Result<std::shared_ptr<const ProjectionSnapshot>> snapshot(std::stop_token stop = {}) override;
    Result<std::string> stateOf(std::string_view key, std::stop_token stop = {}) override;

private:
    struct Lane;
    struct Partition {
        const std::string *key = nullptr; // of m_byKey
        std::uint32_t lane = 0;
        std::uint32_t index = 0; // in the lane
        std::uint32_t events = 0;
        Row first = kNoRow;
        Row last = kNoRow;
    };

    ProjectionRun(const EventLog &log, ReaderMaker makeReader, std::string file,
                  const Options &options);
    Result<void> addLane(std::unique_ptr<ProjectionFold> fold);
    Result<void> beginAnew(std::stop_token stop);
    Result<void> handRows(std::uint32_t end, std::stop_token stop);
    Result<void> handTo(Lane &lane, std::stop_token stop);
    std::size_t laneOf(StreamId stream);
    void takeOutcomes(Lane &lane, const OnStep &onStep);
    void settle(std::uint32_t lane, Row row, ProjectionOutcome outcome);
    void keep(EmittedEvent emitted);
    void keep(ProjectionLogLine line);
    std::optional<ProjectionFailure> failureOfLanes() const;
    ProjectionFold::AfterEvent afterEvent() const;
    Result<void> settleFailure(ProjectionFailure failure, const OnProgress &onProgress,
                               std::stop_token stop, const OnStep &onStep);

    const EventLog &m_log;
    ReaderMaker m_makeReader;
    std::string m_file;
    Options m_options;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::unique_ptr<ProjectionSource> m_source;
    bool m_checks = false; // every state after every event

    std::uint32_t m_rows = 0;                  // looked at
    std::uint32_t m_handed = 0;                // looked at, or on their way
    std::vector<ProjectionOutcome> m_outcomes; // by row
    std::vector<std::uint32_t> m_previous;     // by row: the row before it in its partition
    std::unordered_map<std::string, std::uint32_t> m_byKey;
    std::vector<Partition> m_partitions;
    std::uint64_t m_handled = 0;
    std::array<std::uint64_t, kSkipReasons> m_skipped{};
    std::optional<ProjectionFailure> m_failure;
    std::vector<EmittedEvent> m_emitted;
    std::uint64_t m_emittedCount = 0;
    std::vector<ProjectionLogLine> m_logs;
    std::uint64_t m_logCount = 0;
    std::size_t m_toldBytes = 0;
    bool m_isLost = false;         // begin anew before going on
    bool m_hasLoadingLogs = false; // what was written while the file was loaded is in m_logs
    std::uint32_t m_nextStep = 0;  // the first row that OnStep was not told of
    std::vector<std::uint8_t> m_laneOfStream;
    std::vector<HandlerTime> m_times;
};

} // namespace eventscope
