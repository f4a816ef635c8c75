// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct pcre2_real_code_8;

namespace eventscope {

// A Perl-compatible regular expression over UTF-8; bytes that are no UTF-8 match nothing, and the text around them is searched.
// Immutable; any thread. std::regex would overflow the stack on a long text, so PCRE2 does it, with a limit to backtracking.
class Regex
{
public:
    enum class Outcome : std::uint8_t {
        No,
        Yes,
        TooHard, // given up: the pattern backtracks beyond every limit on this text
    };

    // Error: Invalid, with the 1-based byte of the pattern as column and PCRE2's own words as detail.
    static Result<std::shared_ptr<const Regex>> compile(std::string_view pattern);

    // Whether the pattern matches anywhere in the text.
    Outcome search(std::string_view text) const;
    // Its first match at or behind `from`: [begin, end). What stands before it counts for look-behinds.
    Outcome find(std::string_view text, std::size_t from, std::size_t &begin,
                 std::size_t &end) const;

private:
    struct Free {
        void operator()(pcre2_real_code_8 *code) const;
    };
    struct Span {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    Outcome match(std::string_view text, std::size_t from, Span *span) const;

    std::unique_ptr<pcre2_real_code_8, Free> m_code;
};

} // namespace eventscope
