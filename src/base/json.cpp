// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace eventscope {

struct JsonValue::Node {
    std::string text;
    Elements elements;
    Members members;
};

namespace {

const std::string kEmptyText;
const JsonValue::Elements kNoElements;
const JsonValue::Members kNoMembers;

Error tooDeep()
{
    return Error(ErrorCode::Limit, "The JSON is nested deeper than "
                                       + std::to_string(JsonValue::kMaxDepth)
                                       + " levels and is shown as text only.");
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// The grammar of RFC 8259, section 6.
bool isNumberToken(std::string_view token)
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t start = at;
        while (at < token.size() && token[at] >= '0' && token[at] <= '9')
            ++at;
        return at - start;
    };
    if (at < token.size() && token[at] == '-')
        ++at;
    const std::size_t integerStart = at;
    const std::size_t integerDigits = digits();
    if (integerDigits == 0 || (integerDigits > 1 && token[integerStart] == '0'))
        return false;
    if (at < token.size() && token[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == token.size();
}

// Walks a document that simdjson iterates over; with kBuild the tree is made, without it the text is only checked.
template<bool kBuild>
class Walker
{
public:
    template<typename Value>
    simdjson::error_code walk(Value &&value, JsonValue &out, std::size_t depth)
    {
        if (depth > JsonValue::kMaxDepth)
            return simdjson::DEPTH_ERROR;
        simdjson::ondemand::json_type type;
        if (const auto error = value.type().get(type))
            return error;
        switch (type) {
        case simdjson::ondemand::json_type::object:
            return walkObject(value, out, depth);
        case simdjson::ondemand::json_type::array:
            return walkArray(value, out, depth);
        case simdjson::ondemand::json_type::number:
            return walkNumber(value, out);
        case simdjson::ondemand::json_type::string: {
            std::string_view text;
            if (const auto error = value.get_string().get(text))
                return error;
            if constexpr (kBuild)
                out = JsonValue::string(std::string(text));
            return simdjson::SUCCESS;
        }
        case simdjson::ondemand::json_type::boolean: {
            bool flag = false;
            if (const auto error = value.get_bool().get(flag))
                return error;
            if constexpr (kBuild)
                out = JsonValue(flag);
            return simdjson::SUCCESS;
        }
        case simdjson::ondemand::json_type::null: {
            bool isNull = false;
            if (const auto error = value.is_null().get(isNull))
                return error;
            if (!isNull)
                return simdjson::N_ATOM_ERROR;
            if constexpr (kBuild)
                out = JsonValue();
            return simdjson::SUCCESS;
        }
        }
        return simdjson::TAPE_ERROR;
    }

private:
    template<typename Value>
    simdjson::error_code walkObject(Value &value, JsonValue &out, std::size_t depth)
    {
        simdjson::ondemand::object object;
        if (const auto error = value.get_object().get(object))
            return error;
        JsonValue::Members members;
        for (auto field : object) {
            std::string_view key;
            if (const auto error = field.unescaped_key().get(key))
                return error;
            // The key's bytes live in the parser's string buffer, which the walk below writes on.
            std::string ownKey;
            if constexpr (kBuild)
                ownKey = key;
            JsonValue child;
            simdjson::ondemand::value inner;
            if (const auto error = field.value().get(inner))
                return error;
            if (const auto error = walk(inner, child, depth + 1))
                return error;
            if constexpr (kBuild)
                members.emplace_back(std::move(ownKey), std::move(child));
        }
        if constexpr (kBuild)
            out = JsonValue::object(std::move(members));
        return simdjson::SUCCESS;
    }

    template<typename Value>
    simdjson::error_code walkArray(Value &value, JsonValue &out, std::size_t depth)
    {
        simdjson::ondemand::array array;
        if (const auto error = value.get_array().get(array))
            return error;
        JsonValue::Elements elements;
        for (auto element : array) {
            JsonValue child;
            simdjson::ondemand::value inner;
            if (const auto error = element.get(inner))
                return error;
            if (const auto error = walk(inner, child, depth + 1))
                return error;
            if constexpr (kBuild)
                elements.push_back(std::move(child));
        }
        if constexpr (kBuild)
            out = JsonValue::array(std::move(elements));
        return simdjson::SUCCESS;
    }

    template<typename Value>
    simdjson::error_code walkNumber(Value &value, JsonValue &out)
    {
        std::string_view token;
        if constexpr (requires { value.raw_json_token().get(token); }) {
            if (const auto error = value.raw_json_token().get(token))
                return error;
        } else {
            token = value.raw_json_token();
        }
        token = trimmed(token);
        if (!isNumberToken(token))
            return simdjson::NUMBER_ERROR;
        if constexpr (kBuild)
            out = JsonValue::number(std::string(token));
        // Moves the iterator past the token; a value that no machine number holds is fine, its token is kept.
        double ignored = 0;
        const auto error = value.get_double().get(ignored);
        return error == simdjson::NUMBER_ERROR || error == simdjson::NUMBER_OUT_OF_RANGE
                   ? simdjson::SUCCESS
                   : error;
    }
};

template<bool kBuild>
Result<JsonValue> walkDocument(std::string_view text)
{
    // simdjson reads past the end by its padding; the buffer and the parser are kept for the next call of this thread.
    thread_local simdjson::ondemand::parser parser;
    thread_local std::string buffer;
    constexpr std::size_t kKeep = 1 << 20;
    const std::string_view document = trimmed(text);
    if (document.empty())
        return fail(ErrorCode::Damaged, "The JSON text is empty.");
    // simdjson does not move past a number that stands alone and that no machine number holds.
    if (isNumberToken(document))
        return kBuild ? JsonValue::number(std::string(document)) : JsonValue();
    buffer.reserve(document.size() + simdjson::SIMDJSON_PADDING);
    buffer.assign(document);

    JsonValue value;
    simdjson::ondemand::document iterated;
    auto error = parser
                     .iterate(buffer.data(), buffer.size(),
                              buffer.size() + simdjson::SIMDJSON_PADDING)
                     .get(iterated);
    const bool iterates
        = !error; // else the document is empty, and even asking for its place would be an error
    if (!error)
        error = Walker<kBuild>().walk(iterated, value, 1);
    const char *rest = nullptr; // there is a place only while something stands behind the value
    if (!error && !iterated.current_location().get(rest))
        error = simdjson::TRAILING_CONTENT;
    std::int64_t offset = 0;
    if (error) {
        const char *place = nullptr;
        if (iterates && !iterated.current_location().get(place) && place)
            offset = place - buffer.data() + 1;
    }
    if (buffer.capacity() > kKeep) {
        buffer = std::string();
        parser = simdjson::ondemand::parser();
    }
    if (error == simdjson::DEPTH_ERROR)
        return fail(tooDeep());
    if (error) {
        return fail(
            Error(ErrorCode::Damaged,
                  "The text is not valid JSON"
                      + (offset > 0 ? " near byte " + std::to_string(offset) : std::string()) + ".")
                .at({}, 0, offset)
                .with(simdjson::error_message(error)));
    }
    return value;
}

// Length of the well-formed UTF-8 sequence at the front, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xbf) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return continues(1) ? 2 : 0;
    if (lead >= 0xe0 && lead <= 0xef) {
        const unsigned char low = lead == 0xe0 ? 0xa0 : 0x80;
        const unsigned char high = lead == 0xed ? 0x9f : 0xbf;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4) {
        const unsigned char low = lead == 0xf0 ? 0x90 : 0x80;
        const unsigned char high = lead == 0xf4 ? 0x8f : 0xbf;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

// A number token as sign, significant digits and the power of ten behind the last of them.
struct Decimal {
    bool negative = false;
    std::string digits; // no leading or trailing zeros; empty for zero
    long long exponent = 0;

    explicit Decimal(std::string_view token)
    {
        std::size_t at = 0;
        if (at < token.size() && token[at] == '-') {
            negative = true;
            ++at;
        }
        bool fraction = false;
        for (; at < token.size(); ++at) {
            const char c = token[at];
            if (c == '.') {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                digits.push_back(c);
                exponent -= fraction ? 1 : 0;
            } else {
                break;
            }
        }
        if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
            ++at;
            if (at < token.size() && token[at] == '+')
                ++at;
            long long power = 0;
            const auto [end, error] = std::from_chars(token.data() + at,
                                                      token.data() + token.size(), power);
            if (error == std::errc::result_out_of_range)
                power = token[at] == '-' ? -1'000'000'000'000 : 1'000'000'000'000;
            exponent += std::clamp(power, -1'000'000'000'000LL, 1'000'000'000'000LL);
        }
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
        while (!digits.empty() && digits.back() == '0') {
            digits.pop_back();
            ++exponent;
        }
        if (digits.empty()) {
            negative = false;
            exponent = 0;
        }
    }
    // Power of ten in front of the first digit.
    long long magnitude() const { return exponent + static_cast<long long>(digits.size()); }
};

} // namespace

JsonValue JsonValue::number(std::string token)
{
    JsonValue value;
    value.m_kind = Kind::Number;
    value.ownNode().text = std::move(token);
    return value;
}

JsonValue JsonValue::number(std::int64_t integer)
{
    return number(std::to_string(integer));
}

JsonValue JsonValue::string(std::string text)
{
    JsonValue value;
    value.m_kind = Kind::String;
    value.ownNode().text = std::move(text);
    return value;
}

JsonValue JsonValue::array(Elements elements)
{
    JsonValue value;
    value.m_kind = Kind::Array;
    value.ownNode().elements = std::move(elements);
    return value;
}

JsonValue JsonValue::object(Members members)
{
    JsonValue value;
    value.m_kind = Kind::Object;
    value.ownNode().members = std::move(members);
    return value;
}

Result<JsonValue> JsonValue::parse(std::string_view text)
{
    return walkDocument<true>(text);
}

const std::string &JsonValue::text() const
{
    return m_node ? m_node->text : kEmptyText;
}

const JsonValue::Elements &JsonValue::elements() const
{
    return m_node ? m_node->elements : kNoElements;
}

const JsonValue::Members &JsonValue::members() const
{
    return m_node ? m_node->members : kNoMembers;
}

std::size_t JsonValue::size() const
{
    return isObject() ? members().size() : isArray() ? elements().size() : 0;
}

const JsonValue *JsonValue::find(std::string_view key) const
{
    const Members &all = members();
    for (auto member = all.rbegin(); member != all.rend(); ++member) {
        if (member->first == key)
            return &member->second;
    }
    return nullptr;
}

const JsonValue *JsonValue::at(std::string_view pointer) const
{
    const JsonValue *value = this;
    for (const std::string &token : pointerTokens(pointer)) {
        if (value->isArray()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(),
                                                      index);
            if (error != std::errc() || end != token.data() + token.size()
                || index >= value->size())
                return nullptr;
            value = &value->elements()[index];
        } else {
            value = value->find(token);
        }
        if (!value)
            return nullptr;
    }
    return value;
}

