// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "projection/projectionsnapshot.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// Runs a projection of any kind over a log from its first event on, and goes on when the log has grown. One thread.
class ProjectionRunner
{
public:
    using ReaderMaker = std::function<Result<std::unique_ptr<RecordReader>>()>;
    // Told now and then how many rows have been looked at.
    using OnProgress = std::function<void(std::uint32_t rows)>;

    ProjectionRunner() = default;
    virtual ~ProjectionRunner() = default;
    ProjectionRunner(const ProjectionRunner &) = delete;
    ProjectionRunner &operator=(const ProjectionRunner &) = delete;

    // What to watch, absolute.
    virtual std::vector<std::string> watchedFiles() const = 0;
    // Handles the rows before `end` that were not handled yet; up to the failure. Errors: Cancelled (call it again to go on); those of the
    // source; Script if a process was ended by somebody else. That it fails at an event is no error: the snapshot says so.
    virtual Result<void> advanceTo(std::uint32_t end, const OnProgress &onProgress,
                                   std::stop_token stop)
        = 0;
    virtual Result<std::shared_ptr<const ProjectionSnapshot>> snapshot(std::stop_token stop = {})
        = 0;
    // Of that key at the end of the run, as JSON text; empty if there is none.
    virtual Result<std::string> stateOf(std::string_view key, std::stop_token stop = {}) = 0;
};

} // namespace eventscope
