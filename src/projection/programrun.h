// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projection/projectionrunner.h"
#include "replay/eventreader.h"
#include "script/programfold.h"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace eventscope {

// A projection that is a program of the user's own (docs/programs.md): it is given every event, and says which keys it changed. It cannot go
// back, so what it said is kept, as far as there is room.
class ProgramRun final : public ProjectionRunner
{
public:
    struct Options {
        ProgramLimits limits;
        std::size_t mostStateBytes = std::size_t(512) << 20; // of all that it said
    };

    // Errors: those of ProgramFold::open() and of the reader.
    static Result<std::unique_ptr<ProgramRun>> open(const EventLog &log,
                                                    const ReaderMaker &makeReader,
                                                    const std::string &file,
                                                    const Options &options);

    std::vector<std::string> watchedFiles() const override { return {m_program->file()}; }
    Result<void> advanceTo(std::uint32_t end, const OnProgress &onProgress,
                           std::stop_token stop) override;
    Result<std::shared_ptr<const ProjectionSnapshot>> snapshot(std::stop_token stop = {}) override;
    Result<std::string> stateOf(std::string_view key, std::stop_token stop = {}) override;

private:
    ProgramRun(const EventLog &log, std::unique_ptr<RecordReader> reader,
               std::unique_ptr<ProgramFold> program, const Options &options);
    Result<void> beginAnew();
    void take(Row row, std::string_view key, std::string_view state);

    const EventLog &m_log;
    Options m_options;
    std::unique_ptr<RecordReader> m_reader;
    EventReader m_events;
    std::unique_ptr<ProgramFold> m_program;
    bool m_hasBegun = false;
    ProjectionSnapshot m_told; // as far as it is
    std::unordered_map<std::string, std::uint32_t> m_byKey;
    std::size_t m_stateBytes = 0;
};

} // namespace eventscope
