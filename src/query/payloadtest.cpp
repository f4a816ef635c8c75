// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/payloadtest.h"

#include "query/conditiontext.h"
#include "query/fieldpath.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace eventscope {

namespace {

std::optional<std::uint32_t> hexUnit(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size())
        return std::nullopt;
    std::uint32_t unit = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + 4, unit, 16);
    if (error != std::errc() || end != text.data() + at + 4)
        return std::nullopt;
    return unit;
}

void appendUtf8(std::string &out, std::uint32_t c)
{
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x1'0000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

// The text with every escape of RFC 8259, section 7, replaced by what it stands for; backslashes occur nowhere else in JSON.
std::string withoutEscapes(std::string_view text)
{
    constexpr std::array<std::pair<char, char>, 5> kShort = {
        {{'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}}};
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t slash = std::min(text.find('\\', at), text.size());
        out.append(text.substr(at, slash - at));
        if (slash + 1 >= text.size())
            break;
        const char kind = text[slash + 1];
        at = slash + 2;
        if (kind == 'u') {
            auto unit = hexUnit(text, at);
            if (!unit) {
                out += "\\u";
                continue;
            }
            at += 4;
            const bool high = *unit >= 0xd800 && *unit < 0xdc00;
            const auto low = high && text.substr(at, 2) == "\\u" ? hexUnit(text, at + 2)
                                                                 : std::nullopt;
            if (low && *low >= 0xdc00 && *low < 0xe000) {
                unit = 0x1'0000 + ((*unit - 0xd800) << 10) + (*low - 0xdc00);
                at += 6;
            } else if (*unit >= 0xd800 && *unit < 0xe000) {
                unit = 0xfffd; // half a pair
            }
            appendUtf8(out, *unit);
            continue;
        }
        const auto *const known = std::find_if(kShort.begin(), kShort.end(),
                                               [&](const auto &entry) {
                                                   return entry.first == kind;
                                               });
        out += known == kShort.end() ? kind : known->second;
    }
    return out;
}

bool looksLikeJson(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos
           && (text[first] == '{' || text[first] == '[' || text[first] == '"');
}

bool isOrder(Operator op)
{
    return op == Operator::Less || op == Operator::LessEqual || op == Operator::Greater
           || op == Operator::GreaterEqual;
}

bool isEquality(Operator op)
{
    return op == Operator::Equal || op == Operator::NotEqual;
}

// A string whose whole text is a number: money is often written so.
bool isNumberText(std::string_view text)
{
    constexpr std::size_t kLongest = 64;
    if (text.empty() || text.size() > kLongest
        || !(text.front() == '-' || (text.front() >= '0' && text.front() <= '9')))
        return false;
    const auto value = JsonValue::parse(text);
    return value && value->isNumber() && value->text().size() == text.size();
}

} // namespace

const JsonValue *PayloadText::json()
{
    if (!m_json)
        m_json = JsonValue::parse(m_text);
    return m_json->has_value() ? &m_json->value() : nullptr;
}

bool PayloadText::contains(std::string_view needle)
{
    if (m_text.find(needle) != std::string_view::npos)
        return true;
    if (!m_decoded) {
        const bool escaped = m_text.find('\\') != std::string_view::npos && looksLikeJson(m_text);
        m_decoded = escaped ? withoutEscapes(m_text) : std::string();
    }
    return m_decoded->find(needle) != std::string::npos;
}

bool PayloadTest::matches(Row row, std::string_view data, std::string_view metadata,
                          const Record *record)
{
    Event event{row, PayloadText(data), PayloadText(metadata), record};
    return matches(*m_root, event);
}

bool PayloadTest::matches(const Expression &expression, Event &event)
{
    const auto part = [&](const Expression &inner) { return matches(inner, event); };
    switch (expression.kind) {
    case Expression::Kind::Condition:
        return matches(*expression.condition, event);
    case Expression::Kind::Not:
        return !part(expression.parts.front());
    case Expression::Kind::And:
        return std::all_of(expression.parts.begin(), expression.parts.end(), part);
    case Expression::Kind::Or:
        break;
    }
    return std::any_of(expression.parts.begin(), expression.parts.end(), part);
}

bool PayloadTest::matches(const Condition &condition, Event &event)
{
    if (condition.onColumns())
        return m_columns->evaluate(condition, event.row) == Truth::True;
    const auto id = [&](const std::string &text) {
        return text.empty() ? absenceFulfils(condition) : textFulfils(condition, text, m_tooHard);
    };
    switch (condition.field) {
    case Field::Id:
        return event.record ? id(event.record->id) : absenceFulfils(condition);
    case Field::Causation:
        return event.record ? id(event.record->causationId) : absenceFulfils(condition);
    case Field::Correlation:
        return event.record ? id(event.record->correlationId) : absenceFulfils(condition);
    default:
        break;
    }
    PayloadText &payload = condition.field == Field::Data ? event.data : event.metadata;
    if (!condition.path.empty())
        return jsonFulfils(condition, valueAt(payload.json(), condition.path));
    if (payload.text().empty())
        return absenceFulfils(condition);
    if (condition.op == Operator::Contains)
        return payload.contains(condition.text);
    return textFulfils(condition, payload.text(), m_tooHard);
}

bool PayloadTest::jsonFulfils(const Condition &condition, const JsonValue *value)
{
    if (!value)
        return absenceFulfils(condition);
    if (condition.op == Operator::Exists)
        return true;
    const bool asNumbers = condition.isNumber
                           && ((value->isNumber()
                                && (isOrder(condition.op) || isEquality(condition.op)))
                               || (value->isString() && isOrder(condition.op)
                                   && isNumberText(value->text())));
    if (asNumbers)
        return orderFulfils(condition.op, compareNumbers(value->text(), condition.text));
    if (value->isString())
        return textFulfils(condition, value->text(), m_tooHard);
    if (isOrder(condition.op))
        return false; // no order between a number and a text, or of anything else
    return textFulfils(condition, value->isNumber() ? value->text() : value->dump(), m_tooHard);
}

} // namespace eventscope
