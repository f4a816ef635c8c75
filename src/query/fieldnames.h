// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/expression.h"

#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

// The field of that name, in any case.
std::optional<Field> fieldNamed(std::string_view name);
std::string_view nameOf(Field field);
// What someone who wrote `name` may have meant, by other stores' words or by spelling; empty if nothing is near.
std::string nearestField(std::string_view name);
// = != < <= > >= ~ =~; of Exists: "exists".
std::optional<Operator> operatorNamed(std::string_view sign); // one between field and value
std::string_view nameOf(Operator op);
// Times and versions have no text.
bool hasOperator(Field field, Operator op);
// ASCII letters in lower case.
std::string lowerCase(std::string_view text);

} // namespace eventscope
