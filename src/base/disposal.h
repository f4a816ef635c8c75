// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace eventscope {

// Lets go of the object in a thread of its own, where nobody waits for its end: giving back a gigabyte, or ending the threads of a
// loader, takes longer than a frame. One after the other; the program ends when all are gone.
void disposeElsewhere(std::shared_ptr<void> object);

} // namespace eventscope
