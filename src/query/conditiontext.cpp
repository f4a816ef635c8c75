// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/conditiontext.h"

namespace eventscope {

bool orderFulfils(Operator op, int order)
{
    switch (op) {
    case Operator::Equal:
        return order == 0;
    case Operator::NotEqual:
        return order != 0;
    case Operator::Less:
        return order < 0;
    case Operator::LessEqual:
        return order <= 0;
    case Operator::Greater:
        return order > 0;
    case Operator::GreaterEqual:
        return order >= 0;
    case Operator::Contains:
    case Operator::Matches:
    case Operator::Exists:
        break;
    }
    return false;
}

bool textFulfils(const Condition &condition, std::string_view text, std::atomic<bool> &tooHard)
{
    switch (condition.op) {
    case Operator::Equal:
        return condition.pattern.matches(text);
    case Operator::NotEqual:
        return !condition.pattern.matches(text);
    case Operator::Contains:
        return text.find(condition.text) != std::string_view::npos;
    case Operator::Matches: {
        const Regex::Outcome outcome = condition.regex->search(text);
        if (outcome == Regex::Outcome::TooHard)
            tooHard.store(true, std::memory_order_relaxed);
        return outcome == Regex::Outcome::Yes;
    }
    case Operator::Exists:
        return true;
    case Operator::Less:
    case Operator::LessEqual:
    case Operator::Greater:
    case Operator::GreaterEqual:
        break;
    }
    return orderFulfils(condition.op, text.compare(condition.text));
}

Error tooHardError()
{
    return Error(ErrorCode::Limit,
                 "The regular expression takes too long on one of the texts; write it with fewer "
                 "nested repetitions such as (a+)+.");
}

} // namespace eventscope