JsonValue::Node &JsonValue::ownNode()
{
    if (!m_node)
        m_node = std::make_shared<Node>();
    else if (m_node.use_count() > 1)
        m_node = std::make_shared<Node>(*m_node);
    return *m_node;
}

JsonValue &JsonValue::member(std::string_view key)
{
    if (!isObject())
        *this = object();
    Members &all = ownNode().members;
    for (auto member = all.rbegin(); member != all.rend(); ++member) {
        if (member->first == key)
            return member->second;
    }
    return all.emplace_back(std::string(key), JsonValue()).second;
}

bool JsonValue::remove(std::string_view key)
{
    if (!isObject() || !find(key))
        return false;
    return std::erase_if(ownNode().members,
                         [&](const Member &member) { return member.first == key; })
           > 0;
}

JsonValue::Elements &JsonValue::mutableElements()
{
    if (!isArray())
        *this = array();
    return ownNode().elements;
}

std::string JsonValue::dump(int indent) const
{
    std::string out;
    write(out, indent, 0);
    return out;
}

void JsonValue::write(std::string &out, int indent, int level) const
{
    const auto newLine = [&](int depth) {
        if (indent >= 0) {
            out += '\n';
            out.append(static_cast<std::size_t>(indent) * static_cast<std::size_t>(depth), ' ');
        }
    };
    switch (m_kind) {
    case Kind::Null:
        out += "null";
        break;
    case Kind::Bool:
        out += m_bool ? "true" : "false";
        break;
    case Kind::Number:
        out += text();
        break;
    case Kind::String:
        appendJsonQuoted(out, text());
        break;
    case Kind::Array: {
        out += '[';
        bool first = true;
        for (const JsonValue &element : elements()) {
            if (!first)
                out += ',';
            first = false;
            newLine(level + 1);
            element.write(out, indent, level + 1);
        }
        if (!first)
            newLine(level);
        out += ']';
        break;
    }
    case Kind::Object: {
        out += '{';
        bool first = true;
        for (const auto &[key, value] : members()) {
            if (!first)
                out += ',';
            first = false;
            newLine(level + 1);
            appendJsonQuoted(out, key);
            out += indent >= 0 ? ": " : ":";
            value.write(out, indent, level + 1);
        }
        if (!first)
            newLine(level);
        out += '}';
        break;
    }
    }
}

