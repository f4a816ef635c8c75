// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/expression.h"

#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// One condition as somebody fills it in: no quotes, no escapes but those of stars.
struct ListedCondition {
    Field field = Field::Type;
    std::vector<PathStep> path; // of Data and Meta; empty: the whole text
    Operator op = Operator::Equal;
    // Of = and !=: with * for any text, \* for a star and \\ for a backslash where it would escape something. Of =~: the expression. Of
    // the others: the text itself. Of Exists: empty.
    std::string value;
    bool isNegated = false;
    bool operator==(const ListedCondition &) const = default;
};

// Conditions that all hold, or of which any holds: filters without parentheses, which can be shown as rows.
struct ConditionList {
    bool isAny = false;
    std::vector<ListedCondition> conditions;
    bool operator==(const ConditionList &) const = default;
};

// The filter that says so.
std::string filterText(const ConditionList &list);
std::string filterText(const ListedCondition &condition);
// The value as it stands behind the operator, in quotes where it has to be.
std::string writtenValue(Operator op, std::string_view value);
// A text that means itself as the value of such an operator.
std::string valueOfText(Operator op, std::string_view text);

// Errors: Invalid if the filter is wrong, Unsupported if it is right but more than such a list.
Result<ConditionList> conditionsOf(std::string_view filter);

} // namespace eventscope
