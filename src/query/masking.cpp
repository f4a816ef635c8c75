// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/masking.h"

#include "base/json.h"
#include "query/regex.h"

#include <algorithm>
#include <bit>
#include <cstdio>
#include <random>
#include <utility>

namespace eventscope {

namespace {

constexpr std::string_view kEmail = R"([\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+)";
constexpr std::string_view kCard = R"((?<!\d)\d(?:[ \-]?\d){12,18}(?!\d))";
constexpr std::string_view kPhone
    = R"((?<![\w.])(?:(?:\+|00)[1-9][\d ()/.\-]{5,18}\d|\(?0[1-9]\d{0,3}\)?[ /\-]\d[\d \-]{3,12}\d)(?!\w))";
constexpr std::string_view kDots = "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2";
constexpr std::string_view kTokenStart = "masked:";

// SipHash-2-4 by Aumasson and Bernstein, from their paper.
std::uint64_t sipHash(const Masker::Key &key, std::string_view text)
{
    std::uint64_t v0 = key[0] ^ 0x736f6d6570736575ULL;
    std::uint64_t v1 = key[1] ^ 0x646f72616e646f6dULL;
    std::uint64_t v2 = key[0] ^ 0x6c7967656e657261ULL;
    std::uint64_t v3 = key[1] ^ 0x7465646279746573ULL;
    const auto round = [&] {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    };
    const auto take = [&](std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    };
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * (i % 8));
        if (i % 8 == 7)
            take(std::exchange(word, 0));
    }
    take(word | (std::uint64_t{text.size()} << 56));
    v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
        round();
    return v0 ^ v1 ^ v2 ^ v3;
}

// The check digit of card numbers (ISO/IEC 7812).
bool hasLuhnDigit(std::string_view text)
{
    int sum = 0;
    bool doubled = false;
    for (auto at = text.rbegin(); at != text.rend(); ++at) {
        if (*at < '0' || *at > '9')
            continue;
        const int digit = (*at - '0') * (doubled ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
        doubled = !doubled;
    }
    return sum % 10 == 0;
}

// A number that may be that of a card: 13 to 19 digits, of which the first names its kind. Time stamps begin otherwise.
bool isCardNumber(std::string_view token)
{
    return token.size() >= 13 && token.size() <= 19 && token.front() >= '2' && token.front() <= '6'
           && token.find_first_not_of("0123456789") == std::string_view::npos
           && hasLuhnDigit(token);
}

std::string_view patternOf(const MaskRule &rule)
{
    switch (rule.kind) {
    case MaskRule::Kind::Email:
        return kEmail;
    case MaskRule::Kind::Card:
        return kCard;
    case MaskRule::Kind::Phone:
        return kPhone;
    default:
        return rule.text;
    }
}

struct PathRule {
    std::vector<std::string> tokens;
    MaskRule::With with = MaskRule::With::Token;
};
struct PatternRule {
    std::shared_ptr<const Regex> regex;
    bool isCard = false;
    MaskRule::With with = MaskRule::With::Token;
};

// A path that fits what stands above, up to a token.
struct Place {
    const PathRule *rule = nullptr;
    std::size_t token = 0;
    bool operator==(const Place &) const = default;
};
using Places = std::vector<Place>;

// The rule whose path ends here, if any.
const PathRule *ended(const Places &places)
{
    for (const Place &place : places) {
        std::size_t token = place.token;
        while (token < place.rule->tokens.size() && place.rule->tokens[token] == "**")
            ++token;
        if (token == place.rule->tokens.size())
            return place.rule;
    }
    return nullptr;
}

void addPlace(Places &places, Place place)
{
    if (std::find(places.begin(), places.end(), place) == places.end())
        places.push_back(place);
}

Places below(const Places &places, std::string_view key)
{
    Places next;
    for (const Place &place : places) {
        const auto &tokens = place.rule->tokens;
        for (std::size_t token = place.token; token < tokens.size(); ++token) {
            if (tokens[token] == "**") {
                addPlace(next, {place.rule, token});
                continue; // it may stand for nothing, too
            }
            if (tokens[token] == "*" || tokens[token] == key)
                addPlace(next, {place.rule, token + 1});
            break;
        }
    }
    return next;
}

} // namespace

