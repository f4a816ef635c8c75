// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace eventscope {

// What the threads of this program do to each other: whose turn it is when there are more of them than cores, and what memory they keep
// for later. Where the system has no such settings, nothing happens.

enum class Haste : std::uint8_t {
    Answer, // somebody waits for it, but painting goes first
    Gather, // reading a store, checking it: takes what is left
};
// For the calling thread and those that it starts from then on. There is no way back up.
void setHaste(Haste haste);

// Call before the first other thread starts. Threads then share a few heaps, and what is freed goes back to the system sooner: without
// this some twenty threads, each of which has worked on something large once, keep 200 MB that nobody uses.
void keepHeapsSmall();
// Gives back what is free in the heaps now. Takes milliseconds, in which other threads wait for memory.
void releaseFreeMemory();

} // namespace eventscope
