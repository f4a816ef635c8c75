// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "event/log.h"
#include "event/source.h"
#include "script/scriptfold.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace eventscope {

// What folding many streams came to.
struct FoldedStreams {
    std::uint64_t events = 0;
    std::uint32_t streams = 0;
    std::vector<std::pair<StreamId, ScriptFailure>> failures; // streams whose fold ended early
    std::vector<std::string> warnings;
};

// Folds every stream, or those of one type, through a script, each from its first event to its last in the order of the log. The streams are
// shared out to `hosts` processes, each with a thread and a reader of its own. `onState`, if set, gets the last state of each stream that did
// not fail, as JSON text, from any of these threads, one at a time. Errors: those of the source and of loading; Cancelled.
using ReaderMaker = std::function<Result<std::unique_ptr<RecordReader>>()>;
using OnStreamState = std::function<void(StreamId stream, const std::string &state)>;
Result<FoldedStreams> foldAll(const EventLog &log, const ReaderMaker &makeReader,
                              const std::string &script, const ScriptOptions &options,
                              std::optional<StreamTypeId> type, unsigned hosts,
                              const OnStreamState &onState = {}, std::stop_token stop = {});

} // namespace eventscope