struct Masker::Rules {
    std::vector<PathRule> paths;
    std::vector<PatternRule> patterns;
    Key key{};

    std::string token(std::string_view value) const
    {
        std::array<char, 17> hex{};
        std::snprintf(hex.data(), hex.size(), "%08llx",
                      static_cast<unsigned long long>(sipHash(key, value) & 0xffffffffULL));
        return std::string(kTokenStart) + hex.data();
    }
    std::string replacement(MaskRule::With with, std::string_view value) const
    {
        return with == MaskRule::With::Token ? token(value) : std::string(kDots);
    }
    // Null for whole values only; within a longer text there are dots for it.
    JsonValue whole(MaskRule::With with, const JsonValue &value) const
    {
        switch (value.kind()) {
        case JsonValue::Kind::Null:
            return value;
        case JsonValue::Kind::String:
            return with == MaskRule::With::Null
                       ? JsonValue()
                       : JsonValue::string(replacement(with, value.text()));
        case JsonValue::Kind::Number:
            return with == MaskRule::With::Null ? JsonValue() : JsonValue::number(std::int64_t{0});
        case JsonValue::Kind::Bool:
            return JsonValue();
        case JsonValue::Kind::Array: {
            JsonValue::Elements elements;
            for (const JsonValue &each : value.elements())
                elements.push_back(whole(with, each));
            return JsonValue::array(std::move(elements));
        }
        case JsonValue::Kind::Object: {
            JsonValue::Members members;
            for (const auto &[name, each] : value.members())
                members.emplace_back(name, whole(with, each));
            return JsonValue::object(std::move(members));
        }
        }
        return JsonValue();
    }

    // None: no pattern matches. A string of which nothing is left but one match under a rule with null becomes null.
    std::optional<JsonValue> byPatterns(std::string_view value) const
    {
        std::string text(value);
        bool changed = false;
        for (const PatternRule &rule : patterns) {
            std::string next;
            std::size_t from = 0;
            bool matched = false;
            for (;;) {
                std::size_t begin = 0;
                std::size_t end = 0;
                const auto outcome = rule.regex->find(text, from, begin, end);
                if (outcome == Regex::Outcome::TooHard)
                    return whole(rule.with, JsonValue::string(std::string(value)));
                if (outcome == Regex::Outcome::No)
                    break;
                const std::string_view match = std::string_view(text).substr(begin, end - begin);
                if (match.empty()) { // it matches nothing, somewhere: on by a character
                    if (end >= text.size())
                        break;
                    next.append(text, from, end + 1 - from);
                    from = end + 1;
                    continue;
                }
                next.append(text, from, begin - from);
                from = end;
                if (rule.isCard && !hasLuhnDigit(match)) {
                    next.append(match);
                    continue;
                }
                if (rule.with == MaskRule::With::Null && match.size() == text.size())
                    return JsonValue();
                next += replacement(rule.with, match);
                matched = true;
            }
            if (!matched)
                continue;
            next.append(text, from);
            text = std::move(next);
            changed = true;
        }
        return changed ? std::optional(JsonValue::string(std::move(text))) : std::nullopt;
    }

    // A part of a number would be another number: all of it, or none.
    std::optional<JsonValue> byPatterns(const JsonValue &number) const
    {
        for (const PatternRule &rule : patterns) {
            std::size_t begin = 0;
            std::size_t end = 0;
            bool matches = rule.isCard && isCardNumber(number.text());
            if (!rule.isCard) {
                const auto outcome = rule.regex->find(number.text(), 0, begin, end);
                matches = outcome == Regex::Outcome::TooHard
                          || (outcome == Regex::Outcome::Yes && begin < end);
            }
            if (matches)
                return whole(rule.with, number);
        }
        return std::nullopt;
    }

