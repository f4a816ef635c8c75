// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/masking.h"
#include "store/store.h"

#include <memory>
#include <mutex>

namespace eventscope {

// What masks at the moment, if anything; shared by all readers of a store. Any thread.
class MaskSwitch
{
public:
    std::shared_ptr<const Masker> masker() const
    {
        const std::lock_guard lock(m_mutex);
        return m_masker;
    }
    void set(std::shared_ptr<const Masker> masker)
    {
        const std::lock_guard lock(m_mutex);
        m_masker = std::move(masker);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Masker> m_masker;
};

// The store as those may see it who are not to see what is personal: every payload that is read through it is masked as the switch says at
// that moment. So nothing that is made of payloads (states, columns, copies, catalogues) can show what is masked.
//
// Loading, positions, ids and names go through as they are; scan() belongs to the store itself.
std::shared_ptr<Store> maskedStore(std::shared_ptr<Store> store,
                                   std::shared_ptr<const MaskSwitch> masks);

// One record or snapshot, in place.
void maskRecord(Record &record, const Masker &masker);
void maskSnapshot(Snapshot &snapshot, const Masker &masker);

} // namespace eventscope
