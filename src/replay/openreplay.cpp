// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/openreplay.h"

#include "replay/mergereplay.h"
#include "replay/programreplay.h"
#include "replay/scriptreplay.h"
#include "script/sourcefile.h"

namespace eventscope {

Result<std::unique_ptr<Replay>> openReplay(const EventLog &log,
                                           std::unique_ptr<RecordReader> reader,
                                           const ReducerChoice &choice, std::stop_token stop,
                                           std::vector<std::string> *seen)
{
    if (choice.file.empty())
        return std::make_unique<MergeReplay>(log, std::move(reader),
                                             std::make_unique<MergeReducer>(),
                                             MergeReplay::kCheckpointEvery,
                                             choice.limits.stateBytes);
    if (!isScriptFile(choice.file)) {
        if (seen)
            seen->push_back(choice.file);
        auto replay = ProgramReplay::open(log, std::move(reader), choice.file,
                                          choice.limits.stateBytes, choice.limits.program);
        if (!replay)
            return fail(std::move(replay).error());
        return std::unique_ptr<Replay>(std::move(*replay));
    }
    auto replay = ScriptReplay::open(log, std::move(reader), choice.file,
                                     ScriptOptions{.limits = choice.limits.script,
                                                   .typescript = {}},
                                     std::move(stop), seen);
    if (!replay)
        return fail(std::move(replay).error());
    return std::unique_ptr<Replay>(std::move(*replay));
}

} // namespace eventscope
