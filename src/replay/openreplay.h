// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "replay/replay.h"
#include "script/programfold.h"
#include "script/scriptfold.h"

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace eventscope {

// How much whatever folds events may take.
struct ReplayLimits {
    ScriptLimits script;
    ProgramLimits program;
    std::size_t stateBytes
        = std::size_t(64) << 20; // of checkpoints of one stream's states, but for those of scripts
    bool operator==(const ReplayLimits &) const = default;
};

// What folds the events of a stream type.
struct ReducerChoice {
    // A script (.js, .mjs, .cjs, .ts, .mts, .cts) or any other file, which is run as a program. Empty: payloads are merged (RFC 7396).
    std::string file;
    ReplayLimits limits;
};

// A replay through that reducer, with its host process if it needs one. `seen` gets the files that were looked at, absolute, also when
// it fails: saving one of them is a reason to try again. Errors: NotFound, Unreadable, Script, Cancelled.
Result<std::unique_ptr<Replay>> openReplay(const EventLog &log,
                                           std::unique_ptr<RecordReader> reader,
                                           const ReducerChoice &choice, std::stop_token stop = {},
                                           std::vector<std::string> *seen = nullptr);

} // namespace eventscope
