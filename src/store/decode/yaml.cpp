// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/decode/yaml.h"

#include "base/json.h"
#include "store/decode/values.h"
#include "store/file/base64.h"

#include <yaml.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <vector>

namespace eventscope {

namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";
constexpr std::string_view kRuby = "!ruby/";

// An honest document with aliases repeats a few of its parts; a bomb repeats what repeats.
constexpr std::size_t kMostGrowth = 10;
constexpr std::size_t kAlwaysAllowed = 1024 * 1024;

// A decimal with a larger exponent stays as it is written.
constexpr std::int64_t kMostExponent = 1'000'000;

std::string_view viewOf(const yaml_char_t *text)
{
    return text ? std::string_view(reinterpret_cast<const char *>(text)) : std::string_view();
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.size() == word.size()
               && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
                      return std::tolower(static_cast<unsigned char>(a)) == b;
                  });
    });
}

// The number that a plain scalar is, as JSON writes it: without underscores, plus sign and a bare point. Empty if it is none.
std::string numberIn(std::string_view scalar)
{
    if (scalar.empty()
        || (!std::isdigit(static_cast<unsigned char>(scalar.back())) && scalar.back() != '.'))
        return {};
    std::string text(scalar);
    if (text.find("__") != std::string::npos || text.front() == '_')
        return {};
    std::erase(text, '_');
    return asJsonNumber(std::move(text));
}

// Ruby writes a decimal as 18:0.1234e3 (precision, then the value with all its digits): 123.4. Empty for NaN and infinities.
std::string decimalIn(std::string_view scalar)
{
    const std::string_view value = scalar.substr(scalar.find(':') + 1); // npos + 1 is 0
    const std::string number = numberIn(value);
    const std::size_t e = number.find_first_of("eE");
    if (number.empty() || e == std::string::npos)
        return number;
    const char *exponentText = number.data() + e + 1;
    if (*exponentText == '+')
        ++exponentText;
    std::int64_t exponent = 0;
    const char *const end = number.data() + number.size();
    if (std::from_chars(exponentText, end, exponent).ec != std::errc() || exponent > kMostExponent
        || exponent < -kMostExponent)
        return number;
    std::string digits = number.substr(0, e);
    const std::size_t point = digits.find('.');
    if (point != std::string::npos) {
        exponent -= static_cast<std::int64_t>(digits.size() - point - 1);
        digits.erase(point, 1);
    }
    std::string text = decimalText(std::move(digits), exponent);
    if (text.find_first_of(".e") == std::string::npos)
        text += ".0"; // as Ruby shows it
    return text;
}

std::string withoutCoreTag(std::string_view tag)
{
    return std::string(tag.starts_with(kCoreTag) ? tag.substr(kCoreTag.size()) : tag);
}

// The class in a tag of Ruby such as !ruby/object:Money; empty for hashes, arrays and what has none.
std::string classOf(std::string_view tag)
{
    if (!tag.starts_with('!') || tag == "!")
        return {};
    if (tag.starts_with(kRuby)) {
        const std::string_view rest = tag.substr(kRuby.size());
        const auto colon = rest.find(':');
        const std::string_view sort = rest.substr(0, colon);
        if (colon == std::string_view::npos || sort == "hash" || sort == "array"
            || sort == "hash-with-ivars")
            return {};
        return std::string(rest.substr(colon + 1));
    }
    return std::string(tag.substr(1));
}

struct Parser {
    yaml_parser_t parser = {};
    bool begun = false;
    ~Parser()
    {
        if (begun)
            yaml_parser_delete(&parser);
    }
};

struct Event {
    yaml_event_t event = {};
    Event() = default;
    Event(const Event &) = delete;
    Event &operator=(const Event &) = delete;
    ~Event() { yaml_event_delete(&event); }
};

class Document
{
public:
    explicit Document(std::string_view yaml)
        : m_yaml(yaml)
    {}

