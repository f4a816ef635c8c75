// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace eventscope::host {

// Files that are linked into the program.
struct Embedded {
    const char *name; // "eventscope:fold.js": how it stands in a stack
    std::string_view text;
};

// The JavaScript of this folder, in the order in which it runs.
std::span<const Embedded> embeddedScripts();

// TypeScript's compiler; 10 MB. Empty if the built-in copy is damaged.
std::string unpackedTypeScript();

} // namespace eventscope::host
