// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace eventscope {

struct CompiledScript {
    std::string code;
    std::string map; // source map, JSON
};

// TypeScript, or JavaScript with import and export, to CommonJS by TypeScript's compiler. It runs in a host of its own that stays for the
// next file, since starting it takes most of a second. Any thread; one file at a time. `typescript` is the path of another typescript.js, or
// empty. Error: Script with the place and excerpt of the first syntax error.
Result<CompiledScript> compileScript(const std::string &path, std::string_view source,
                                     const std::string &typescript, std::stop_token stop);

} // namespace eventscope