bool operator==(const JsonValue &left, const JsonValue &right)
{
    if (left.m_kind != right.m_kind)
        return false;
    if (left.m_node == right.m_node)
        return left.m_bool == right.m_bool;
    switch (left.m_kind) {
    case JsonValue::Kind::Null:
        return true;
    case JsonValue::Kind::Bool:
        return left.m_bool == right.m_bool;
    case JsonValue::Kind::Number:
        return compareNumbers(left.text(), right.text()) == 0;
    case JsonValue::Kind::String:
        return left.text() == right.text();
    case JsonValue::Kind::Array:
        return left.elements() == right.elements();
    case JsonValue::Kind::Object:
        break;
    }
    const auto covers = [](const JsonValue &all, const JsonValue &some) {
        return std::all_of(some.members().begin(), some.members().end(), [&](const auto &member) {
            const JsonValue *mine = some.find(member.first);
            const JsonValue *theirs = all.find(member.first);
            return theirs && *mine == *theirs;
        });
    };
    const auto sameKey = [](const auto &a, const auto &b) {
        return a.first == b.first && a.second == b.second;
    };
    const auto &a = left.members();
    const auto &b = right.members();
    if (std::equal(a.begin(), a.end(), b.begin(), b.end(), sameKey))
        return true;
    return covers(left, right) && covers(right, left);
}

