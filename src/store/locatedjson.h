// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// JSON whose every key and value knows its place in the text, for files that people write by hand.
struct LocatedJson {
    enum class Kind : std::uint8_t { Null, Bool, Integer, Real, String, Array, Object };
    struct Key {
        std::string name;
        std::size_t offset = 0;
    };

    LocatedJson() = default;
    LocatedJson(Kind itsKind, std::size_t itsOffset)
        : kind(itsKind)
        , offset(itsOffset)
    {}

    Kind kind = Kind::Null;
    std::size_t offset = 0; // of its first byte
    bool flag = false;
    std::int64_t integer = 0;
    std::string text;
    std::vector<LocatedJson> elements;
    std::vector<std::pair<Key, LocatedJson>> members;

    // Errors: Invalid, as "path:line:column: ..."; a key that stands twice in an object is one.
    static Result<LocatedJson> parse(std::string_view text, const std::string &path);

    static constexpr std::size_t kMaxDepth = 64;
};

// "path:line:column: sentence", with the place in the Error too. Columns count characters from 1.
Error errorAt(std::string_view text, std::size_t offset, const std::string &path,
              const std::string &sentence);

} // namespace eventscope
