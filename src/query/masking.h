// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

// What of an event is personal, and what is shown in its place.
struct MaskRule {
    enum class Kind : std::uint8_t {
        Path, // `text`: /data/email, /data/items/*/name, /data/**/card; all that stands there, however deep
        Pattern, // `text`: a regular expression; what it matches in any string, and numbers of which it matches any part
        Email,   // patterns that come with the program
        Card,    // with a check digit that fits; as a number only what begins like a card
        Phone,
    };
    enum class With : std::uint8_t {
        Token, // masked:1f3a09c2, the same for the same value; a number becomes 0
        Dots,  // three of them; a number becomes 0
        Null,
    };
    Kind kind = Kind::Path;
    std::string text;
    With with = With::Token;
    bool operator==(const MaskRule &) const = default;
};

// Error: Invalid, for the one who writes it.
Result<void> checkMaskRule(const MaskRule &rule);

// Replaces what is personal in payloads. Immutable; any thread.
//
// Tokens are keyed hashes (SipHash-2-4): without the key nobody can find out which value stands behind one by trying. Values of which only
// a part is masked keep the rest. Names of members are no values, and stay. Where a pattern gives up on a text, the whole text is masked.
class Masker
{
public:
    using Key = std::array<std::uint64_t, 2>;
    static Key randomKey();

    // Error: Invalid, of the first rule that is wrong.
    static Result<std::shared_ptr<const Masker>> make(std::span<const MaskRule> rules, Key key);
    // Masks every value: for rules that cannot be followed.
    static std::shared_ptr<const Masker> ofEverything(Key key);

    enum class Part : std::uint8_t { Data, Metadata };
    // The payload with its values replaced, as compact JSON; none if it stays as it is. What is no JSON is one string: whole, if a path
    // leads into it.
    std::optional<std::string> masked(Part part, std::string_view payload) const;
    // What belongs to no payload, such as a note: by patterns, and whole if everything is masked.
    std::string maskedText(std::string_view text) const;

private:
    struct Rules;
    explicit Masker(std::shared_ptr<const Rules> rules)
        : m_rules(std::move(rules))
    {}

    std::shared_ptr<const Rules> m_rules;
};

} // namespace eventscope
