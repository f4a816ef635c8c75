// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

namespace eventscope {

FieldChange fieldChange(std::uint32_t ordinal, std::optional<JsonValue> before,
                        std::optional<JsonValue> after)
{
    FieldChange change;
    change.ordinal = ordinal;
    change.kind = !before  ? LeafChange::Kind::Added
                  : !after ? LeafChange::Kind::Removed
                           : LeafChange::Kind::Changed;
    change.before = std::move(before).value_or(JsonValue());
    change.after = std::move(after).value_or(JsonValue());
    return change;
}

std::vector<std::pair<std::uint32_t, Error>> newestProblems(
    const std::map<std::uint32_t, Error> &problems, std::uint32_t ordinal)
{
    const auto end = problems.upper_bound(ordinal);
    auto first = end;
    for (std::size_t i = 0; i < Replay::kMostProblems && first != problems.begin(); ++i)
        --first;
    return {first, end};
}

} // namespace eventscope
