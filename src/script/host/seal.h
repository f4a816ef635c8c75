// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace eventscope::host {

// Before the engine starts: no environment variable reaches it but the time zone, a parent that ends takes this process along, and a
// crash leaves no core file.
void leaveNothingOfTheSurroundings();

// After the engine has started: from here on no file, socket or process can be opened, not even by the engine.
void closeTheDoors();

} // namespace eventscope::host
