// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace eventscope {

// The "mappings" of a source map of one source (revision 3 of the format): which place of the compiled text comes from where.
class SourceMap
{
public:
    SourceMap() = default;
    // The map's JSON. What cannot be read of it maps nothing.
    explicit SourceMap(std::string_view json);

    struct Place {
        std::int64_t line = 0;   // 1-based
        std::int64_t column = 0; // 1-based
    };
    // Of the nearest mapping at or before that place on its line.
    std::optional<Place> original(const Place &compiled) const;

private:
    struct Segment {
        std::int64_t column = 0; // 0-based, as all three
        std::int64_t sourceLine = 0;
        std::int64_t sourceColumn = 0;
    };
    std::vector<std::vector<Segment>> m_lines;
};

} // namespace eventscope