void appendJsonQuoted(std::string &out, std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    while (!text.empty()) {
        const auto c = static_cast<unsigned char>(text.front());
        std::size_t length = 1;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c < 0x20 || c == 0x7f) {
            out += "\\u00";
            out += kHex[c >> 4];
            out += kHex[c & 15];
        } else if (c < 0x80) {
            out += static_cast<char>(c);
        } else {
            length = sequenceLength(text);
            if (length == 0) {
                out += "\xef\xbf\xbd";
                length = 1;
            } else {
                out.append(text.substr(0, length));
            }
        }
        text.remove_prefix(length);
    }
    out += '"';
}

std::string jsonQuote(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + 2);
    appendJsonQuoted(out, text);
    return out;
}

Result<std::string> jsonMinify(std::string_view text)
{
    if (auto checked = walkDocument<false>(text); !checked)
        return fail(std::move(checked).error());
    std::string out(text.size() + simdjson::SIMDJSON_PADDING, '\0');
    std::size_t length = 0;
    if (simdjson::minify(text.data(), text.size(), out.data(), length))
        return fail(ErrorCode::Damaged, "The text is not valid JSON.");
    out.resize(length);
    return out;
}

bool isJson(std::string_view text)
{
    // What simdjson makes a tree of is JSON, and that takes less than half of the time. Not the other way round: it refuses numbers that no
    // machine number holds. The walk above also says so of a large text without a tree of it.
    constexpr std::size_t kLarge = 1 << 20;
    if (text.size() <= kLarge) {
        static_assert(JsonValue::kMaxDepth >= simdjson::DEFAULT_MAX_DEPTH);
        thread_local simdjson::dom::parser parser;
        const std::string_view document = trimmed(text);
        if (!document.empty()
            && parser.parse(document.data(), document.size()).error() == simdjson::SUCCESS)
            return true;
    }
    return walkDocument<false>(text).has_value();
}

std::string escapePointerToken(std::string_view token)
{
    std::string out;
    for (const char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

std::vector<std::string> pointerTokens(std::string_view pointer)
{
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            tokens.emplace_back();
            continue;
        }
        if (tokens.empty())
            tokens.emplace_back();
        if (pointer[i] == '~' && i + 1 < pointer.size()
            && (pointer[i + 1] == '0' || pointer[i + 1] == '1'))
            tokens.back() += pointer[++i] == '0' ? '~' : '/';
        else
            tokens.back() += pointer[i];
    }
    return tokens;
}

int compareNumbers(std::string_view left, std::string_view right)
{
    if (left == right)
        return 0;
    const Decimal a(left);
    const Decimal b(right);
    if (a.negative != b.negative)
        return a.negative ? -1 : 1;
    const int sign = a.negative ? -1 : 1;
    if (a.digits.empty() || b.digits.empty())
        return a.digits.empty() ? (b.digits.empty() ? 0 : -sign) : sign;
    if (a.magnitude() != b.magnitude())
        return a.magnitude() < b.magnitude() ? -sign : sign;
    const int order = a.digits.compare(b.digits);
    return order == 0 ? 0 : order < 0 ? -sign : sign;
}

bool isUtf8(std::string_view text)
{
    return simdjson::validate_utf8(text.data(), text.size());
}

} // namespace eventscope