    // None: as it is.
    std::optional<JsonValue> walk(const JsonValue &value, const Places &places) const
    {
        if (const PathRule *rule = ended(places))
            return value.isNull() ? std::nullopt : std::optional(whole(rule->with, value));
        if (value.isString())
            return byPatterns(std::string_view(value.text()));
        if (value.isNumber())
            return byPatterns(value);
        if (value.isArray()) {
            std::optional<JsonValue::Elements> changed;
            for (std::size_t i = 0; i < value.elements().size(); ++i) {
                auto each = walk(value.elements()[i], below(places, std::to_string(i)));
                if (!each)
                    continue;
                if (!changed)
                    changed = value.elements();
                (*changed)[i] = std::move(*each);
            }
            return changed ? std::optional(JsonValue::array(std::move(*changed))) : std::nullopt;
        }
        if (value.isObject()) {
            std::optional<JsonValue::Members> changed;
            for (std::size_t i = 0; i < value.members().size(); ++i) {
                const auto &[name, member] = value.members()[i];
                auto each = walk(member, below(places, name));
                if (!each)
                    continue;
                if (!changed)
                    changed = value.members();
                (*changed)[i].second = std::move(*each);
            }
            return changed ? std::optional(JsonValue::object(std::move(*changed))) : std::nullopt;
        }
        return std::nullopt;
    }
};

Result<void> checkMaskRule(const MaskRule &rule)
{
    if (rule.kind == MaskRule::Kind::Path) {
        const auto tokens = rule.text.starts_with('/') ? pointerTokens(rule.text)
                                                       : std::vector<std::string>();
        const bool isRooted = !tokens.empty()
                              && (tokens.front() == "data" || tokens.front() == "metadata"
                                  || tokens.front() == "*" || tokens.front() == "**");
        if (!isRooted)
            return fail(ErrorCode::Invalid,
                        "A path begins with /data or /metadata, such as /data/email or "
                        "/data/**/card.");
        return {};
    }
    if (rule.kind == MaskRule::Kind::Pattern && rule.text.empty())
        return fail(ErrorCode::Invalid, "An empty pattern would match everything: write one.");
    const auto regex = Regex::compile(patternOf(rule));
    return regex ? Result<void>() : Result<void>(fail(regex.error()));
}

Masker::Key Masker::randomKey()
{
    std::random_device random;
    const auto word = [&random] { return std::uint64_t{random()} << 32 | random(); };
    return {word(), word()};
}

Result<std::shared_ptr<const Masker>> Masker::make(std::span<const MaskRule> rules, Key key)
{
    auto made = std::make_shared<Rules>();
    made->key = key;
    for (const MaskRule &rule : rules) {
        if (auto sound = checkMaskRule(rule); !sound)
            return fail(std::move(sound).error());
        if (rule.kind == MaskRule::Kind::Path) {
            made->paths.push_back({pointerTokens(rule.text), rule.with});
            continue;
        }
        auto regex = Regex::compile(patternOf(rule));
        if (!regex)
            return fail(std::move(regex).error());
        made->patterns.push_back({std::move(*regex), rule.kind == MaskRule::Kind::Card, rule.with});
    }
    return std::shared_ptr<const Masker>(new Masker(std::move(made)));
}

std::shared_ptr<const Masker> Masker::ofEverything(Key key)
{
    auto made = std::make_shared<Rules>();
    made->key = key;
    made->paths.push_back({{"**"}, MaskRule::With::Dots});
    return std::shared_ptr<const Masker>(new Masker(std::move(made)));
}

std::optional<std::string> Masker::masked(Part part, std::string_view payload) const
{
    if (payload.empty() || (m_rules->paths.empty() && m_rules->patterns.empty()))
        return std::nullopt;
    Places places;
    for (const PathRule &rule : m_rules->paths)
        places.push_back({&rule, 0});
    places = below(places, part == Part::Data ? "data" : "metadata");
    const auto value = JsonValue::parse(payload);
    if (!value) {
        // Nobody can tell what a path would lead to in there.
        if (!places.empty())
            return m_rules->replacement(places.front().rule->with, payload);
        const auto text = m_rules->byPatterns(payload);
        return text ? std::optional(text->isString() ? text->text() : std::string(kDots))
                    : std::nullopt;
    }
    const auto changed = m_rules->walk(*value, places);
    return changed ? std::optional(changed->dump()) : std::nullopt;
}

std::string Masker::maskedText(std::string_view text) const
{
    if (text.empty())
        return {};
    Places places;
    for (const PathRule &rule : m_rules->paths)
        places.push_back({&rule, 0});
    if (const PathRule *rule = ended(places))
        return m_rules->replacement(rule->with, text);
    const auto changed = m_rules->byPatterns(text);
    if (!changed)
        return std::string(text);
    return changed->isString() ? changed->text() : std::string(kDots);
}

} // namespace eventscope
