// SPDX-FileCopyrightText: Eventscope contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What to say of SQL of other databases that has no counterpart here.
#include "script/sqldialect.h"
#include "script/sqltokens.h"

#include <array>
#include <cstddef>

namespace eventscope {

namespace {

// The words and signs of an SQL text, one space between them, in capitals; text in quotes left out.
std::string outline(std::string_view sql)
{
    std::string all = " ";
    for (const SqlToken &token : sqlTokens(sql)) {
        if (token.kind == SqlKind::Word || token.kind == SqlKind::Symbol)
            all += upperSql(token.text) + ' ';
        else if (token.kind != SqlKind::Space)
            all += "x ";
    }
    return all;
}

struct Advice {
    std::string_view sign; // as outline() has it
    std::string_view sentence;
};
constexpr std::array kAdvice{
    Advice{" ON DUPLICATE KEY ",
           "Write ON CONFLICT (column) DO UPDATE SET column = excluded.column."},
    Advice{" ON CONSTRAINT ", "Name the columns instead: ON CONFLICT (column) DO UPDATE …."},
    Advice{" AUTO_INCREMENT ", "Write INTEGER PRIMARY KEY AUTOINCREMENT."},
    Advice{" CREATE EXTENSION ", "There are no extensions here; leave the statement out."},
    Advice{
        " CREATE SCHEMA ",
        "There is one schema; leave the statement out, and the schema's name in front of tables."},
    Advice{" CREATE TYPE ", "There are no types of one's own; use TEXT with a CHECK."},
    Advice{" CREATE FUNCTION ",
           "SQL has no functions of one's own here; write them in JavaScript."},
    Advice{" CREATE OR REPLACE ", "Write DROP … IF EXISTS and CREATE."},
    Advice{" INTERVAL ", "Write datetime(value, '+1 day')."},
    Advice{" EXTRACT ( ", "Write strftime('%Y', value)."},
    Advice{" DATE_TRUNC ( ", "Write strftime('%Y-%m-01', value)."},
    Advice{" DISTINCT ON ", "Write GROUP BY with min() or max()."},
    Advice{" ARRAY [ ", "Bind the array as a parameter: it is stored as JSON text."},
    Advice{" @ > ", "Write json_extract(column, '$.name') = value."},
    Advice{" LATERAL ", "Write a subquery instead of LATERAL."},
    Advice{" JSONB_SET ( ", "Write json_set(column, '$.name', value)."},
    Advice{" TO_CHAR ( ", "Write strftime() or printf()."},
    Advice{" ADD COLUMN IF NOT ", "Write ADD COLUMN, in the declaration of the tables."},
    Advice{" COMMENT ON ", "There are no comments on tables; leave the statement out."},
    Advice{" SET SEARCH_PATH ", "There is one schema; leave the statement out."},
    Advice{" GRANT ", "There are no users; leave the statement out."},
    Advice{" :: ", "Write CAST(value AS type)."},
};

} // namespace

std::string dialectAdvice(std::string_view sql)
{
    const std::string all = outline(sql);
    for (const Advice &advice : kAdvice) {
        if (all.find(advice.sign) != std::string::npos)
            return std::string(advice.sentence);
    }
    return {};
}

std::string refusedSql(std::string_view sql)
{
    const std::string all = outline(sql);
    for (const std::string_view what : {"ROLLBACK", "FAIL"}) {
        const std::string word(what);
        if (all.find(" OR " + word + " ") != std::string::npos
            || all.find(" ON CONFLICT " + word + " ") != std::string::npos
            || all.find(" RAISE ( " + word + " ") != std::string::npos)
            return word
                   + " as the answer to a conflict is refused: what a handler did is undone as a whole. Write ABORT.";
    }
    // To PostgreSQL that merges, to SQLite it joins two texts.
    std::vector<std::string> words;
    for (const SqlToken &token : sqlTokens(sql)) {
        if (token.kind != SqlKind::Space)
            words.push_back(upperSql(token.text));
    }
    const auto joins = [&](std::size_t at) {
        return at + 1 < words.size() && words[at] == "|" && words[at + 1] == "|";
    };
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        const bool isJson = words[i] == "::" && (words[i + 1] == "JSONB" || words[i + 1] == "JSON");
        if (isJson && (joins(i + 2) || (i >= 3 && joins(i - 3))))
            return "|| of jsonb is refused, since it would join two texts. Write "
                   "json_patch(column, value).";
    }
    return {};
}

} // namespace eventscope
