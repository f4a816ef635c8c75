// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eventscope {

// What somebody is about to write at the cursor of a filter that need not be whole, for offering what could stand there.
struct CompletionPlace {
    enum class Kind : std::uint8_t {
        Nothing,
        Field,    // the start of a condition
        Existing, // the field in exists( )
        Operator,
        Value,
        Joiner, // behind a whole condition: and, or, or the next one
    };
    Kind kind = Kind::Nothing;
    std::size_t begin = 0; // bytes that a completion takes the place of
    std::size_t end = 0;
    std::string typed; // what stands there before the cursor, without quotes and their escapes
    std::string field; // of Operator and Value, as it is written
    std::string op;    // of Value

    bool operator==(const CompletionPlace &) const = default;
};

// `cursor`: the byte before which it stands.
CompletionPlace completionPlace(std::string_view filter, std::size_t cursor);

} // namespace eventscope
