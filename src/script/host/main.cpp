// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// eventscope-script: JavaScriptCore in a process of its own. It reads frames from standard input and answers on standard output (see
// script/frames.h). What the frames mean is in the JavaScript files beside this one; here are the bytes, the engine and the walls.
#include "engine.h"
#include "seal.h"

#include <cstdlib>
#include <unistd.h>

int main()
{
    using namespace eventscope::host;
    leaveNothingOfTheSurroundings();
    Engine engine;
    if (!engine.start())
        return EXIT_FAILURE;
    closeTheDoors();
    engine.run();
    // The engine's threads have nothing to say any more.
    _exit(EXIT_SUCCESS);
}
