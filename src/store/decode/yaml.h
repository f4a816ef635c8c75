// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace eventscope {

// One YAML document as JSON. Ruby's symbols are their names, its decimals numbers with all digits; an object is its members, with its class
// as the member "@class". Nothing is ever built from a tag. Aliases are written out as often as they stand, up to a limit.
// Errors: Damaged, Limit.
Result<std::string> yamlToJson(std::string_view yaml);

// True if it begins with the mark of a document, as those do that programs write.
bool mayBeYaml(std::string_view bytes);

} // namespace eventscope
