// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "projection/openrunner.h"

#include "projection/programrun.h"
#include "projection/projectionrun.h"
#include "script/sourcefile.h"

#include <utility>

namespace eventscope {

Result<std::unique_ptr<ProjectionRunner>> openRunner(
    const EventLog &log, const ProjectionRunner::ReaderMaker &makeReader, const std::string &file,
    const RunnerOptions &options, std::stop_token stop, std::vector<std::string> *seen)
{
    if (!isScriptFile(file)) {
        if (seen)
            *seen = {file};
        ProgramRun::Options how;
        how.limits = options.limits.program;
        auto run = ProgramRun::open(log, makeReader, file, how);
        if (!run)
            return fail(std::move(run).error());
        return std::unique_ptr<ProjectionRunner>(std::move(*run));
    }
    ProjectionRun::Options how;
    how.engine = options.engine;
    how.script.limits = options.limits.script;
    how.hosts = options.hosts;
    auto run = ProjectionRun::open(log, makeReader, file, how, std::move(stop), seen);
    if (!run)
        return fail(std::move(run).error());
    return std::unique_ptr<ProjectionRunner>(std::move(*run));
}

} // namespace eventscope