    Result<std::string> toJson()
    {
        if (!yaml_parser_initialize(&m_parser.parser))
            return fail(ErrorCode::Limit,
                        "There is no memory left to read the YAML; close other stores.");
        m_parser.begun = true;
        yaml_parser_set_encoding(&m_parser.parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&m_parser.parser,
                                     reinterpret_cast<const unsigned char *>(m_yaml.data()),
                                     m_yaml.size());
        while (!m_done) {
            Event held;
            if (!yaml_parser_parse(&m_parser.parser, &held.event))
                return fail(parserError());
            if (auto taken = take(held.event); !taken)
                return fail(std::move(taken).error());
        }
        if (!m_json.empty())
            return std::move(m_json);
        return fail(ErrorCode::Damaged, "The YAML holds nothing and is shown as text.");
    }

private:
    // What is being written: the JSON text so far, and whether a key comes next.
    struct Level {
        bool mapping = false;
        bool wantsKey = false;
        bool first = true;
        std::string anchor;
        std::size_t start = 0; // of it in m_json
        // Of a mapping that is the key of another one: its text becomes a string.
        bool isKey = false;
    };

    Error parserError() const
    {
        const yaml_parser_t &parser = m_parser.parser;
        const auto line = static_cast<std::int64_t>(parser.problem_mark.line) + 1;
        return Error(ErrorCode::Damaged, "The YAML is damaged at line " + std::to_string(line)
                                             + " and is shown as text.")
            .with(parser.problem ? parser.problem : "");
    }

    Result<void> take(const yaml_event_t &event)
    {
        switch (event.type) {
        case YAML_SCALAR_EVENT: {
            const auto &scalar = event.data.scalar;
            const std::string_view value(reinterpret_cast<const char *>(scalar.value),
                                         scalar.length);
            const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && !scalar.quoted_implicit;
            return put(scalarJson(value, viewOf(scalar.tag), plain), viewOf(scalar.anchor));
        }
        case YAML_ALIAS_EVENT: {
            const std::string name(viewOf(event.data.alias.anchor));
            const auto found = m_anchors.find(name);
            if (found == m_anchors.end())
                return fail(ErrorCode::Damaged,
                            "The YAML's alias *" + name
                                + " stands for itself or for nothing; it is shown as text.");
            return put(found->second, {});
        }
        case YAML_SEQUENCE_START_EVENT:
            return open(false, viewOf(event.data.sequence_start.anchor),
                        viewOf(event.data.sequence_start.tag));
        case YAML_MAPPING_START_EVENT:
            return open(true, viewOf(event.data.mapping_start.anchor),
                        viewOf(event.data.mapping_start.tag));
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT:
            return close();
        case YAML_DOCUMENT_START_EVENT:
            if (m_documents++ > 0)
                return fail(ErrorCode::Damaged,
                            "The YAML holds more than one document and is shown as text.");
            return {};
        case YAML_STREAM_END_EVENT:
            m_done = true;
            return {};
        default:
            return {};
        }
    }

    static std::string scalarJson(std::string_view value, std::string_view tag, bool plain)
    {
        const std::string name = withoutCoreTag(tag);
        if (name == "str" || tag == "!")
            return jsonQuote(value.starts_with(':') && plain ? value.substr(1) : value);
        if (name == "!ruby/object:BigDecimal") {
            const std::string number = decimalIn(value);
            return number.empty() ? jsonQuote(value.substr(value.find(':') + 1)) : number;
        }
        if (name == "!binary" || name == "binary") {
            std::string digits(value);
            std::erase_if(digits, [](unsigned char c) { return std::isspace(c); });
            const auto bytes = decodeBase64(digits);
            return jsonQuote(bytes && isUtf8(*bytes) ? std::string_view(*bytes) : value);
        }
        const bool typed = name == "int" || name == "float" || name == "bool" || name == "null";
        if ((!plain && !typed) || name.starts_with('!')) {
            // A symbol that had to be quoted: :"with spaces".
            if (name == "!ruby/symbol" || name == "!ruby/sym")
                return jsonQuote(value.starts_with(':') ? value.substr(1) : value);
            return jsonQuote(value);
        }
        if (value.empty() || value == "~" || isOneOf(value, {"null"}))
            return "null";
        if (isOneOf(value, {"true", "yes", "on"}))
            return "true";
        if (isOneOf(value, {"false", "no", "off"}))
            return "false";
        if (value.front() == ':' && value.size() > 1) {
            const std::string_view symbol = value.substr(1);
            const bool quoted = symbol.size() >= 2 && symbol.front() == '"' && symbol.back() == '"';
            return jsonQuote(quoted ? symbol.substr(1, symbol.size() - 2) : symbol);
        }
        std::string number = numberIn(value);
        return number.empty() ? jsonQuote(value) : number;
    }

