// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace eventscope {

// A file in memory that may grow and may be cut by others while we look at it.
//
// A range of addresses far larger than the file is reserved at the start and the file mapped into its beginning. Growing maps more
// pages behind the last ones, so no address ever moves and readers on other threads need no lock. A page that was cut off raises
// SIGBUS when it is touched: a handler puts zeros in its place and marks the mapping, so whoever reads goes on and finds out
// afterwards. Faults anywhere else go to the handler that was there before. At least kPadding bytes behind the file may be read.
class Mapping
{
public:
    static constexpr std::size_t kPadding = 64;

    // Error: Limit, if the system gives no addresses.
    static Result<std::unique_ptr<Mapping>> reserve(std::size_t expectedSize);
    ~Mapping();
    Mapping(const Mapping &) = delete;
    Mapping &operator=(const Mapping &) = delete;

    // Makes the first `size` bytes of the file visible; `size` never shrinks. One thread.
    Result<void> extend(int file, std::size_t size);

    // Takes what lies before `end` out of memory; whoever reads it again gets it from the file.
    void release(std::size_t end);

    const char *data() const { return m_base; }
    std::size_t size() const { return m_size.load(std::memory_order_acquire); }
    std::string_view text() const { return {data(), size()}; }
    // True once a byte was read that is no longer in the file.
    bool wasCut() const { return m_cut.load(std::memory_order_acquire); }

private:
    Mapping() = default;

    char *m_base = nullptr;
    std::size_t m_reserved = 0;
    std::size_t m_mapped = 0;   // whole pages of the file
    std::size_t m_released = 0; // up to here; one thread, that of extend()
    std::atomic<std::size_t> m_size{0};
    std::atomic<bool> m_cut{false};
    void *m_guard = nullptr; // this mapping's place in the handler's table
};

} // namespace eventscope
