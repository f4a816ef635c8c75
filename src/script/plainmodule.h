// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// A JavaScript file that needs no compiler, as the body of a CommonJS module: no import, no template, and exports only where a line begins.
// Every line and column stays where it was. None: it needs TypeScript's parser.
struct PlainModule {
    std::string text;
    bool commonJs = false; // it has no export at all
};
std::optional<PlainModule> plainModule(std::string_view source);

} // namespace eventscope
