// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

enum class SqlKind : std::uint8_t {
    Space, // and comments
    Word,
    Value, // number, text in quotes, parameter, or an expression that was rewritten as a whole
    Name,  // in double quotes, back quotes or brackets
    Symbol,
};

struct SqlToken {
    SqlKind kind = SqlKind::Symbol;
    std::string text;
};

// All of the text, in order: joined they give it again. Text that ends within a quote or a comment ends there.
std::vector<SqlToken> sqlTokens(std::string_view sql);

// In capitals.
std::string upperSql(std::string_view text);

} // namespace eventscope
