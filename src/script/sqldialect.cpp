// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "script/sqldialect.h"

#include "script/sqltokens.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace eventscope {

namespace {

using Kind = SqlKind;
using Token = SqlToken;

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

// What PostgreSQL's casts become.
struct Cast {
    std::string_view type;
    std::string_view before;
    std::string_view after;
};
constexpr std::array kCasts{
    Cast{"INT", "CAST(", " AS INTEGER)"},
    Cast{"INTEGER", "CAST(", " AS INTEGER)"},
    Cast{"INT2", "CAST(", " AS INTEGER)"},
    Cast{"INT4", "CAST(", " AS INTEGER)"},
    Cast{"INT8", "CAST(", " AS INTEGER)"},
    Cast{"BIGINT", "CAST(", " AS INTEGER)"},
    Cast{"SMALLINT", "CAST(", " AS INTEGER)"},
    Cast{"NUMERIC", "CAST(", " AS NUMERIC)"},
    Cast{"DECIMAL", "CAST(", " AS NUMERIC)"},
    Cast{"REAL", "CAST(", " AS REAL)"},
    Cast{"FLOAT", "CAST(", " AS REAL)"},
    Cast{"FLOAT4", "CAST(", " AS REAL)"},
    Cast{"FLOAT8", "CAST(", " AS REAL)"},
    Cast{"DOUBLE", "CAST(", " AS REAL)"},
    Cast{"TEXT", "CAST(", " AS TEXT)"},
    Cast{"VARCHAR", "CAST(", " AS TEXT)"},
    Cast{"CHAR", "CAST(", " AS TEXT)"},
    Cast{"CHARACTER", "CAST(", " AS TEXT)"},
    Cast{"CITEXT", "CAST(", " AS TEXT)"},
    Cast{"NAME", "CAST(", " AS TEXT)"},
    Cast{"UUID", "CAST(", " AS TEXT)"},
    Cast{"BYTEA", "CAST(", " AS BLOB)"},
    Cast{"JSON", "json(", ")"},
    Cast{"JSONB", "json(", ")"},
    Cast{"BOOL", "boolean(", ")"},
    Cast{"BOOLEAN", "boolean(", ")"},
    Cast{"DATE", "date(", ")"},
    Cast{"TIMESTAMP", "(", ")"},
    Cast{"TIMESTAMPTZ", "(", ")"},
    Cast{"TIME", "time(", ")"},
};

class Rewriter
{
public:
    explicit Rewriter(std::string_view sql)
        : m_tokens(sqlTokens(sql))
    {}

    std::string result()
    {
        for (Token &token : m_tokens) {
            if (token.kind == Kind::Value && token.text.size() > 1 && token.text[0] == '$'
                && std::all_of(token.text.begin() + 1, token.text.end(), isDigit))
                token.text[0] = '?';
        }
        casts();
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_tokens[i].kind == Kind::Word)
                word(i);
            else if (m_tokens[i].text == "[" && text(next(i)) == "]") // text[] as a column's type
                erase(i, next(i));
        }
        std::string sql;
        for (const Token &token : m_tokens)
            sql += token.text;
        return sql;
    }

