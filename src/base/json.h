// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eventscope {

// A JSON value (RFC 8259) that keeps what the text said: numbers are their raw tokens (integers past 2^53 and trailing zeros stay),
// members keep their order, and a key that stands twice is kept twice (the last one counts, as in JavaScript).
// Text is parsed by simdjson; this class exists because no library's tree keeps number tokens.
//
// Copies share their nodes and are made when one of them is changed (copy on write), so that a checkpoint of a large state costs
// what changed since. One value belongs to one thread; copies on different threads are independent.
class JsonValue
{
public:
    enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };
    using Member = std::pair<std::string, JsonValue>;
    using Elements = std::vector<JsonValue>;
    using Members = std::vector<Member>;

    // Deepest nesting that is read; deeper text is an Error of code Limit.
    static constexpr std::size_t kMaxDepth = 1024;

    JsonValue() = default;
    explicit JsonValue(bool value)
        : m_kind(Kind::Bool)
        , m_bool(value)
    {}
    static JsonValue number(std::string token);
    static JsonValue number(std::int64_t value);
    static JsonValue string(std::string text);
    static JsonValue array(Elements elements = {});
    static JsonValue object(Members members = {});

    // One JSON document with nothing behind it but white space. Errors: Damaged (with the byte offset, 1-based, as column), Limit.
    static Result<JsonValue> parse(std::string_view text);

    Kind kind() const { return m_kind; }
    bool isNull() const { return m_kind == Kind::Null; }
    bool isObject() const { return m_kind == Kind::Object; }
    bool isArray() const { return m_kind == Kind::Array; }
    bool isString() const { return m_kind == Kind::String; }
    bool isNumber() const { return m_kind == Kind::Number; }
    bool isContainer() const { return isObject() || isArray(); }

    bool toBool() const { return m_bool; }
    // The string, or the number's token; empty for other kinds.
    const std::string &text() const;
    const Elements &elements() const;
    const Members &members() const;
    std::size_t size() const;

    // The last member of that name; null pointer if there is none or this is no object.
    const JsonValue *find(std::string_view key) const;
    // RFC 6901 pointer ("" is the whole value); null pointer if nothing is there.
    const JsonValue *at(std::string_view pointer) const;

    // Changing detaches from shared nodes. Both make this an object or array if it is another kind.
    JsonValue &member(std::string_view key); // the last of that name, appended as null if absent
    bool remove(std::string_view key);       // all of that name
    Elements &mutableElements();

    // Compact, or indented by `indent` spaces a level. Invalid UTF-8 comes out as U+FFFD, so the result is always valid JSON.
    std::string dump(int indent = -1) const;

    // Equal as JSON: member order does not count, numbers are compared as decimal values without rounding.
    friend bool operator==(const JsonValue &left, const JsonValue &right);

private:
    struct Node;
    const Node *node() const { return m_node.get(); }
    Node &ownNode();
    void write(std::string &out, int indent, int level) const;

    Kind m_kind = Kind::Null;
    bool m_bool = false;
    std::shared_ptr<Node> m_node;
};

// `text` as a JSON string literal with its quotes. Invalid UTF-8 becomes U+FFFD.
std::string jsonQuote(std::string_view text);
void appendJsonQuoted(std::string &out, std::string_view text);

// The same document without insignificant white space, every token as it stands. Error: Damaged if it is no JSON.
Result<std::string> jsonMinify(std::string_view text);

// True for exactly one JSON document (any depth that simdjson accepts).
bool isJson(std::string_view text);

// One reference token of an RFC 6901 pointer, with ~ and / escaped.
std::string escapePointerToken(std::string_view token);
// The tokens of a pointer, unescaped. "" has none.
std::vector<std::string> pointerTokens(std::string_view pointer);

// Compares two JSON number tokens as decimal values, exactly: <0, 0 or >0.
int compareNumbers(std::string_view left, std::string_view right);

// True if every byte belongs to well-formed UTF-8.
bool isUtf8(std::string_view text);

} // namespace eventscope
