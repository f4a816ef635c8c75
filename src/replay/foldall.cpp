// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/foldall.h"

#include "replay/eventreader.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <thread>

namespace eventscope {

namespace {

constexpr std::uint32_t kNoKey = std::numeric_limits<std::uint32_t>::max();

// The streams of one host.
struct Share {
    std::vector<Row> rows;
    std::vector<StreamId> streams;       // by key
    std::vector<std::uint32_t> ordinals; // the next one of each key
    FoldedStreams folded;
    std::optional<Error> error;
};

class ShareFold
{
public:
    ShareFold(const EventLog &log, const std::vector<std::uint32_t> &keys, Share &share)
        : m_log(log)
        , m_keys(keys)
        , m_share(share)
    {}

    Result<void> run(const ReaderMaker &makeReader, ScriptFold &fold, std::stop_token stop)
    {
        auto reader = makeReader();
        if (!reader)
            return fail(std::move(reader).error());
        EventReader events(m_log, **reader);
        const auto rows = std::make_shared<const Sequence::Rows>(std::move(m_share.rows));
        events.setSequence(Sequence::of(rows));
        m_share.ordinals.assign(m_share.streams.size(), 0);
        if (auto begun = fold.begin(); !begun)
            return begun;
        std::vector<ScriptEvent> batch;
        for (std::uint32_t at = 0; at < events.size();) {
            const auto part = events.read(at, events.size(), stop);
            if (!part)
                return fail(part.error());
            batch.assign(part->events.begin(), part->events.end());
            for (ScriptEvent &event : batch) {
                event.key = m_keys[m_log.stream((*rows)[event.ordinal]).value()];
                event.ordinal = m_share.ordinals[event.key]++;
            }
            if (auto applied = fold.apply(batch, stop); !applied)
                return applied;
            at = part->end;
        }
        return fold.sync(stop);
    }

private:
    const EventLog &m_log;
    const std::vector<std::uint32_t> &m_keys;
    Share &m_share;
};

} // namespace

Result<FoldedStreams> foldAll(const EventLog &log, const ReaderMaker &makeReader,
                              const std::string &script, const ScriptOptions &options,
                              std::optional<StreamTypeId> type, unsigned hosts,
                              const OnStreamState &onState, std::stop_token stop)
{
    std::vector<Share> shares(std::max(hosts, 1U));
    const std::uint32_t rowCount = log.rowCount();
    std::vector<std::uint32_t> keys(log.streamCount(), kNoKey);
    std::uint32_t next = 0;
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        if (type && log.streamSummary(StreamId(i)).type != *type)
            continue;
        Share &share = shares[next++ % shares.size()];
        keys[i] = static_cast<std::uint32_t>(share.streams.size());
        share.streams.emplace_back(i);
    }
    // By stream, which share it is in: that of the streams before it, counted again.
    next = 0;
    std::vector<std::uint32_t> shareOf(keys.size(), 0);
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
        if (keys[i] != kNoKey)
            shareOf[i] = next++ % static_cast<std::uint32_t>(shares.size());
    }
    for (std::uint32_t row = 0; row < rowCount; ++row) {
        const StreamId stream = log.stream(Row(row));
        if (stream != kNoStream && stream.value() < keys.size() && keys[stream.value()] != kNoKey)
            shares[shareOf[stream.value()]].rows.emplace_back(row);
    }

    std::mutex telling;
    const auto work = [&](Share &share) {
        share.folded.events = share.rows.size();
        share.folded.streams = static_cast<std::uint32_t>(share.streams.size());
        auto fold = ScriptFold::open(script, options, stop);
        if (!fold) {
            share.error = std::move(fold).error();
            return;
        }
        ShareFold one(log, keys, share);
        auto done = one.run(makeReader, **fold, stop);
        for (const ScriptFailure &failure : (*fold)->failures())
            share.folded.failures.emplace_back(share.streams[failure.key], failure);
        share.folded.warnings = (*fold)->takeWarnings();
        if (!done) {
            share.error = std::move(done).error();
            return;
        }
        for (std::uint32_t key = 0; onState && key < share.streams.size(); ++key) {
            if ((*fold)->failure(key))
                continue;
            const auto state = (*fold)->state(key, stop);
            if (!state) {
                share.error = state.error();
                return;
            }
            const std::lock_guard lock(telling);
            onState(share.streams[key], *state);
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < shares.size(); ++i)
            threads.emplace_back([&work, &share = shares[i]] { work(share); });
        work(shares.front());
    }
    FoldedStreams all;
    for (Share &share : shares) {
        if (share.error)
            return fail(std::move(*share.error));
        all.events += share.folded.events;
        all.streams += share.folded.streams;
        std::move(share.folded.failures.begin(), share.folded.failures.end(),
                  std::back_inserter(all.failures));
        std::move(share.folded.warnings.begin(), share.folded.warnings.end(),
                  std::back_inserter(all.warnings));
    }
    return all;
}

} // namespace eventscope
