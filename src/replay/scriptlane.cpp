// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/scriptlane.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace eventscope {

namespace {

constexpr std::uint32_t kEvery = EventReader::kChunk; // events between checkpoints
constexpr std::uint32_t kDense = 2048; // checkpoints that are not thinned out at first

} // namespace

ScriptLane::ScriptLane(std::unique_ptr<ScriptFold> fold, EventReader &events, bool blame,
                       std::size_t mostBytes)
    : m_fold(std::move(fold))
    , m_events(events)
    , m_blame(blame)
    , m_mostBytes(mostBytes)
{}

ScriptTracking ScriptLane::tracking() const
{
    ScriptTracking tracking;
    tracking.blame = m_blame;
    return tracking;
}

void ScriptLane::lose()
{
    m_isThere = false;
    m_checkpoints.clear();
    m_bytes = 0;
}

void ScriptLane::forgetFrom(std::uint32_t same)
{
    if (same == 0) // the stream may be another, and so the initial state
        return lose();
    const auto first = std::find_if(m_checkpoints.begin(), m_checkpoints.end(),
                                    [&](const Checkpoint &each) { return each.count > same; });
    for (auto gone = first; gone != m_checkpoints.end(); ++gone) {
        m_fold->drop(gone->saved.handle);
        m_bytes -= gone->saved.bytes;
    }
    m_checkpoints.erase(first, m_checkpoints.end());
    if (m_count > same)
        m_isThere = false;
}

const ScriptLane::Checkpoint *ScriptLane::nearest(std::uint32_t count) const
{
    const auto after = std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), count,
                                        [](std::uint32_t wanted, const Checkpoint &each) {
                                            return wanted < each.count;
                                        });
    return after == m_checkpoints.begin() ? nullptr : &*std::prev(after);
}

std::uint32_t ScriptLane::distanceTo(std::uint32_t count) const
{
    const Checkpoint *const checkpoint = nearest(count);
    const std::uint32_t start = checkpoint ? checkpoint->count : 0;
    return count - (m_isThere && m_count <= count ? std::max(start, m_count) : start);
}

// To the nearest place at or before it that is known.
Result<void> ScriptLane::goNear(std::uint32_t count)
{
    const Checkpoint *const checkpoint = nearest(count);
    if (m_isThere && m_count <= count && (!checkpoint || checkpoint->count <= m_count))
        return {};
    m_isThere = false;
    if (checkpoint) {
        if (auto restored = m_fold->restore(checkpoint->saved.handle); !restored)
            return restored;
        m_count = checkpoint->count;
        m_isThere = true;
        return {};
    }
    lose(); // beginning anew ends the checkpoints behind it
    ScriptTracking from = tracking();
    std::string stream;
    std::string streamType;
    if (m_events.size() > 0) {
        const auto first = m_events.read(0, 1, {});
        if (!first)
            return fail(first.error());
        if (!first->events.empty()) {
            from.stream = first->events.front().stream;
            from.streamType = first->events.front().streamType;
        }
    }
    if (auto begun = m_fold->begin(from); !begun)
        return begun;
    m_generation = m_fold->generation();
    m_count = 0;
    m_isThere = true;
    return keep();
}

Result<void> ScriptLane::applyTo(std::uint32_t count, bool keeps, std::stop_token stop)
{
    while (m_count < count) {
        const std::uint32_t boundary = m_count - m_count % kEvery + kEvery;
        // Read before the checkpoint is made: until then the host works on the part before it.
        const auto part = m_events.read(m_count, std::min(count, boundary), stop);
        if (!part)
            return fail(part.error());
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "The replay was stopped.");
        if (keeps && m_count % kEvery == 0) {
            if (auto kept = keep(); !kept)
                return kept;
        }
        if (auto applied = m_fold->apply(part->events); !applied)
            return applied;
        m_count = part->end;
        if (m_fold->failure(0))
            return {};
    }
    return m_fold->sync();
}

Result<void> ScriptLane::keep()
{
    if (!m_saves)
        return {};
    const Checkpoint *const known = nearest(m_count);
    if (known && known->count == m_count)
        return {};
    const auto saved = m_fold->save();
    if (!saved) {
        if (m_fold->failure(0) || m_fold->endedBy() == ScriptEnd::Killed)
            return fail(saved.error());
        // It cannot be copied, or copies of it take too long or too much memory: then without.
        m_saves = false;
        lose();
        auto going = m_fold->sync();
        m_isThere = going.has_value();
        return going;
    }
    if (m_fold->failure(0)) {
        m_fold->drop(saved->handle);
        return {};
    }
    m_checkpoints.insert(std::upper_bound(m_checkpoints.begin(), m_checkpoints.end(), m_count,
                                          [](std::uint32_t wanted, const Checkpoint &each) {
                                              return wanted < each.count;
                                          }),
                         {m_count, *saved});
    m_bytes += saved->bytes;
    if (m_bytes > m_mostBytes)
        thinOut();
    return {};
}