    bool expectsKey() const
    {
        return !m_levels.empty() && m_levels.back().mapping && m_levels.back().wantsKey;
    }

    void separate()
    {
        if (m_levels.empty())
            return;
        Level &level = m_levels.back();
        if (level.mapping && !level.wantsKey) {
            m_json += ':';
        } else {
            if (!level.first)
                m_json += ',';
            level.first = false;
        }
    }

    void stepOn()
    {
        if (!m_levels.empty() && m_levels.back().mapping)
            m_levels.back().wantsKey = !m_levels.back().wantsKey;
    }

    Result<void> put(const std::string &json, std::string_view anchor)
    {
        const bool key = expectsKey();
        separate();
        if (key && !json.starts_with('"'))
            appendJsonQuoted(m_json, json);
        else
            m_json += json;
        if (!anchor.empty())
            m_anchors[std::string(anchor)] = json;
        stepOn();
        return checkSize();
    }

    Result<void> open(bool mapping, std::string_view anchor, std::string_view tag)
    {
        const bool key = expectsKey();
        separate();
        m_levels.push_back({mapping, mapping, true, std::string(anchor), m_json.size(), key});
        m_json += mapping ? '{' : '[';
        if (m_levels.size() > kMostDepth) {
            return fail(tooDeep("The YAML"));
        }
        if (!anchor.empty())
            m_anchors.erase(std::string(anchor)); // until it is whole
        if (const std::string name = classOf(tag); mapping && !name.empty()) {
            m_json += "\"@class\":" + jsonQuote(name);
            m_levels.back().first = false;
        }
        return checkSize();
    }

    Result<void> close()
    {
        const Level level = std::move(m_levels.back());
        m_levels.pop_back();
        m_json += level.mapping ? '}' : ']';
        if (!level.anchor.empty())
            m_anchors[level.anchor] = m_json.substr(level.start);
        if (level.isKey) {
            const std::string text = m_json.substr(level.start);
            m_json.resize(level.start);
            appendJsonQuoted(m_json, text);
        }
        stepOn();
        // Anchors within anchors keep their texts twice.
        m_kept += level.anchor.empty() ? 0 : m_json.size() - level.start;
        return checkSize();
    }

    Result<void> checkSize() const
    {
        if (m_json.size() + m_kept <= kAlwaysAllowed + kMostGrowth * m_yaml.size())
            return {};
        return fail(
            ErrorCode::Limit,
            "The YAML grows to more than ten times its size with its aliases written out; it is shown as text.");
    }

    std::string_view m_yaml;
    Parser m_parser;
    bool m_done = false;
    int m_documents = 0;
    std::string m_json;
    std::vector<Level> m_levels;
    std::map<std::string, std::string> m_anchors; // JSON
    std::size_t m_kept = 0;
};

} // namespace

Result<std::string> yamlToJson(std::string_view yaml)
{
    return Document(yaml).toJson();
}

bool mayBeYaml(std::string_view bytes)
{
    return bytes.starts_with("---")
           && (bytes.size() == 3 || bytes[3] == ' ' || bytes[3] == '\n' || bytes[3] == '\r');
}

} // namespace eventscope
