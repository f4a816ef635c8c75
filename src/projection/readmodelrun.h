// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projection/projectionrunner.h"
#include "replay/eventreader.h"
#include "script/readmodelfold.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Handlers that write to a SQL read model, run over a log. Its output are tables, which can be looked at as of any event of the run.
class ReadModelRun final : public ProjectionRunner
{
public:
    // Errors: those of ReadModelFold::open() and of the reader.
    static Result<std::unique_ptr<ReadModelRun>> open(const EventLog &log,
                                                      const ReaderMaker &makeReader,
                                                      const std::string &file,
                                                      const ReadModelOptions &options,
                                                      std::stop_token stop = {},
                                                      std::vector<std::string> *seen = nullptr);

    std::vector<std::string> watchedFiles() const override { return m_fold->files(); }
    Result<void> advanceTo(std::uint32_t end, const OnProgress &onProgress,
                           std::stop_token stop) override;
    Result<std::shared_ptr<const ProjectionSnapshot>> snapshot(std::stop_token stop = {}) override;
    // A read model has tables in place of keys: nothing.
    Result<std::string> stateOf(std::string_view, std::stop_token) override
    {
        return std::string();
    }

    // Told each event that a handler took, in order, with what it did to the tables. Slow: nothing is done in batches then.
    using OnStep = std::function<void(Row row, const std::vector<ReadModelChange> &changes)>;
    void setOnStep(OnStep onStep) { m_onStep = std::move(onStep); }

    // What follows is as of the first so many rows of the run. Errors: those of the fold; Cancelled.
    Result<std::vector<ReadModelTable>> tablesAt(std::uint32_t rows, std::stop_token stop = {});
    Result<ReadModelPage> pageAt(std::uint32_t rows, const ReadModelPageRequest &request,
                                 std::stop_token stop = {});
    // What the last of those events did; empty if no handler took it.
    Result<std::vector<ReadModelChange>> changesAt(std::uint32_t rows, std::stop_token stop = {});
    Result<void> eachRowAt(std::uint32_t rows, const std::string &table,
                           const std::function<bool(std::string line)> &line,
                           std::stop_token stop = {});

private:
    ReadModelRun(const EventLog &log, std::unique_ptr<RecordReader> reader,
                 std::unique_ptr<ReadModelFold> fold);
    bool isSkipped(Row row);
    void learnSkipped();
    Result<void> bringTo(std::uint32_t rows, std::stop_token stop);
    Result<void> feed(std::uint32_t from, std::uint32_t to, const OnProgress &onProgress,
                      std::stop_token stop);
    Result<void> feedOneByOne(std::span<const ScriptEvent> events, std::stop_token stop);
    void takeFailure();

    const EventLog &m_log;
    std::unique_ptr<RecordReader> m_reader;
    EventReader m_events;
    std::unique_ptr<ReadModelFold> m_fold;
    OnStep m_onStep;
    bool m_hasBegun = false;     // the fold is where m_at says
    std::uint32_t m_at = 0;      // rows that are in the tables
    std::uint32_t m_rows = 0;    // of the run
    std::vector<char> m_skipped; // by type: 1 if no handler takes it
    std::optional<ProjectionFailure> m_failure;
    std::vector<ProjectionLogLine> m_logs; // each event's once
    std::uint32_t m_logged = 0;            // rows whose lines are in
    std::vector<std::string> m_warnings;
    std::vector<HandlerTime> m_times;
};

} // namespace eventscope
