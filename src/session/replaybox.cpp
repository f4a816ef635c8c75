// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/replaybox.h"

#include <utility>

namespace eventscope {

Result<Replay *> ReplayBox::open(const Source &source, std::stop_token)
{
    if (m_replay && m_source.log == source.log && m_source.reducer == source.reducer
        && m_source.revision == source.revision)
        return m_replay.get();
    close();
    auto reader = source.store->reader();
    if (!reader)
        return fail(std::move(reader).error());
    m_replay = std::make_unique<Replay>(*source.log, std::move(*reader),
                                        std::make_unique<MergeReducer>());
    m_source = source;
    return m_replay.get();
}

void ReplayBox::close()
{
    m_replay.reset();
    m_source = {};
}

} // namespace eventscope
