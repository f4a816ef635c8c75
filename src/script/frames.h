// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

// What the script host and its parent both must know.
//
// A frame is a length (32 bits, little-endian), one byte that says what it is, and UTF-8 text of that length, less one: JSON, or source text.
namespace eventscope::frames {

// Descriptors of the host beside its standard streams.
inline constexpr int kPageDescriptor = 3; // shared memory that holds a Page
inline constexpr int kLifeline = 4; // a pipe that nobody writes to; its end is the parent's end

// Larger frames are not sent, and answers are not read.
inline constexpr std::size_t kMostBytes = std::size_t(128) << 20;

// What the host is doing, for the parent to look at from outside at any time. The fold loop, in JavaScript, writes the places as
// an Int32Array.
struct Page {
    std::atomic<std::uint32_t> phase;   // Phase
    std::atomic<std::uint32_t> calls;   // one more with every call of a script
    std::atomic<std::uint32_t> key;     // of the event being handled
    std::atomic<std::uint32_t> ordinal; // of the event being handled
};
static_assert(sizeof(Page) == 16 && std::atomic<std::uint32_t>::is_always_lock_free);

enum class Phase : std::uint32_t {
    Idle,      // waits for a frame
    Loading,   // the top level of a file
    Folding,   // a batch of events
    Answering, // a state as text, a copy of it ...
    Compiling, // TypeScript
};

} // namespace eventscope::frames
