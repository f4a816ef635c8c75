// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "projection/projectionrunner.h"
#include "replay/openreplay.h"

#include <map>
#include <string>

namespace eventscope {

struct RunnerOptions {
    ProjectionEngine engine = ProjectionEngine::V1;
    ReplayLimits limits;
    unsigned hosts = 1; // of a KurrentDB projection that can be shared out
    std::string schema; // SQL: tables that a read model finds there
    std::map<std::string, std::string> upcasters; // see ScriptOptions
};

// Whether the script names a function that defines a KurrentDB projection, outside of its comments; also if it cannot be read.
bool isKurrentDbProjection(const std::string &file);

// Of code Unsupported: the script is neither a KurrentDB projection nor has it handlers.
Error definesNothing(const std::string &file);

// What runs that file: a script, or any other file as a program. `seen` gets the files that were looked at, absolute, also when it fails.
// Errors: NotFound, Unreadable, Script, Cancelled; definesNothing().
Result<std::unique_ptr<ProjectionRunner>> openRunner(
    const EventLog &log, const ProjectionRunner::ReaderMaker &makeReader, const std::string &file,
    const RunnerOptions &options, std::stop_token stop = {},
    std::vector<std::string> *seen = nullptr);

} // namespace eventscope
