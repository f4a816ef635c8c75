// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace eventscope::host {

// The host's two streams. A frame here is its kind and text, without the length. What cannot be read or written ends the process:
// the parent is gone, or has closed the streams to end it.
// False if nothing comes within that time.
bool waitForFrame(int seconds);
bool readFrame(std::string &frame);
void writeFrame(char kind, std::string_view text);

} // namespace eventscope::host
