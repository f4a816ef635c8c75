// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/textpattern.h"
#include "session/decoderpool.h"
#include "session/decoderrule.h"
#include "store/payload.h"
#include "store/store.h"

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace eventscope {

// The decoders of a store that may run, and what they have made of its payloads lately. Any thread.
class DecoderSet
{
public:
    struct Decoder {
        TextPattern types;
        bool readsAll = false;
        std::shared_ptr<DecoderPool> pool;
    };
    explicit DecoderSet(std::vector<Decoder> decoders);
    // One that anybody may run, in the folder.
    static Decoder decoderOf(const DecoderRule &rule, const QString &folder,
                             const DecoderLimits &limits, DecoderPool::Hooks hooks = {});

    const std::vector<Decoder> &decoders() const { return m_decoders; }
    // Whether a payload may be one for a decoder, whatever its event.
    bool mayConcern(std::string_view data) const;
    // The first one for that type of event; null if there is none.
    DecoderPool *poolFor(std::string_view type, bool isReadable) const;

    using Answer = Result<DecodedPayload>;
    // What was made of just these bytes of the event there.
    std::optional<Answer> known(std::uint64_t locator, std::string_view bytes);
    void keep(std::uint64_t locator, std::string_view bytes, const Answer &answer);

private:
    struct Kept {
        std::uint64_t locator = 0;
        std::size_t hash = 0;
        Answer answer;
        std::size_t size = 0;
    };
    const std::vector<Decoder> m_decoders;
    bool m_readsAll = false;
    std::mutex m_mutex;       // guards what follows
    std::list<Kept> m_newest; // in front
    std::unordered_map<std::uint64_t, std::list<Kept>::iterator> m_kept;
    std::size_t m_keptBytes = 0;
};

// Which decoders run at the moment, if any; shared by all readers of a store. Any thread.
class DecoderSwitch
{
public:
    std::shared_ptr<DecoderSet> decoders() const
    {
        const std::lock_guard lock(m_mutex);
        return m_decoders;
    }
    void set(std::shared_ptr<DecoderSet> decoders)
    {
        const std::lock_guard lock(m_mutex);
        m_decoders.swap(decoders); // the old one ends outside the lock
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<DecoderSet> m_decoders;
};

// What a decoder is to read of a record as it is stored, by the rules of its dialect.
DecodeRequest decodeRequestOf(const Record &record, const PayloadRules &rules);

// The store with the payloads that only its owner can read as the owner's decoders make them: whatever reads them through it sees JSON, and
// what is stored beside it. A payload whose decoder fails makes a damaged record; readMany() passes over it as over all of those.
// Loading, positions and ids go through as they are: nothing is decoded that nobody reads.
std::shared_ptr<Store> decodedStore(std::shared_ptr<Store> store,
                                    std::shared_ptr<const DecoderSwitch> decoders);

} // namespace eventscope
