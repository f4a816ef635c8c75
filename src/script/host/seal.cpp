// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "seal.h"

#include "script/frames.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace eventscope::host {

namespace {

void limit(decltype(RLIMIT_CORE) what, rlim_t most)
{
    const rlimit both{most, most};
    setrlimit(what, &both);
}

// Reading the lifeline returns when the last holder of its other end is gone, however it went and whatever the script is doing.
void endWithParent()
{
    std::thread([] {
        char byte = 0;
        while (read(frames::kLifeline, &byte, 1) < 0 && errno == EINTR) {
        }
        _exit(EXIT_SUCCESS);
    }).detach();
}

} // namespace

void leaveNothingOfTheSurroundings()
{
    const char *zone = std::getenv("TZ");
    const std::string kept = zone ? zone : "";
    clearenv();
    if (zone)
        setenv("TZ", kept.c_str(), 1);
    // Options of the engine, which it reads from its environment.
    setenv("JSC_useWebAssembly", "0", 1);
    setenv("JSC_useSharedArrayBuffer", "0", 1);
    limit(RLIMIT_CORE, 0);
    endWithParent();
}

void closeTheDoors()
{
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 0);
}

} // namespace eventscope::host
