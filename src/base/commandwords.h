// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// A command line as the words that a program gets: split at white space; 'text' stands for itself, in "text" a backslash takes the meaning from
// `"` and `\`, elsewhere from any character. Nothing is replaced, and no shell is asked. Error: Invalid, of a quote that does not end.
Result<std::vector<std::string>> splitCommand(std::string_view text);

// The other way: what splitCommand() gives these words for.
std::string joinCommand(const std::vector<std::string> &words);

} // namespace eventscope
