// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/replaybox.h"

#include "replay/openreplay.h"

#include <utility>

namespace eventscope {

Result<Replay *> ReplayBox::open(const ReplayQuestion &question, std::stop_token stop,
                                 std::vector<std::string> *seen)
{
    if (!m_replay || m_log != question.log || m_reducer != question.reducer
        || m_saved != question.saved) {
        close();
        auto reader = question.store->reader();
        if (!reader)
            return fail(std::move(reader).error());
        ReducerChoice choice;
        choice.file = question.reducer;
        choice.limits = question.limits;
        auto replay = openReplay(*question.log, std::move(*reader), choice, stop, seen);
        if (!replay)
            return fail(std::move(replay).error());
        m_replay = std::move(*replay);
        m_log = question.log;
        m_reducer = question.reducer;
        m_saved = question.saved;
    }
    if (seen)
        *seen = m_replay->files();
    m_replay->setSequence(question.sequence);
    return m_replay.get();
}

void ReplayBox::close()
{
    m_replay.reset();
    m_log.reset();
}

} // namespace eventscope
