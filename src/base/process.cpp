// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/process.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace eventscope {

void setHaste(Haste haste)
{
#ifdef __linux__
    // On Linux each thread has a nice value of its own, against what POSIX says: setpriority(2), "C library/kernel differences".
    const int wanted = haste == Haste::Answer ? 5 : 10;
    const auto thread = static_cast<id_t>(::gettid());
    if (::getpriority(PRIO_PROCESS, thread) < wanted)
        ::setpriority(PRIO_PROCESS, thread, wanted);
#else
    static_cast<void>(haste);
#endif
}

void keepHeapsSmall()
{
#ifdef __GLIBC__
    ::mallopt(M_ARENA_MAX, 3);
    // Setting one of these ends their growing with what is freed, so both are set.
    ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
#endif
}

void releaseFreeMemory()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace eventscope