// Keeps those near the place, and with every doubling of the distance half as many, until they are light enough. The first stays:
// without it, going there would end all others.
void ScriptLane::thinOut()
{
    for (std::uint32_t dense = kDense; dense > 0 && m_bytes > m_mostBytes / 4 * 3; dense /= 2) {
        std::erase_if(m_checkpoints, [&](const Checkpoint &each) {
            const std::uint32_t steps = (each.count > m_count ? each.count - m_count
                                                              : m_count - each.count)
                                        / kEvery;
            const auto level = static_cast<unsigned>(std::bit_width(steps / dense));
            if (each.count == 0 || level == 0
                || (each.count / kEvery) % (std::uint64_t{1} << level) == 0)
                return false;
            m_fold->drop(each.saved.handle);
            m_bytes -= each.saved.bytes;
            return true;
        });
    }
}

bool ScriptLane::isFailure(std::optional<ReplayFailure> &failure)
{
    const ScriptFailure *const failed = m_fold->failure(0);
    if (!failed)
        return false;
    m_isThere = false;
    failure = ReplayFailure{failed->ordinal, failed->error, failed->end};
    return true;
}

bool ScriptLane::wasKilled(bool &before)
{
    if (before || m_fold->endedBy() != ScriptEnd::Killed)
        return false;
    before = true;
    lose();
    return true;
}

Result<std::string> ScriptLane::state()
{
    auto text = m_fold->state();
    if (m_fold->endedBy())
        lose();
    return text;
}

Result<std::vector<std::pair<std::string, std::uint32_t>>> ScriptLane::blame()
{
    auto leaves = m_fold->blame();
    if (m_fold->endedBy())
        lose();
    return leaves;
}

Result<void> ScriptLane::moveTo(std::uint32_t count, std::optional<ReplayFailure> &failure,
                                std::stop_token stop)
{
    // A failure is met at ever earlier events, so this ends.
    for (bool killed = false;;) {
        const std::uint32_t target = failure ? std::min(count, failure->ordinal) : count;
        const bool saved = m_saves;
        auto done = goNear(target);
        if (done)
            done = applyTo(target, true, stop);
        if (m_generation != m_fold->generation())
            lose();
        if (isFailure(failure)) {
            if (!done)
                lose(); // the host was ended, and the checkpoints with it
            continue;
        }
        if (done)
            return {};
        if (saved && !m_saves)
            continue; // once more, without checkpoints
        if (wasKilled(killed))
            continue;
        if (done.error().code != ErrorCode::Cancelled)
            lose();
        return done;
    }
}

Result<std::vector<ScriptChange>> ScriptLane::changes(std::uint32_t first, std::uint32_t end,
                                                      std::optional<ReplayFailure> &failure,
                                                      std::stop_token stop)
{
    for (bool killed = false;;) {
        if (auto moved = moveTo(first, failure, stop); !moved)
            return fail(std::move(moved).error());
        const std::uint32_t to = failure ? std::min(end, failure->ordinal) : end;
        if (m_count < first || to <= first)
            return std::vector<ScriptChange>();
        ScriptTracking both = tracking();
        both.changes = true;
        auto done = m_fold->track(both);
        if (done)
            done = applyTo(to, false, stop);
        std::vector<ScriptChange> changes = m_fold->takeChanges();
        m_isThere = false; // it tracks other things now
        const bool ended = !done;
        if (isFailure(failure)) {
            if (!ended)
                return changes;
            lose();
            continue;
        }
        if (ended && wasKilled(killed))
            continue;
        if (ended)
            return fail(std::move(done).error());
        if (auto back = m_fold->track(tracking()); !back)
            return fail(std::move(back).error());
        m_isThere = !m_blame; // a blame that began here knows nothing of what was before
        return changes;
    }
}

Result<bool> ScriptLane::isTrueAfter(std::uint32_t ordinal, const std::string &predicate,
                                     std::optional<ReplayFailure> &failure, std::stop_token stop)
{
    // The last event that the fold sees: others leave the state as it is.
    std::uint32_t last = ordinal;
    while (true) {
        const auto part = m_events.read(last, last + 1, stop);
        if (!part)
            return fail(part.error());
        if (!part->events.empty())
            break;
        if (last == 0)
            return false;
        --last;
    }
    for (bool killed = false;;) {
        if (auto moved = moveTo(last, failure, stop); !moved)
            return fail(std::move(moved).error());
        if (m_count < last || (failure && failure->ordinal <= last))
            return false;
        ScriptTracking asked = tracking();
        asked.predicate = predicate;
        auto done = m_fold->track(asked);
        if (!done && m_fold->sync()) {
            m_isThere = false;
            const std::string &said = done.error().message;
            const std::size_t what = said.find("SyntaxError");
            return fail(ErrorCode::Script,
                        "The predicate \"" + predicate + "\" is no JavaScript expression: "
                            + (what == std::string::npos ? said : said.substr(what)));
        }
        if (done)
            done = applyTo(last + 1, false, stop);
        const bool isTrue = m_fold->firstTrue().has_value();
        m_isThere = false; // the predicate may have changed the state
        if (isFailure(failure)) {
            if (!done)
                lose();
            continue;
        }
        if (!done && wasKilled(killed))
            continue;
        if (!done)
            return fail(std::move(done).error());
        if (auto back = m_fold->track(tracking()); !back)
            return fail(std::move(back).error());
        return isTrue;
    }
}

} // namespace eventscope
