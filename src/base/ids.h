// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef> // first: the moc of Qt 6.4 cannot read <compare> before it has read any other header

#include <compare>
#include <cstdint>
#include <functional>
#include <limits>

namespace eventscope {

// An integer that the compiler tells apart from every other one.
template<typename Tag, typename Rep>
class StrongId
{
public:
    using rep = Rep;
    constexpr StrongId() = default;
    constexpr explicit StrongId(Rep value)
        : m_value(value)
    {}
    constexpr Rep value() const { return m_value; }
    constexpr auto operator<=>(const StrongId &) const = default;

private:
    Rep m_value = 0;
};

// Place of an event in the log: 0-based, dense, in global order.
using Row = StrongId<struct RowTag, std::uint32_t>;
// Indices into the log's interned names.
using StreamId = StrongId<struct StreamIdTag, std::uint32_t>;
using TypeId = StrongId<struct TypeIdTag, std::uint32_t>;
using StreamTypeId = StrongId<struct StreamTypeIdTag, std::uint32_t>;
// The store's own label of a row. It may repeat, have gaps, or be text (see EventLog::positionText).
using Position = StrongId<struct PositionTag, std::int64_t>;
// Revision within a stream, as the store counts it.
using Version = StrongId<struct VersionTag, std::int64_t>;

inline constexpr Row kNoRow{std::numeric_limits<std::uint32_t>::max()};
inline constexpr StreamId kNoStream{std::numeric_limits<std::uint32_t>::max()};
inline constexpr StreamTypeId kNoStreamType{std::numeric_limits<std::uint32_t>::max()};
inline constexpr Version kNoVersion{std::numeric_limits<std::int64_t>::min()};

} // namespace eventscope

template<typename Tag, typename Rep>
struct std::hash<eventscope::StrongId<Tag, Rep>> {
    std::size_t operator()(eventscope::StrongId<Tag, Rep> id) const noexcept
    {
        return std::hash<Rep>()(id.value());
    }
};
