// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/openreplay.h"

#include "replay/mergereplay.h"

namespace eventscope {

Result<std::unique_ptr<Replay>> openReplay(const EventLog &log,
                                           std::unique_ptr<RecordReader> reader,
                                           const ReducerChoice &choice, std::stop_token,
                                           std::vector<std::string> *seen)
{
    if (choice.file.empty())
        return std::make_unique<MergeReplay>(log, std::move(reader));
    if (seen)
        seen->push_back(choice.file);
    return fail(ErrorCode::Unsupported, choice.file + " cannot be run by this version.");
}

} // namespace eventscope