private:
    static constexpr std::size_t kNone = std::size_t(-1);

    std::size_t next(std::size_t i) const
    {
        for (++i; i < m_tokens.size(); ++i) {
            if (m_tokens[i].kind != Kind::Space)
                return i;
        }
        return kNone;
    }
    std::size_t previous(std::size_t i) const
    {
        while (i-- > 0) {
            if (m_tokens[i].kind != Kind::Space)
                return i;
        }
        return kNone;
    }
    std::string_view text(std::size_t i) const
    {
        return i == kNone ? std::string_view() : std::string_view(m_tokens[i].text);
    }
    // One of the words, whatever its case.
    bool is(std::size_t i, std::initializer_list<std::string_view> words) const
    {
        if (i == kNone || m_tokens[i].kind != Kind::Word)
            return false;
        const std::string here = upperSql(m_tokens[i].text);
        return std::find(words.begin(), words.end(), here) != words.end();
    }
    bool isName(std::size_t i) const
    {
        return i != kNone && (m_tokens[i].kind == Kind::Word || m_tokens[i].kind == Kind::Name);
    }
    // The other end of a parenthesis.
    std::size_t closing(std::size_t open) const
    {
        int depth = 0;
        for (std::size_t i = open; i < m_tokens.size(); ++i) {
            depth += m_tokens[i].text == "(" ? 1 : m_tokens[i].text == ")" ? -1 : 0;
            if (depth == 0)
                return i;
        }
        return kNone;
    }
    std::size_t opening(std::size_t close) const
    {
        int depth = 0;
        for (std::size_t i = close + 1; i-- > 0;) {
            depth += m_tokens[i].text == ")" ? 1 : m_tokens[i].text == "(" ? -1 : 0;
            if (depth == 0)
                return i;
        }
        return kNone;
    }
    std::string joined(std::size_t from, std::size_t to) const // both belong to it
    {
        std::string all;
        for (std::size_t i = from; i <= to; ++i)
            all += m_tokens[i].text;
        return all;
    }
    void erase(std::size_t from, std::size_t to)
    {
        for (std::size_t i = from; i <= to; ++i)
            m_tokens[i] = {Kind::Space, {}};
    }
    void replace(std::size_t from, std::size_t to, Kind kind, std::string with)
    {
        erase(from, to);
        m_tokens[from] = {kind, std::move(with)};
    }

    // Where the value begins that ends there: a literal, a.b, f(...), (...).
    std::size_t startOfValue(std::size_t end) const
    {
        if (end == kNone)
            return kNone;
        std::size_t start = end;
        if (text(end) == ")") {
            start = opening(end);
            if (start == kNone)
                return kNone;
            const std::size_t before = previous(start);
            const bool called = isName(before)
                                && !is(before, {"IN", "VALUES", "AND", "OR", "NOT", "SELECT", "AS",
                                                "WHEN", "THEN", "ELSE", "SET", "WHERE", "ON",
                                                "HAVING", "BY", "DEFAULT", "LIKE", "RETURNING"});
            if (!called)
                return start;
            start = before;
        } else if (!isName(end)) {
            return m_tokens[end].kind == Kind::Value ? end : kNone;
        }
        while (true) {
            const std::size_t dot = previous(start);
            const std::size_t owner = dot == kNone ? kNone : previous(dot);
            if (text(dot) != "." || !isName(owner))
                return start;
            start = owner;
        }
    }

    void casts()
    {
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (m_tokens[i].text != "::" || m_tokens[i].kind != Kind::Symbol)
                continue;
            const std::size_t last = previous(i);
            const std::size_t start = startOfValue(last);
            std::size_t type = next(i);
            if (start == kNone || type == kNone || m_tokens[type].kind != Kind::Word)
                continue;
            const std::string name = upperSql(m_tokens[type].text);
            if (is(next(type), {"PRECISION", "VARYING"}))
                type = next(type);
            if (text(next(type)) == "(" && closing(next(type)) != kNone)
                type = closing(next(type));
            if (is(next(type), {"WITH", "WITHOUT"}) && is(next(next(type)), {"TIME"}))
                type = next(next(next(type)));
            const bool array = type != kNone && text(next(type)) == "["
                               && text(next(next(type))) == "]";
            if (array)
                type = next(next(type));
            const auto cast = std::find_if(kCasts.begin(), kCasts.end(),
                                           [&](const Cast &each) { return each.type == name; });
            if (type == kNone || (cast == kCasts.end() && !array))
                continue;
            const std::string value = joined(start, last);
            replace(start, type, Kind::Value,
                    array ? value : std::string(cast->before) + value + std::string(cast->after));
        }
    }

    void word(std::size_t i)
    {
        const std::size_t then = next(i);
        if (is(i, {"ILIKE"})) {
            m_tokens[i].text = "LIKE";
        } else if (is(i, {"STRING_AGG"}) && text(then) == "(") {
            m_tokens[i].text = "group_concat";
        } else if (is(i, {"JSONB_BUILD_OBJECT", "JSON_BUILD_OBJECT"}) && text(then) == "(") {
            m_tokens[i].text = "json_object";
        } else if (is(i, {"JSONB_BUILD_ARRAY", "JSON_BUILD_ARRAY"}) && text(then) == "(") {
            m_tokens[i].text = "json_array";
        } else if (is(i, {"JSONB_AGG", "JSON_AGG", "ARRAY_AGG"}) && text(then) == "(") {
            m_tokens[i].text = "json_group_array";
        } else if (is(i, {"USING"}) && is(then, {"BTREE", "HASH", "GIN", "GIST", "BRIN"})
                   && text(next(then)) == "(") {
            erase(i, then);
        } else if (is(i, {"CONCURRENTLY"}) && is(previous(i), {"INDEX"})) {
            erase(i, i);
        } else if (is(i, {"CASCADE", "RESTRICT"}) && drops(i)) {
            erase(i, i);
        } else if (is(i, {"LOCALTIMESTAMP"}) && text(then) != "(") {
            m_tokens[i].text = "CURRENT_TIMESTAMP";
        } else if (is(i, {"ANY", "ALL"}) && text(then) == "(") {
            any(i, then);
        } else if (is(i, {"DEFAULT"})) {
            defaultValue(then);
        } else if (is(i, {"SERIAL", "BIGSERIAL", "SMALLSERIAL"}) && isName(previous(i))
                   && declaresTable()) {
            m_tokens[i].text = "INTEGER";
        } else if (is(i, {"GENERATED"})) {
            identity(i);
        } else if (is(i, {"PUBLIC"}) && text(then) == "." && text(previous(i)) != ".") {
            erase(i, then);
        } else if (is(i, {"TRUNCATE"}) && startsStatement(i)) {
            replace(i, is(then, {"TABLE"}) ? then : i, Kind::Word, "DELETE FROM");
        } else if (is(i, {"INSERT"}) && is(then, {"IGNORE"})) {
            m_tokens[i].text += " OR";
        } else if (is(i, {"FOR"}) && is(then, {"UPDATE"}) && locks(then)) {
            erase(i, m_tokens.size() - 1);
        }
    }

    bool declaresTable() const
    {
        return std::any_of(m_tokens.begin(), m_tokens.end(), [](const Token &token) {
            return token.kind == Kind::Word && upperSql(token.text) == "TABLE";
        });
    }

    bool startsStatement(std::size_t i) const
    {
        const std::size_t before = previous(i);
        return before == kNone || text(before) == ";";
    }

    // DROP TABLE orders CASCADE, where the word stands at the end.
    bool drops(std::size_t last) const
    {
        const std::size_t after = next(last);
        std::size_t i = last;
        while (!startsStatement(i))
            i = previous(i);
        return is(i, {"DROP"}) && (after == kNone || text(after) == ";");
    }

    // FOR UPDATE at the end of a query.
    bool locks(std::size_t update) const
    {
        std::size_t end = next(update);
        while (is(end, {"SKIP", "LOCKED", "NOWAIT"}))
            end = next(end);
        return end == kNone || text(end) == ";";
    }

    // x = ANY(list), x <> ALL(list), where an array is bound as JSON text.
    void any(std::size_t i, std::size_t open)
    {
        const bool isAny = is(i, {"ANY"});
        const std::size_t close = closing(open);
        const std::size_t right = previous(i);
        if (close == kNone || right == kNone || is(next(open), {"SELECT"}))
            return;
        std::size_t left = right;
        if (isAny ? text(right) != "=" : text(right) != ">" && text(right) != "=")
            return;
        if (!isAny) {
            left = previous(right);
            if (text(left) != "<" && text(left) != "!")
                return;
        }
        erase(left, i);
        m_tokens[left] = {Kind::Word, isAny ? "IN" : "NOT IN"};
        m_tokens[i] = {Kind::Space, " "};
        m_tokens[open].text = "(SELECT value FROM json_each(";
        m_tokens[close].text = "))";
    }

    // SQLite wants parentheses around a default that is more than a literal.
    void defaultValue(std::size_t value)
    {
        if (value == kNone)
            return;
        if (m_tokens[value].kind == Kind::Value && m_tokens[value].text.ends_with(')')) {
            m_tokens[value].text = '(' + m_tokens[value].text + ')';
        } else if (m_tokens[value].kind == Kind::Word && text(next(value)) == "(") {
            const std::size_t close = closing(next(value));
            if (close == kNone)
                return;
            m_tokens[close].text += ')';
            m_tokens[value].text.insert(0, 1, '(');
        }
    }

    // id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
    void identity(std::size_t i)
    {
        std::size_t end = next(i);
        if (is(end, {"BY"}))
            end = next(end);
        end = end == kNone ? kNone : next(end);
        if (!is(end, {"AS"}) || !is(next(end), {"IDENTITY"}))
            return;
        end = next(end);
        if (text(next(end)) == "(" && closing(next(end)) != kNone)
            end = closing(next(end));
        const std::size_t type = previous(i);
        erase(i, end);
        if (is(type, {"INT", "INTEGER", "BIGINT", "SMALLINT", "INT8", "INT4"}))
            m_tokens[type].text = "INTEGER";
    }

    std::vector<Token> m_tokens;
};

} // namespace

std::string sqliteDialect(std::string_view sql)
{
    return Rewriter(sql).result();
}

} // namespace eventscope
