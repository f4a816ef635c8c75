// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/dialect.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What a stored checkpoint says: a number or label as it stands, or what a JSON or XML document holds where the dialect's pointers lead.
struct CheckpointToken {
    std::optional<std::string> position; // none: the consumer has not begun
    std::vector<std::string> gaps;       // positions before it that were left out, ascending
    bool unreadable = false; // there is something, but no document that the dialect could look into
};

CheckpointToken readToken(const CheckpointSpec &spec, std::string_view stored);

// Labels that are numbers compare as such.
bool isFurtherPosition(std::string_view left, std::string_view right);

} // namespace eventscope
