// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/expression.h"

#include <atomic>
#include <string_view>

namespace eventscope {

// Whether a text that is there fulfils the condition; `<` and its like compare bytes. Sets `tooHard` if a regular expression gave up.
bool textFulfils(const Condition &condition, std::string_view text, std::atomic<bool> &tooHard);

// What to say then.
Error tooHardError();

// Whether something that is not there fulfils it: only `!=` does.
inline bool absenceFulfils(const Condition &condition)
{
    return condition.op == Operator::NotEqual;
}

// `order` is <0, 0 or >0, of what the event has against the value.
bool orderFulfils(Operator op, int order);

} // namespace eventscope
