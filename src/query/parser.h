// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/expression.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace eventscope {

struct ParsedFilter {
    Expression root;
    // By Condition::index; empty for an empty filter.
    std::vector<std::shared_ptr<const Condition>> conditions;
};

// Parentheses and `not` nest at most this deep.
inline constexpr int kDeepestFilter = 200;

// Reads the grammar of filter.h by recursive descent. Errors: Invalid, with the 1-based character as column.
Result<ParsedFilter> parseFilter(std::string_view text);

} // namespace eventscope
